/* What SAT's answers do to an invoice: one row each. */
#include "ledger/acts_sat.h"

#include "tests/unit/ledger/book_maker.h"

#define PAID_MICRO (400 * MONEY_SCALE)

typedef struct {
	const char *name;
	InvoiceState state;
	const char *hold;
	bool part_paid;
	SatState says;
	SatCancellation cancellation;
	const char *after; /* "state hold balance events alerts" */
} Row;

static const Row rows[] = {
	{ "valid", STATE_OVERDUE, NULL, false, SAT_VALID, SAT_CANCELLATION_NONE, "overdue - 1000 0 0" },
	{ "valid, an unknown word beside it", STATE_OVERDUE, NULL, false, SAT_VALID, SAT_CANCELLATION_UNKNOWN,
	  "overdue - 1000 0 0" },
	{ "not found", STATE_OVERDUE, NULL, false, SAT_NOT_FOUND, SAT_CANCELLATION_NONE, "overdue - 1000 0 0" },
	{ "not found, with a word of cancellation", STATE_OVERDUE, NULL, false, SAT_NOT_FOUND, SAT_CANCELLATION_DONE,
	  "overdue - 1000 0 0" },
	{ "not found while it is held", STATE_OVERDUE, ACTS_SAT_HOLD, false, SAT_NOT_FOUND, SAT_CANCELLATION_NONE,
	  "overdue SAT-CANCELLATION 1000 0 0" },
	{ "a bad question", STATE_OVERDUE, NULL, false, SAT_BAD_EXPRESSION, SAT_CANCELLATION_NONE, "overdue - 1000 0 0" },
	{ "not understood", STATE_OVERDUE, NULL, false, SAT_UNKNOWN, SAT_CANCELLATION_PENDING, "overdue - 1000 0 0" },
	{ "cancelled", STATE_OVERDUE, NULL, false, SAT_CANCELLED, SAT_CANCELLATION_DONE, "void - 0 2 1" },
	{ "cancelled, whatever else", STATE_NEW, NULL, false, SAT_CANCELLED, SAT_CANCELLATION_UNKNOWN, "void - 0 2 1" },
	{ "cancelled while it waits for consent", STATE_NEW, ACTS_SAT_HOLD, false, SAT_CANCELLED, SAT_CANCELLATION_DONE,
	  "void - 0 2 1" },
	{ "cancelled under dispute", STATE_DISPUTED, "DISPUTE", false, SAT_CANCELLED, SAT_CANCELLATION_DONE,
	  "void - 0 2 1" },
	{ "cancelled after the client rejected it", STATE_REJECTED, NULL, false, SAT_CANCELLED, SAT_CANCELLATION_DONE,
	  "void - 0 2 1" },
	{ "cancelled after a part was paid", STATE_PART_PAID, NULL, true, SAT_CANCELLED, SAT_CANCELLATION_DONE,
	  "paid - 0 2 1" },
	{ "cancelled, but ceded", STATE_CEDED, NULL, false, SAT_CANCELLED, SAT_CANCELLATION_DONE, "ceded - 1000 0 0" },
	{ "cancelled, but void already", STATE_VOID, NULL, false, SAT_CANCELLED, SAT_CANCELLATION_DONE,
	  "void - 1000 0 0" },
	{ "waits for consent", STATE_OVERDUE, NULL, false, SAT_VALID, SAT_CANCELLATION_PENDING,
	  "overdue SAT-CANCELLATION 1000 2 0" },
	{ "still waits", STATE_OVERDUE, ACTS_SAT_HOLD, false, SAT_VALID, SAT_CANCELLATION_PENDING,
	  "overdue SAT-CANCELLATION 1000 0 0" },
	{ "waits, but held by a person", STATE_OVERDUE, "PROMISE", false, SAT_VALID, SAT_CANCELLATION_PENDING,
	  "overdue PROMISE 1000 0 0" },
	{ "the receiver refused", STATE_OVERDUE, ACTS_SAT_HOLD, false, SAT_VALID, SAT_CANCELLATION_REJECTED,
	  "overdue - 1000 2 0" },
	{ "a person's hold stays", STATE_DISPUTED, "DISPUTE", false, SAT_VALID, SAT_CANCELLATION_REJECTED,
	  "disputed DISPUTE 1000 0 0" },
};

static const char *shown(Arena *arena, const Invoice *invoice, const Outcome *outcome)
{
	return arena_printf(arena, "%s %s %s %zu %zu", invoice_state_word(invoice->state),
			    invoice->hold_reason != NULL ? invoice->hold_reason : "-",
			    money_micro_text(arena, invoice_balance(invoice)), outcome->n_events, outcome->n_alerts);
}

static void test_row(const Row *row)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t paid = row->part_paid ? PAID_MICRO : 0;
	const Posting payment = { .company = "andes", .target_key = "MX:1", .source_key = "file:1", .kind = POSTING_FILE,
				  .amount = money_make(paid, "MXN") };
	const Invoice invoice = { .id = 1, .version = 1, .company = "andes", .key = "MX:1", .uuid = "1", .format = "cfdi",
				  .direction = DIRECTION_ISSUED, .debtor_tax_id = CLIENT, .due = day("2026-11-01"),
				  .state = row->state, .hold_reason = row->hold, .paid = paid,
				  .total = money_make(1000 * MONEY_SCALE + paid, "MXN"), .next_kind = "decide",
				  .next_date = day("2026-11-04") };
	const Act act = { .company = &book_new(arena)->companies[0], .invoice = &invoice, .actor = "valija",
			  .now = at("2026-11-04T15:00:00Z"), .postings = &payment, .n_postings = row->part_paid };
	const SatStatus status = { .state = row->says, .cancellation = row->cancellation };
	Outcome outcome = { 0 };
	acts_sat_status(arena, &act, &status, &outcome);
	const Invoice *after = outcome.n_invoices > 0 ? &outcome.invoices[0] : &invoice;
	is_str(shown(arena, after, &outcome), row->after, row->name);
	ok(outcome.n_invoices == 0 || book_no_orphan(after), "%s: a next action, or none is needed", row->name);
	ok((outcome.n_postings == 1) == (outcome.n_alerts == 1), "%s: a posting for a cancellation only", row->name);
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		test_row(&rows[i]);
	return tap_done();
}
