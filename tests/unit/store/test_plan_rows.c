/* The plan of a day exists once, and each change of its lines holds only if they are as they were read. */
#include "store/plan_rows.h"

#include "base/text.h"
#include "tests/unit/store/store_fixture.h"

#define DAY date_make(2026, 11, 30)

static int64_t customer(Store *store, Arena *arena, const char *tax_id)
{
	g_autoptr(GError) error = NULL;
	Outcome outcome = { .company = "Norte" };
	Customer *found = NULL;
	outcome_add_customer(arena, &outcome, (Customer){ .company = "Norte", .tax_id = tax_id });
	ok(fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW, &error) &&
				store_customer(store, arena, "Norte", tax_id, &found, &error),
			&error) && found != NULL,
	   "a customer");
	return found->id;
}

static OutboundMail mail(Store *store, Arena *arena, const char *person)
{
	g_autoptr(GError) error = NULL;
	OutboundMail row = { .company = "Norte", .kind = "plan", .invoice_set = "", .relay = "r", .due_at = NOW,
			     .step = arena_printf(arena, "plan 2026-11-30 %s", person),
			     .message_id = arena_printf(arena, "%s@x", person), .sha256 = fixture_sha(arena, person) };
	texts_add(arena, &row.to, "ana@x");
	ok(fixture_fine(store_next_id(store, &row.id, &error), &error), "its number");
	return row;
}

static ShownPlan plan(Arena *arena, const OutboundMail *of, const char *person, const int64_t *customers, size_t n)
{
	ShownPlan made = { .company = "Norte", .person = person, .day = DAY, .mail_id = of->id, .until = NOW + 3600,
			   .silence_sends = true, .n = n };
	made.lines = arena_array(arena, ShownLine, n);
	for (size_t i = 0; i < n; i++) {
		ShownInvoice *invoice = arena_new0(arena, ShownInvoice);
		*invoice = (ShownInvoice){ .key = "k1", .balance = money_make(12500000, "MXN"), .asked = true };
		made.lines[i] = (ShownLine){ .number = (int64_t)i + 1, .customer_id = customers[i],
					     .hash = fixture_sha(arena, "line"),
					     .content = { .step = "overdue+3 2026-11-20", .notice = "reminder-overdue",
							  .language = "es-MX", .invoices = invoice, .n_invoices = 1 } };
		texts_add(arena, &made.lines[i].content.to, "pagos@x");
		texts_add(arena, &made.lines[i].content.cc, "jefa@x");
	}
	return made;
}

static bool commit(Store *store, const ShownPlan *plans, const OutboundMail *mails, size_t n, GError **error)
{
	const Outcome outcome = { .outcome = "plan", .company = "Norte" };
	const PlanCommit all = { .company = "Norte", .day = DAY, .plans = plans, .mails = mails, .n = n };
	return plan_rows_commit(store, &all, &outcome, NOW, error);
}

static void test_once(Store *store, Arena *arena, const int64_t *customers)
{
	g_autoptr(GError) error = NULL;
	bool made = true;
	ShownPlan *found = NULL;
	size_t n = 0;
	ok(fixture_fine(plan_rows_made(store, "Norte", DAY, &made, &error), &error) && !made, "no plan yet");
	const OutboundMail mails[] = { mail(store, arena, "ana"), mail(store, arena, "luis") };
	const ShownPlan plans[] = { plan(arena, &mails[0], "ana", customers, 2),
				    plan(arena, &mails[1], "luis", &customers[2], 1) };
	ok(fixture_fine(commit(store, plans, mails, 2, &error), &error), "the plan of a day");
	ok(plan_rows_made(store, "Norte", DAY, &made, &error) && made, "is made");
	const OutboundMail again[] = { mail(store, arena, "eva") };
	const ShownPlan late[] = { plan(arena, &again[0], "eva", customers, 1) };
	ok(!commit(store, late, again, 1, &error) && error_code(error) == ERROR_RETRY, "and made once");
	g_clear_error(&error);
	ok(fixture_fine(plan_rows_of_day(store, arena, "Norte", DAY, &found, &n, &error), &error) && n == 2, "two readers");
	is_str(found[0].person, "ana", "by name");
	is_i64((int64_t)found[0].n, 2, "with their lines");
	is_i64(found[0].sent_at, 0, "that nobody has yet");
	const ShownContent *content = &found[0].lines[1].content;
	is_str(arena_printf(arena, "%s %s %s %s %s %s", content->to.items[0], content->cc.items[0], content->step,
			    content->notice, content->language, content->invoices[0].key),
	       "pagos@x jefa@x overdue+3 2026-11-20 reminder-overdue es-MX k1", "as they were shown");
	is_str(money_micro_text(arena, content->invoices[0].balance.micro), "12.5", "to the cent");
	ok(content->invoices[0].asked && text_equal(content->invoices[0].balance.currency, "MXN"), "in their currency");
}

static bool change(Store *store, Arena *arena, int64_t id, ShownState from, ShownState to, GError **error)
{
	Outcome outcome = { .company = "Norte" };
	outcome_add_shown(arena, &outcome,
			  (ShownChange){ .company = "Norte", .day = DAY, .customer_id = id, .from = from, .to = to,
					 .by = "ana@x" });
	return store_commit_act(store, &outcome, NULL, 0, NOW + 60, error);
}

static void test_changes(Store *store, Arena *arena, const int64_t *customers)
{
	g_autoptr(GError) error = NULL;
	ShownPlan *of = NULL;
	ShownLine *line = NULL;
	const Customer who = { .id = customers[0], .company = "Norte" };
	ok(fixture_fine(change(store, arena, customers[0], SHOWN_SHOWN, SHOWN_DROPPED, &error), &error), "left out");
	ok(!change(store, arena, customers[0], SHOWN_SHOWN, SHOWN_QUEUED, &error) && error_code(error) == ERROR_RETRY,
	   "who had read it before computes again");
	g_clear_error(&error);
	ok(fixture_fine(plan_rows_line(store, arena, &who, DAY, &of, &line, &error), &error) && line != NULL, "its line");
	is_str(arena_printf(arena, "%s %s %s", of->person, shown_state_word(line->state), line->by), "ana dropped ana@x",
	       "says who");
	ok(fixture_fine(plan_rows_before(store, arena, &who, date_add_days(DAY, 1), &line, &error), &error) &&
		   line != NULL && line->state == SHOWN_DROPPED,
	   "the next plan tells of it");
	ok(fixture_fine(plan_rows_before(store, arena, &who, date_add_days(DAY, 30), &line, &error), &error) &&
		   line == NULL,
	   "one in a month does not");
}

static void test_answer(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	ShownPlan *found = NULL;
	size_t n = 0;
	plan_rows_of_day(store, arena, "Norte", DAY, &found, &n, &error);
	const ShownAnswered unclear = { .company = "Norte", .person = "ana", .day = DAY, .mail_id = found[0].mail_id,
					.from = SHOWN_ANSWER_SILENT, .to = SHOWN_ANSWER_UNCLEAR, .by = "ana@x" };
	const Outcome outcome = { .company = "Norte", .answered = &unclear };
	ok(fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW + 90, &error), &error), "an answer");
	ok(!store_commit_act(store, &outcome, NULL, 0, NOW + 90, &error) && error_code(error) == ERROR_RETRY,
	   "two at once: one computes again");
	g_clear_error(&error);
	ok(fixture_fine(plan_rows_of_mail(store, arena, found[0].mail_id, &found, &error), &error) && found != NULL,
	   "by its mail");
	is_str(arena_printf(arena, "%s %s", shown_answer_word(found->answer), found->answered_by), "unclear ana@x", "on record");
	ok(fixture_fine(plan_rows_of_mail(store, arena, 987654321, &found, &error), &error) && found == NULL,
	   "another mail is of no plan");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	const int64_t customers[] = { customer(store, arena, "a"), customer(store, arena, "b"),
				      customer(store, arena, "c") };
	test_once(store, arena, customers);
	test_changes(store, arena, customers);
	test_answer(store, arena);
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
