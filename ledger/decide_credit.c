/* Whoever has as much to their credit as they are asked for is asked for nothing: a person applies the credit first. */
#include "ledger/decide.h"

#include "base/text.h"

static int64_t credit_asked(const Decision *decision, const char *currency)
{
	int64_t sum = 0;
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->skip == NULL && text_equal(item->invoice->total.currency, currency))
			sum += invoice_balance(item->invoice);
	}
	return sum;
}

void decide_credit(Arena *arena, const Money *credit, Date today, Decision *decision)
{
	const char *currency = credit->currency;
	int64_t asked = credit_asked(decision, currency);
	if (decision->skip != NULL || asked == 0 || credit->micro < asked)
		return;
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->skip == NULL && !text_equal(item->invoice->total.currency, currency))
			return;
	}
	decision->skip = arena_printf(arena, "the customer has %s %s to its credit: valija customer apply spends it",
				      money_micro_text(arena, credit->micro), currency);
	for (size_t i = 0; i < decision->n_items; i++)
		if (decision->items[i].skip == NULL) {
			decision->items[i].next = date_add_days(today, 1);
			decision->items[i].next_kind = "decide";
		}
}
