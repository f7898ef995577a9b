/* Mails that nobody answers: when somebody calls. */
#include "ledger/decide.h"

#include "tests/unit/ledger/book_maker.h"

typedef struct {
	const char *name;
	const char *sent[3]; /* newest first; "-" in front: it never left */
	const char *contact, *today;
	int open;
} PhoneRow;

/* Five business days between mails; 2 November 2026 is a Monday. */
static const PhoneRow rows[] = {
	{ "one mail", { "2026-11-02" }, NULL, "2026-11-20", 0 },
	{ "two mails, five days ago", { "2026-11-09", "2026-11-02" }, NULL, "2026-11-16", 1 },
	{ "four days are not enough", { "2026-11-09", "2026-11-02" }, NULL, "2026-11-13", 0 },
	{ "one of them never left", { "-2026-11-09", "2026-11-02" }, NULL, "2026-11-20", 0 },
	{ "answered in between", { "2026-11-09", "2026-11-02" }, "2026-11-04", "2026-11-20", 0 },
	{ "called after both", { "2026-11-09", "2026-11-02" }, "2026-11-17", "2026-11-20", 0 },
	{ "two more since the answer", { "2026-11-16", "2026-11-09", "2026-11-02" }, "2026-11-03", "2026-11-23", 1 },
};

static int64_t noon(const char *date)
{
	return date_at(day(date), 12, 0, "America/Santiago");
}

static void test_rows(Arena *arena, Book *book)
{
	const Customer customer = { .id = 1, .company = "andes", .tax_id = CLIENT, .name = "Cliente" };
	Invoice invoice = { .key = "k", .company = "andes", .direction = DIRECTION_ISSUED, .state = STATE_OVERDUE,
			    .due = day("2026-10-30"), .total = money_make(1000, "CLP") };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		PastReminder past[3] = { 0 };
		DecideInput input = { .company = &book->companies[0], .customer = &customer, .past = past,
				      .invoices = &invoice, .n_invoices = 1, .now = noon(rows[i].today) };
		for (; input.n_past < 3 && rows[i].sent[input.n_past] != NULL; input.n_past++) {
			const char *sent = rows[i].sent[input.n_past];
			bool left = *sent != '-';
			past[input.n_past] = (PastReminder){ .queued_at = noon(sent + !left), .left = left };
		}
		input.contact_at = rows[i].contact != NULL ? noon(rows[i].contact) : 0;
		Outcome outcome = { 0 };
		decide_phone(arena, &input, &outcome);
		is_i64((int64_t)outcome.n_tasks, rows[i].open, rows[i].name);
	}
	Outcome held = { 0 };
	PastReminder past[2] = { { .queued_at = noon("2026-11-09"), .left = true },
				 { .queued_at = noon("2026-11-02"), .left = true } };
	DecideInput input = { .company = &book->companies[0], .customer = &customer, .past = past, .n_past = 2,
			      .invoices = &invoice, .n_invoices = 1, .now = noon("2026-11-20") };
	invoice.hold_reason = "DISP_PRICE";
	decide_phone(arena, &input, &held);
	is_i64((int64_t)held.n_tasks, 0, "nobody is called about what is on hold");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	test_rows(arena, book);
	return tap_done();
}
