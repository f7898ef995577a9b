#include "ledger/acts.h"

#include "tests/unit/ledger/book_maker.h"

typedef bool (*Does)(Arena *, const Act *, Outcome *, GError **);

typedef struct {
	Arena *arena;
	Invoice invoice;
	Act act;
	Outcome outcome;
} Scene;

static Scene *scene(Arena *arena, InvoiceState state)
{
	Scene *one = arena_new0(arena, Scene);
	one->arena = arena;
	one->invoice = (Invoice){ .id = 1, .version = 1, .company = "andes", .key = "k", .state = state,
				  .direction = DIRECTION_ISSUED, .debtor_tax_id = CLIENT, .due = day("2026-11-01"),
				  .total = money_make(1000 * MONEY_SCALE, "CLP"), .next_kind = "decide",
				  .next_date = day("2026-11-04") };
	one->act = (Act){ .company = &book_new(arena)->companies[0], .invoice = &one->invoice, .actor = "Ana",
			  .now = at("2026-11-04T15:00:00Z"), .unique = "1" };
	return one;
}

/* "state hold until", or the refusal. */
static const char *does(Scene *one, Does act)
{
	g_autoptr(GError) error = NULL;
	one->outcome = (Outcome){ 0 };
	if (!act(one->arena, &one->act, &one->outcome, &error))
		return arena_printf(one->arena, "refused: %s", error->message);
	const Invoice *row = one->outcome.n_invoices > 0 ? &one->outcome.invoices[0] : &one->invoice;
	ok(book_no_orphan(row) && one->outcome.n_events > 0, "an event, and a next action");
	one->invoice = *row;
	return arena_printf(one->arena, "%s %s %s", invoice_state_word(row->state),
			    row->hold_reason != NULL ? row->hold_reason : "-",
			    date_is_set(row->hold_until) ? date_text(one->arena, row->hold_until) : "-");
}

static void test_pay(Arena *arena)
{
	Scene *one = scene(arena, STATE_OVERDUE);
	is_str(does(one, acts_pay), "refused: an amount greater than 0 is wanted", "nothing is no payment");
	one->act.amount = 400 * MONEY_SCALE;
	is_str(does(one, acts_pay), "part-paid - -", "a part");
	Posting before = one->outcome.postings[0];
	one->act.postings = &before;
	one->act.n_postings = 1;
	one->act.unique = "2";
	one->act.amount = 700 * MONEY_SCALE;
	is_str(does(one, acts_pay), "paid - -", "more than the rest");
	is_i64(invoice_balance(&one->invoice), -100 * MONEY_SCALE, "is a credit");
	one->act.amount = INT64_MAX;
	one->act.unique = "3";
	ok(g_str_has_prefix(does(one, acts_pay), "refused: the sum"), "no sum leaves the range");
}

static void test_holds(Arena *arena)
{
	Scene *one = scene(arena, STATE_OVERDUE);
	is_str(does(one, acts_promise), "refused: the promised day is wanted: YYYY-MM-DD", "a promise has a day");
	one->act.date = day("2026-11-03");
	is_str(does(one, acts_promise), "refused: a day that has not passed is wanted", "that has not passed");
	one->act.date = day("2026-11-13");
	is_str(does(one, acts_promise), "waiting PROMISE 2026-11-17", "and two business days of grace");
	is_str(does(one, acts_resolve), "overdue - -", "resolve lifts it");
	is_str(does(one, acts_resolve), "refused: k is not on hold", "once");
	one->act.text = "precio";
	is_str(does(one, acts_dispute), "disputed precio -", "a dispute has its reason");
	is_str(does(one, acts_resolve), "overdue - -", "and its end");
	one->act.text = NULL;
	is_str(does(one, acts_hold), "overdue HOLD 2026-11-13", "a hold until a day");
	one->act.date = (Date){ 0 };
	is_str(does(one, acts_hold), "overdue HOLD -", "or until a person lifts it");
}

static void test_closed(Arena *arena)
{
	static const InvoiceState closed[] = { STATE_PAID, STATE_VOID, STATE_REPLACED, STATE_CEDED, STATE_REJECTED };
	static const Does acts[] = { acts_promise, acts_dispute, acts_hold };
	for (size_t i = 0; i < G_N_ELEMENTS(closed); i++)
		for (size_t a = 0; a < G_N_ELEMENTS(acts); a++) {
			Scene *one = scene(arena, closed[i]);
			one->act.date = day("2026-11-13");
			ok(g_str_has_prefix(does(one, acts[a]), "refused: k is "), "%s refuses act %zu",
			   invoice_state_word(closed[i]), a);
		}
	Scene *one = scene(arena, STATE_REJECTED);
	settle_hold(&one->invoice, "REJECTED", (Date){ 0 });
	is_str(does(one, acts_resolve), "overdue - -", "a rejection may be resolved");
}

static void test_words(Arena *arena)
{
	Scene *one = scene(arena, STATE_PAID);
	one->act.text = "Luis";
	is_str(does(one, acts_assign), "paid - -", "and a collector");
	is_str(one->invoice.collector, "Luis", "who is Luis");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_pay(arena);
	test_holds(arena);
	test_closed(arena);
	test_words(arena);
	return tap_done();
}
