/* Every state and every event, against the table that docs/FLOW.md shows to people. */
#include "ledger/states.h"

#include "base/text.h"
#include "tests/tap.h"

#define COUNT(symbol, word) +1
#define STATES (0 INVOICE_STATES(COUNT))
#define EVENTS (0 STATE_EVENTS(COUNT))

/* An invoice of 100 due on 1 December; the computed events are shown for one that is unpaid and not due. */
static Invoice example(InvoiceState state)
{
	return (Invoice){ .key = "k", .state = state, .total = money_make(100, "CLP"), .due = date_make(2026, 12, 1),
			  .direction = DIRECTION_ISSUED };
}

static char *table_row(const char *document, const char *state)
{
	g_autofree char *head = g_strdup_printf("\n| `%s` |", state);
	const char *section = strstr(document, "\n## Invoice states");
	const char *row = section != NULL ? strstr(section, head) : NULL;
	return row != NULL ? g_strndup(row + 1, strcspn(row + 1, "\n")) : g_strdup("");
}

static void test_documented(Arena *arena)
{
	g_autofree char *document = NULL;
	ok(g_file_get_contents("docs/FLOW.md", &document, NULL, NULL), "docs/FLOW.md is there");
	for (int state = 0; document != NULL && state < STATES; state++) {
		Invoice invoice = example((InvoiceState)state);
		const char *want = arena_printf(arena, "| `%s` |", invoice_state_word(invoice.state));
		for (int event = 0; event < EVENTS; event++) {
			InvoiceState after = states_after(&invoice, (StateEvent)event, date_make(2026, 11, 1));
			bool computed = event == STATE_EVENT_RELEASE || event == STATE_EVENT_BALANCE;
			if (!computed)
				want = arena_printf(arena, "%s %s |", want,
						    after == invoice.state ? "·" : invoice_state_word(after));
		}
		g_autofree char *row = table_row(document, invoice_state_word(invoice.state));
		is_str(row, want, invoice_state_word(invoice.state));
	}
}

typedef struct {
	InvoiceState state;
	int64_t paid, credited;
	const char *hold, *today;
	InvoiceState released, settled;
} Row;

static const Row rows[] = {
	{ STATE_NEW, 0, 0, NULL, "2026-12-01", STATE_NEW, STATE_NEW },
	{ STATE_NEW, 0, 0, NULL, "2026-12-02", STATE_OVERDUE, STATE_OVERDUE },
	{ STATE_NEW, 40, 0, NULL, "2026-12-02", STATE_PART_PAID, STATE_PART_PAID },
	{ STATE_NEW, 0, 40, NULL, "2026-12-02", STATE_OVERDUE, STATE_OVERDUE },
	{ STATE_NEW, 100, 0, NULL, "2026-12-02", STATE_PART_PAID, STATE_PAID },
	{ STATE_NEW, 60, 40, NULL, "2026-12-02", STATE_PART_PAID, STATE_PAID },
	{ STATE_NEW, 0, 100, NULL, "2026-12-02", STATE_OVERDUE, STATE_VOID },
	{ STATE_NEW, 150, 0, NULL, "2026-12-02", STATE_PART_PAID, STATE_PAID },
	{ STATE_DISPUTED, 40, 0, "DISP_PRICE", "2026-12-02", STATE_PART_PAID, STATE_DISPUTED },
	{ STATE_WAITING, 40, 0, "PROMISE", "2026-12-02", STATE_PART_PAID, STATE_WAITING },
	{ STATE_REJECTED, 0, 0, "REJECTED", "2026-11-02", STATE_NEW, STATE_REJECTED },
	{ STATE_DISPUTED, 0, 100, "DISP_PRICE", "2026-12-02", STATE_OVERDUE, STATE_VOID },
	{ STATE_PAID, 40, 0, NULL, "2026-11-02", STATE_PAID, STATE_PART_PAID },
	{ STATE_VOID, 0, 0, NULL, "2026-12-02", STATE_VOID, STATE_OVERDUE },
	{ STATE_REPLACED, 100, 0, NULL, "2026-12-02", STATE_REPLACED, STATE_REPLACED },
	{ STATE_CEDED, 100, 0, NULL, "2026-12-02", STATE_CEDED, STATE_CEDED },
};

static void test_computed(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Date today;
		Invoice invoice = example(rows[i].state);
		invoice.paid = rows[i].paid;
		invoice.credited = rows[i].credited;
		invoice.hold_reason = rows[i].hold;
		date_parse(rows[i].today, &today);
		const char *state = invoice_state_word(rows[i].state);
		is_str(invoice_state_word(states_after(&invoice, STATE_EVENT_BALANCE, today)),
		       invoice_state_word(rows[i].settled), state);
		is_str(invoice_state_word(states_after(&invoice, STATE_EVENT_RELEASE, today)),
		       invoice_state_word(rows[i].released), state);
	}
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_documented(arena);
	test_computed();
	return tap_done();
}
