/* What was shown is what leaves: contents, answers, and the gate between a decision and its mail. */
#include "ledger/approval.h"
#include "ledger/events.h"

#include "tests/unit/ledger/book_maker.h"

#define TODAY "2026-11-20"

/* ---- contents ---- */

static ShownContent content(Arena *arena, const char *to, const char *cc, const char *invoices)
{
	ShownContent made = { .to = texts_split(arena, to, " "), .cc = texts_split(arena, cc, " "),
			      .step = "overdue+3 2026-11-10", .notice = "reminder-overdue", .language = "es-CL" };
	Texts list = texts_split(arena, invoices, " ");
	made.invoices = arena_array(arena, ShownInvoice, list.n + 1);
	for (size_t i = 0; i < list.n; i++) {
		g_auto(GStrv) parts = g_strsplit(list.items[i], "=", 2);
		bool asked = parts[0][0] != '(';
		made.invoices[i] = (ShownInvoice){ .key = arena_strdup(arena, parts[0] + !asked), .asked = asked };
		if (!money_parse(parts[1], "CLP", &made.invoices[i].balance))
			g_error("%s", list.items[i]);
	}
	made.n_invoices = list.n;
	return made;
}

static const struct {
	const char *to, *cc, *invoices, *want, *what;
} contents[] = {
	{ "a@x b@x", "c@x", "k1=10 k2=20 (k3=5", NULL, "the same" },
	{ "a@x", "c@x", "k1=10 k2=20 (k3=5", NULL, "a contact less" },
	{ "a@x b@x", "", "k1=10 k2=20 (k3=5", NULL, "nobody in copy" },
	{ "a@x b@x", "c@x", "k1=10 (k3=5", NULL, "an invoice was paid" },
	{ "a@x b@x", "c@x", "k1=10 k2=19 (k3=5", NULL, "a part was paid" },
	{ "a@x b@x", "c@x", "k1=10 (k2=20 (k3=5", NULL, "one is only listed now" },
	{ "a@x d@x", "c@x", "k1=10 k2=20", "d@x as recipient was not shown", "somebody new" },
	{ "a@x c@x", "", "k1=10 k2=20", "c@x as recipient was not shown", "from copy to recipient" },
	{ "a@x b@x", "a@x", "k1=10 k2=20", "a@x in copy was not shown", "from recipient to copy" },
	{ "a@x b@x", "c@x", "k1=10 k2=20 k4=1", "k4 was not shown", "a new invoice" },
	{ "a@x b@x", "c@x", "k1=10 k2=20 (k4=1", "k4 was not shown", "a new one that is listed" },
	{ "a@x b@x", "c@x", "k1=10 k2=21", "k2 asks for 21 CLP, shown was 20 CLP", "a payment was undone" },
	{ "a@x b@x", "c@x", "k1=10 k2=20 k3=5", "k3 is asked for, and was only listed", "one more is asked for" },
};

static void test_contents(Arena *arena)
{
	const ShownContent shown = content(arena, "a@x b@x", "c@x", "k1=10 k2=20 (k3=5");
	for (size_t i = 0; i < G_N_ELEMENTS(contents); i++) {
		const ShownContent now = content(arena, contents[i].to, contents[i].cc, contents[i].invoices);
		bool same = text_equal(approval_hash(arena, &shown), approval_hash(arena, &now));
		is_str(approval_difference(arena, &shown, &now), contents[i].want, contents[i].what);
		ok(same == (i == 0), "%s: the hash says whether it is the same", contents[i].what);
	}
	ShownContent other = shown;
	other.step = "overdue+8 2026-11-10";
	is_str(approval_difference(arena, &shown, &other), "it is step overdue+8 2026-11-10 now, shown was overdue+3 2026-11-10",
	       "another step");
	other = shown;
	other.language = "en";
	is_str(approval_difference(arena, &shown, &other),
	       "it is reminder-overdue in en now, shown was reminder-overdue in es-CL", "another language");
}

/* ---- answers ---- */

/* "written": its mail waits for a sender. */
static ShownPlan plan(Arena *arena, const char *states)
{
	ShownPlan made = { .company = "andes", .person = "ana", .day = day(TODAY), .mail_id = 7,
			   .until = at(TODAY "T13:00:00Z"), .sent_at = at(TODAY "T11:05:00Z") };
	Texts words = texts_split(arena, states, " ");
	made.lines = arena_array(arena, ShownLine, words.n);
	made.n = words.n;
	for (size_t i = 0; i < words.n; i++) {
		made.lines[i] = (ShownLine){ .number = (int64_t)i + 1, .customer_id = (int64_t)i + 100,
					     .content = content(arena, "a@x", "", "k1=10 (k2=5") };
		bool written = text_equal(words.items[i], "written");
		made.lines[i].waits = written;
		made.lines[i].became = written ? (int64_t)i + 1000 : 0;
		if (!shown_state_from_word(written ? "queued" : words.items[i], &made.lines[i].state))
			g_error("%s", words.items[i]);
	}
	return made;
}

static const char *const verdicts[] = { "done", "unclear", "no line", "late", "over" };

/* "done read: 100 dropped"; of a mail that is taken back its number follows. */
static const char *answered(Arena *arena, const char *states, const char *text, const char *today)
{
	const ShownPlan shown = plan(arena, states);
	const PlanAnswer answer = plan_answer_read(arena, text);
	const ApprovalAct act = { .plan = &shown, .answer = &answer, .actor = "ana@x", .today = day(today),
				  .now = at(TODAY "T12:00:00Z") };
	Outcome outcome = { 0 };
	const char *late = NULL;
	Texts said = { 0 };
	ApprovalVerdict verdict = approval_answer(arena, &act, &outcome, &late);
	texts_addf(arena, &said, "%s%s%s %s:", verdicts[verdict], late != NULL ? " " : "", late != NULL ? late : "",
		   outcome.answered != NULL ? shown_answer_word(outcome.answered->to) : "-");
	for (size_t i = 0; i < outcome.n_shown; i++) {
		texts_addf(arena, &said, "%" PRId64 " %s", outcome.shown[i].customer_id,
			   shown_state_word(outcome.shown[i].to));
		if (outcome.shown[i].mail_id != 0)
			texts_addf(arena, &said, "%" PRId64, outcome.shown[i].mail_id);
	}
	ok(outcome.n_events == outcome.n_shown, "\"%s\": an event for each line", text);
	return texts_join(arena, &said, " ");
}

static void test_answers(Arena *arena)
{
	static const struct {
		const char *states, *text, *want;
	} rows[] = {
		{ "shown shown shown", "no 2", "done read: 101 dropped" },
		{ "shown shown shown", "no 2-3", "done read: 101 dropped 102 dropped" },
		{ "shown shown shown", "ok", "done read: 100 approved 101 approved 102 approved" },
		{ "shown shown shown", "ok, menos 2", "done read: 100 approved 101 dropped 102 approved" },
		{ "shown shown shown", "ok 2", "done part: 101 approved" },
		{ "shown shown shown", "solo 2", "done part: 100 dropped 101 approved 102 dropped" },
		{ "shown shown shown", "ninguno", "done read: 100 dropped 101 dropped 102 dropped" },
		{ "shown dropped shown", "ok", "done read: 100 approved 102 approved" },
		{ "shown dropped shown", "ok 2", "done part: 101 approved" },
		{ "approved approved", "no 1", "done read: 100 dropped" },
		{ "queued shown", "no 1, 2", "late 1 read: 101 dropped" },
		{ "queued shown", "ninguno", "late 1 read: 101 dropped" },
		{ "queued shown", "ok", "done read: 101 approved" },
		{ "written shown", "no 1, 2", "done read: 100 dropped 1000 101 dropped" },
		{ "written queued", "ninguno", "late 2 read: 100 dropped 1000" },
		{ "written written", "solo 2", "done part: 100 dropped 1000" },
		{ "written shown", "ok", "done read: 101 approved" },
		{ "changed shown", "no 1", "done read:" },
		{ "shown shown", "no 3", "no line unclear:" },
		{ "shown shown", "no 1-9999", "no line unclear:" },
		{ "shown shown", "gracias", "unclear unclear:" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_str(answered(arena, rows[i].states, rows[i].text, TODAY), rows[i].want, rows[i].text);
	is_str(answered(arena, "shown", "no 1", "2026-11-21"), "over -:", "the day has passed");
}

/* ---- the gate ---- */

typedef struct {
	Company company;
	Customer customer;
	Contact who;
	const Contact *to[1];
	Invoice invoice;
	DecideItem item;
	Decision decision;
	ShownPlan plan;
	ApprovalGate gate;
	Outcome outcome;
} Scene;

static void scene(Arena *arena, Scene *one, const char *state, const char *now)
{
	*one = (Scene){ .company = book_new(arena)->companies[0],
			.customer = { .id = 100, .tax_id = CLIENT },
			.who = { .id = 1, .address = "A@x" },
			.invoice = { .key = "k1", .total = money_make(10000000, "CLP"), .due = day("2026-11-10") } };
	one->company.shows_plan = true;
	one->company.plan_hour = 8;
	one->company.plan_send_hour = 10;
	one->to[0] = &one->who;
	one->item = (DecideItem){ .invoice = &one->invoice, .dunned = true };
	one->decision = (Decision){ .step = "overdue+3 2026-11-10", .notice = "reminder-overdue", .to = one->to, .n_to = 1,
				    .policy = &one->company.policy, .items = &one->item, .n_items = 1 };
	texts_add(arena, &one->decision.invoice_keys, "k1");
	one->plan = plan(arena, state);
	one->plan.lines[0].by = "ana@x";
	one->plan.lines[0].content = content(arena, "a@x", "", "k1=10");
	one->plan.lines[0].hash = approval_hash(arena, &one->plan.lines[0].content);
	one->gate = (ApprovalGate){ .company = &one->company, .customer = &one->customer, .plan = &one->plan,
				    .line = &one->plan.lines[0], .made = true, .now = at(now) };
}

static const char *gated(Arena *arena, Scene *one)
{
	approval_apply(arena, &one->gate, &one->decision, &one->outcome);
	const char *became = one->outcome.n_shown > 0 ? shown_state_word(one->outcome.shown[0].to) : "-";
	return arena_printf(arena, "%s, %s", one->decision.skip != NULL ? one->decision.skip : "goes", became);
}

#define EARLY TODAY "T12:00:00Z"
#define LATE TODAY "T13:00:00Z"

static void test_gate(Arena *arena)
{
	static const struct {
		const char *state, *now, *want, *what;
		ShownAnswer answer;
		bool sends;
	} rows[] = {
		{ "shown", EARLY, "waits for an answer to the plan of today until 2026-11-20T13:00:00Z, -", "before the hour",
		  SHOWN_ANSWER_SILENT, true },
		{ "shown", LATE, "goes, queued", "silence that sends", SHOWN_ANSWER_SILENT, true },
		{ "shown", LATE, "nobody approved it: plan_silence holds what nobody answers, -", "silence that holds",
		  SHOWN_ANSWER_SILENT, false },
		{ "shown", LATE, "goes, queued", "the rest of an answer", SHOWN_ANSWER_READ, false },
		{ "shown", EARLY, "waits for an answer to the plan of today until 2026-11-20T13:00:00Z, -",
		  "the rest waits for the hour", SHOWN_ANSWER_READ, false },
		{ "shown", LATE, "ana@x approved others of the plan of today, -", "others were approved", SHOWN_ANSWER_PART,
		  true },
		{ "shown", LATE, "the answer of ana@x was not understood, -", "not understood", SHOWN_ANSWER_UNCLEAR, true },
		{ "shown", LATE, "the plan of today did not reach ana@x, -", "it came back", SHOWN_ANSWER_UNREAD, true },
		{ "approved", EARLY, "goes, queued", "approved goes before the hour", SHOWN_ANSWER_READ, false },
		{ "dropped", LATE, "left out today by ana@x, -", "left out", SHOWN_ANSWER_READ, true },
		{ "queued", LATE, "its line of today was handed over, -", "once", SHOWN_ANSWER_READ, true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Scene one;
		scene(arena, &one, rows[i].state, rows[i].now);
		one.plan.answer = rows[i].answer;
		one.plan.answered_by = "ana@x";
		one.plan.silence_sends = rows[i].sends;
		is_str(gated(arena, &one), rows[i].want, rows[i].what);
	}
}

static void test_gate_is_shut(Arena *arena)
{
	Scene one;
	scene(arena, &one, "shown", LATE);
	one.plan.silence_sends = true;
	one.plan.sent_at = 0;
	is_str(gated(arena, &one), "its plan was not sent yet: nobody has seen it, -", "nobody had it");
	scene(arena, &one, "shown", LATE);
	one.plan.silence_sends = true;
	one.plan.sent_at = at(TODAY "T12:45:00Z");
	is_str(gated(arena, &one), "waits for an answer to the plan of today until 2026-11-20T13:15:00Z, -",
	       "who had it a moment ago has time");
	scene(arena, &one, "approved", EARLY);
	one.who.address = "new@x";
	is_str(gated(arena, &one), "not what was shown today: new@x as recipient was not shown, changed",
	       "approved was what was shown");
	is_str(one.outcome.events[0].kind, EVENT_PLAN_CHANGED, "that is on record");
	is_str(date_text(arena, one.item.next), "2026-11-21", "and decided anew tomorrow");
	scene(arena, &one, "shown", EARLY);
	gated(arena, &one);
	is_str(date_text(arena, one.item.next), TODAY, "who waits is looked at today");
	scene(arena, &one, "shown", LATE);
	one.gate.plan = NULL;
	one.gate.line = NULL;
	is_str(gated(arena, &one), "in no plan of today: waits for the next one, -", "what came up after the plan");
	scene(arena, &one, "shown", TODAY "T10:00:00Z");
	one.gate.plan = NULL;
	one.gate.made = false;
	is_str(gated(arena, &one), "waits for the plan of 2026-11-20T11:00:00Z, -", "before the plan");
	scene(arena, &one, "dropped", LATE);
	one.company.shows_plan = false;
	is_str(gated(arena, &one), "goes, -", "a company that shows no plan");
}

static void test_hours(Arena *arena)
{
	Scene one;
	scene(arena, &one, "shown", EARLY);
	ok(!approval_is_due(&one.company, at(TODAY "T10:59:59Z")), "not before its hour");
	ok(approval_is_due(&one.company, at(TODAY "T11:00:00Z")), "at its hour");
	ok(!approval_is_due(&one.company, at(TODAY "T21:00:00Z")), "not when no mail may follow");
	ok(!approval_is_due(&one.company, at("2026-11-21T11:00:00Z")), "not on a Saturday");
	is_str(instant_text(arena, approval_until(&one.company, at(TODAY "T11:00:00Z"))), TODAY "T13:00:00Z", "until the hour");
	is_str(instant_text(arena, approval_until(&one.company, at(TODAY "T15:00:00Z"))), TODAY "T15:30:00Z",
	       "one that is late leaves time to read it");
}

static void test_bounce(Arena *arena)
{
	ShownPlan shown = plan(arena, "shown");
	SentMail sent = { .id = 7, .kind = "plan" };
	Facts facts = { .plan = &shown, .sent = &sent };
	Outcome outcome = { 0 };
	texts_add(arena, &sent.recipients, "ana@x");
	approval_bounced(arena, &facts, "ana@x", &outcome);
	ok(outcome.answered != NULL && outcome.answered->to == SHOWN_ANSWER_UNREAD, "what came back was read by nobody");
	is_i64((int64_t)outcome.n_alerts, 1, "which is told");
	outcome = (Outcome){ 0 };
	texts_add(arena, &sent.recipients, "luis@x");
	approval_bounced(arena, &facts, "ana@x", &outcome);
	ok(outcome.answered == NULL, "unless others have it");
	is_i64(approval_mail_of(&sent), 7, "a plan is its own mail");
	sent = (SentMail){ .id = 9, .kind = "alert", .step = "plan-unclear 7 en" };
	is_i64(approval_mail_of(&sent), 7, "the mail that asks back is about it");
	sent.step = "reply 7";
	is_i64(approval_mail_of(&sent), 0, "another alert is not");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_contents(arena);
	test_answers(arena);
	test_gate(arena);
	test_gate_is_shut(arena);
	test_hours(arena);
	test_bounce(arena);
	return tap_done();
}
