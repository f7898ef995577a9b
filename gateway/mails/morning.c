#include "gateway/mails/morning.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/mails/outbound_parts.h"
#include "gateway/mails/reminders.h"
#include "ledger/events.h"
#include "ledger/hearers.h"
#include "store/plan_rows.h"
#include "templates/notice_plan.h"

#define MORNING_BATCH 500
#define MORNING_LINES_MAX 120 /* mail programs cut HTML of more than 100 kB; a line takes some 600 bytes */
#define MORNING_SKIPPED_MAX 20

/* Who reads one mail: the people of a collector's word. */
typedef struct {
	const char *person; /* "": customers of nobody */
	const char *called;
	Hearers hearers;
	PlanLineView *views; /* parallel to lines */
	ShownLine *lines;
	size_t n;
	PlanSkipView *skipped;
	size_t n_skipped;
	int64_t later, more;
} Reader;

typedef struct {
	Desk desk;
	Date today;
	int64_t until;
	ReminderCaps *caps; /* with what is planned */
	Reader *readers;
	size_t n;
} Morning;

/* ---- who reads ---- */

static Hearers morning_hearers(const Morning *morning, const Texts *words)
{
	const Desk *desk = &morning->desk;
	const Alert whose = { .company = desk->company->name, .kind = ALERT_PLAN_UNCLEAR };
	const HearersFacts facts = { .staff = &desk->stage->settings->staff, .alerts_to = words,
				     .today = morning->today };
	return hearers_of(desk->arena, &facts, &whose);
}

/* "Ana Díaz, norte" */
static const char *morning_called(const Morning *morning, const char *person)
{
	const Texts words = texts_split(morning->desk.arena, person, ";");
	Texts names = { 0 };
	for (size_t i = 0; i < words.n; i++) {
		const Person *known = staff_person(&morning->desk.stage->settings->staff, words.items[i]);
		texts_add(morning->desk.arena, &names,
			  known != NULL && known->full_name != NULL ? known->full_name : words.items[i]);
	}
	return texts_join(morning->desk.arena, &names, ", ");
}

static Reader *morning_add_reader(Morning *morning, const char *person, const Hearers *hearers)
{
	Arena *arena = morning->desk.arena;
	morning->readers = arena_grow(arena, morning->readers, morning->n, sizeof *morning->readers);
	morning->readers[morning->n] = (Reader){ .person = arena_strdup(arena, person), .hearers = *hearers,
						 .called = morning_called(morning, person) };
	return &morning->readers[morning->n++];
}

/* The people of its collector; when nobody of them has an address, those of plan_to. */
static Reader *morning_reader(Morning *morning, const Customer *customer)
{
	const CompanySettings *settings = morning->desk.settings;
	const Texts *words = settings->plan_to.n > 0 ? &settings->plan_to : &settings->alerts_to;
	const char *person = customer->collector != NULL ? customer->collector : "";
	const Texts own = texts_split(morning->desk.arena, person, ";");
	for (size_t i = 0; i < morning->n; i++)
		if (text_equal(morning->readers[i].person, person))
			return &morning->readers[i];
	Hearers hearers = morning_hearers(morning, &own);
	if (*person != '\0' && hearers.n > 0)
		return morning_add_reader(morning, person, &hearers);
	for (size_t i = 0; i < morning->n; i++)
		if (*morning->readers[i].person == '\0')
			return &morning->readers[i];
	hearers = morning_hearers(morning, words);
	return morning_add_reader(morning, "", &hearers);
}

/* ---- one line ---- */

static Texts morning_addresses(Arena *arena, const Contact *const *contacts, size_t n)
{
	Texts list = { 0 };
	for (size_t i = 0; i < n; i++)
		if (contacts[i]->name != NULL)
			texts_addf(arena, &list, "%s <%s>", contacts[i]->name, contacts[i]->address);
		else
			texts_add(arena, &list, contacts[i]->address);
	return list;
}

static int morning_by_due(const void *a, const void *b)
{
	const NoticeInvoice *left = a;
	const NoticeInvoice *right = b;
	return (left->days_overdue < right->days_overdue) - (left->days_overdue > right->days_overdue);
}

static void morning_set_invoices(const Desk *desk, const Decision *decision, const char *language, PlanLineView *view)
{
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, decision->n_items + 1);
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (!texts_has(&decision->invoice_keys, item->invoice->key))
			continue;
		rows[view->n] = outbound_parts_notice(desk, item->invoice, NOTICE_DUE, language);
		rows[view->n++].number = outbound_parts_number(desk, item->invoice);
	}
	if (view->n > 1)
		qsort(rows, view->n, sizeof *rows, morning_by_due);
	view->invoices = rows;
}

static const char *morning_language(const Morning *morning, const Reader *reader)
{
	const char *own = reader->hearers.n > 0 ? reader->hearers.items[0].language : NULL;
	return locale_match(own != NULL ? own : morning->desk.company->language);
}

static bool morning_add_line(Morning *morning, Reader *reader, const Plan *plan, GError **error)
{
	const Desk *desk = &morning->desk;
	Arena *arena = desk->arena;
	const Decision *decision = &plan->decision;
	ShownLine *before = NULL;
	if (!plan_rows_before(desk->stage->store, arena, plan->customer, morning->today, &before, error))
		return false;
	ShownLine line = { .number = (int64_t)reader->n + 1, .customer_id = plan->customer->id,
			   .customer = plan->customer->tax_id,
			   .content = approval_content(arena, plan->company, plan->customer, decision, plan->now) };
	line.hash = approval_hash(arena, &line.content);
	PlanLineView view = { .number = line.number, .notice = decision->notice,
			      .step = arena_strndup(arena, decision->step, strcspn(decision->step, " ")),
			      .customer = plan->customer->name != NULL ? plan->customer->name : plan->customer->tax_id,
			      .policy = policy_label(arena, decision->policy),
			      .to = morning_addresses(arena, decision->to, decision->n_to),
			      .cc = morning_addresses(arena, decision->cc, decision->n_cc),
			      .again = before != NULL ? shown_state_word(before->state) : NULL,
			      .again_by = before != NULL ? before->by : NULL };
	morning_set_invoices(desk, decision, morning_language(morning, reader), &view);
	reader->lines = arena_grow(arena, reader->lines, reader->n, sizeof *reader->lines);
	reader->views = arena_grow(arena, reader->views, reader->n, sizeof *reader->views);
	reader->lines[reader->n] = line;
	reader->views[reader->n++] = view;
	return true;
}

static void morning_add_skipped(Morning *morning, Reader *reader, const Plan *plan)
{
	Arena *arena = morning->desk.arena;
	const char *name = plan->customer->name != NULL ? plan->customer->name : plan->customer->tax_id;
	if (reader->n_skipped == MORNING_SKIPPED_MAX) {
		reader->more++;
		return;
	}
	reader->skipped = arena_grow(arena, reader->skipped, reader->n_skipped, sizeof *reader->skipped);
	reader->skipped[reader->n_skipped++] = (PlanSkipView){ arena_strdup(arena, name), plan->decision.skip_word };
}

/* ---- the day's decisions ---- */

/* As it will be when it may leave: at once, or later today. */
static bool morning_decide(Morning *morning, Arena *arena, int64_t customer_id, Plan *plan, GError **error)
{
	const Desk *desk = &morning->desk;
	plan->now = desk->now;
	if (!reminders_plan(desk->stage, arena, desk->company, customer_id, morning->caps, plan, error))
		return false;
	int64_t later = plan->decision.send_at;
	if (plan->decision.skip == NULL || later <= desk->now ||
	    date_compare(date_in_zone(later, desk->company->zone), morning->today) != 0)
		return true;
	plan->now = later;
	return reminders_plan(desk->stage, arena, desk->company, customer_id, morning->caps, plan, error);
}

/* What is kept of it lives with the morning, so the customer is read into that arena only when it has a line. */
static bool morning_customer(Morning *morning, int64_t customer_id, GError **error)
{
	g_autoptr(Arena) one = arena_new();
	Plan plan = { 0 };
	if (!morning_decide(morning, one, customer_id, &plan, error))
		return false;
	if (plan.decision.skip != NULL && (plan.decision.skip_word == NULL || plan.decision.invoice_keys.n == 0))
		return true;
	Reader *reader = morning_reader(morning, plan.customer);
	if (plan.decision.skip != NULL) {
		morning_add_skipped(morning, reader, &plan);
		return true;
	}
	if (reader->n == MORNING_LINES_MAX) {
		reader->later++;
		return true;
	}
	if (!morning_decide(morning, morning->desk.arena, customer_id, &plan, error))
		return false;
	if (plan.decision.skip != NULL)
		return true;
	reminder_caps_add(morning->caps, &plan.decision);
	return morning_add_line(morning, reader, &plan, error);
}

static bool morning_load(Morning *morning, GError **error)
{
	const Desk *desk = &morning->desk;
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(desk->stage->store, arena, desk->company->name, after, MORNING_BATCH, &ids,
					  &n, error))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!morning_customer(morning, ids[i], error))
				return false;
			after = ids[i];
		}
		if (n == 0)
			return true;
	}
}

/* ---- one mail ---- */

static bool morning_render(const Morning *morning, const Reader *reader, RenderedNotice *ret, GError **error)
{
	const Desk *desk = &morning->desk;
	int64_t minute = (morning->until - date_at(morning->today, 0, 0, desk->company->zone)) / 60;
	const PlanView view = { .language = morning_language(morning, reader), .company = desk->company->legal_name,
				.person = *reader->person != '\0' ? reader->called : NULL, .today = morning->today,
				.until = arena_printf(desk->arena, "%02d:%02d", (int)(minute / 60), (int)(minute % 60)),
				.silence_sends = desk->company->plan_silence_sends, .lines = reader->views,
				.n = reader->n, .skipped = reader->skipped, .n_skipped = reader->n_skipped,
				.later = reader->later, .more = reader->more,
				.test_banner = desk->stage->settings->send->only_to.n > 0 ? "only_to" : NULL };
	return notice_plan_render(desk->arena, desk->catalog, &view, ret, error);
}

static bool morning_freeze(const Morning *morning, const Reader *reader, Drafts *drafts, GError **error)
{
	const Desk *desk = &morning->desk;
	RenderedNotice notice;
	if (!morning_render(morning, reader, &notice, error))
		return false;
	ComposeMailbox *to = arena_array(desk->arena, ComposeMailbox, reader->hearers.n);
	Draft draft = { .row = { .kind = "plan", .invoice_set = "", .due_at = desk->now,
				 .step = arena_printf(desk->arena, "plan %s %s", date_text(desk->arena, morning->today),
						      reader->person) },
			.notice = &notice, .to = to };
	for (size_t i = 0; i < reader->hearers.n; i++) {
		to[i].address = reader->hearers.items[i].address;
		texts_add(desk->arena, &draft.row.to, to[i].address);
	}
	draft.thread = outbound_desk_thread(desk, arena_printf(desk->arena, "plan.%08x", g_str_hash(reader->person)), 0);
	return outbound_desk_freeze(desk, &draft, drafts, error);
}

/* ---- the whole ---- */

static void morning_event(const Morning *morning, const ShownPlan *plan, const Texts *to, Outcome *outcome)
{
	Arena *arena = morning->desk.arena;
	outcome_add_event(arena, outcome,
			  (Event){ .at = morning->desk.now, .company = plan->company, .kind = EVENT_PLAN_SHOWN,
				   .actor = "valija", .evidence = arena_printf(arena, "job %" G_GINT64_FORMAT, plan->mail_id),
				   .reason = arena_printf(arena, "%zu lines of %s, to %s", plan->n,
							  date_text(arena, plan->day), texts_join(arena, to, ", ")) });
}

/* A reader without an address reads nothing: its lines are in no plan, and a person sees that nothing leaves. */
static bool morning_freeze_all(Morning *morning, ShownPlan *plans, Drafts *drafts, Outcome *outcome, GError **error)
{
	for (size_t i = 0; i < morning->n; i++) {
		const Reader *reader = &morning->readers[i];
		if (reader->n == 0)
			continue;
		if (reader->hearers.n == 0) {
			log_event(LOG_ERROR, "plan-to-nobody", "company", morning->desk.company->name, NULL);
			continue;
		}
		if (!morning_freeze(morning, reader, drafts, error))
			return false;
		const OutboundMail *mail = &drafts->mails[drafts->n - 1];
		ShownPlan *plan = &plans[drafts->n - 1];
		*plan = (ShownPlan){ .company = morning->desk.company->name, .person = reader->person,
				     .day = morning->today, .mail_id = mail->id, .until = morning->until,
				     .silence_sends = morning->desk.company->plan_silence_sends,
				     .lines = reader->lines, .n = reader->n };
		morning_event(morning, plan, &mail->to, outcome);
	}
	return true;
}

static bool morning_make(Morning *morning, GError **error)
{
	const Desk *desk = &morning->desk;
	Outcome outcome = { .outcome = "plan", .company = desk->company->name };
	Drafts drafts = { 0 };
	if (!morning_load(morning, error))
		return false;
	ShownPlan *plans = arena_array(desk->arena, ShownPlan, morning->n + 1);
	if (!morning_freeze_all(morning, plans, &drafts, &outcome, error))
		return false;
	const PlanCommit commit = { .company = desk->company->name, .day = morning->today, .plans = plans,
				    .mails = drafts.mails, .n = drafts.n };
	if (!plan_rows_commit(desk->stage->store, &commit, &outcome, desk->now, error))
		return false;
	if (drafts.n > 0)
		store_ring(desk->stage->store, "send");
	return true;
}

static bool morning_company(Stage *stage, const Company *company, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(ReminderCaps) caps = reminder_caps_new(stage->store);
	g_autoptr(GError) fault = NULL;
	int64_t now = stage_now(stage);
	bool made = false;
	if (!approval_is_due(company, now))
		return true;
	Morning morning = { .desk = outbound_desk(stage, arena, company), .today = date_in_zone(now, company->zone),
			    .caps = caps, .until = approval_until(company, now) };
	if (!plan_rows_made(stage->store, company->name, morning.today, &made, error))
		return false;
	if (made || morning_make(&morning, &fault))
		return true;
	/* Another process makes it too, or an answer came between: the next pass looks again. */
	if (error_code(fault) == ERROR_RETRY)
		return true;
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

bool morning_pass(Stage *stage, GError **error)
{
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (!morning_company(stage, &stage->settings->companies[i], error))
			return false;
	return true;
}

bool morning_gate(Stage *stage, Arena *arena, const DecideInput *input, ApprovalGate *ret, GError **error)
{
	ShownPlan *plan = NULL;
	ShownLine *line = NULL;
	*ret = (ApprovalGate){ .company = input->company, .customer = input->customer, .now = input->now };
	if (!input->company->shows_plan)
		return true;
	Date today = date_in_zone(input->now, input->company->zone);
	if (!plan_rows_made(stage->store, input->company->name, today, &ret->made, error) ||
	    (ret->made && !plan_rows_line(stage->store, arena, input->customer, today, &plan, &line, error)))
		return false;
	ret->plan = plan;
	ret->line = line;
	return true;
}
