/* plan: what would be sent, and what is left out with its reason. Sends nothing, writes nothing. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/mails/confirmations.h"
#include "gateway/mails/morning.h"
#include "gateway/mails/reminders.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/verb_plan_answer.h"

#define PLAN_BATCH 500

static void plan_set_recipients(json_t *row, const Decision *decision)
{
	json_t *to = json_array();
	for (size_t i = 0; i < decision->n_to; i++)
		json_array_append_new(to, json_string(decision->to[i]->address));
	json_set(row, "to", to);
}

typedef struct {
	Table *table;
	Arena *arena;
	const Plan *plan;
	const ApprovalGate *gate; /* NULL: no mail that a plan shows */
} PlanRow;

/* Where its line in the plan of the day stands; null where a company shows none. */
static json_t *plan_approval(Arena *arena, const ApprovalGate *gate)
{
	if (gate == NULL || !gate->company->shows_plan)
		return NULL;
	json_t *object = json_object();
	const ShownLine *line = gate->line;
	json_set_text(object, "state", line != NULL ? shown_state_word(line->state) : "not-shown");
	if (line == NULL || gate->plan == NULL)
		return object;
	json_set_integer(object, "line", line->number);
	json_set_text(object, "person", gate->plan->person);
	json_set_text(object, "answer", shown_answer_word(gate->plan->answer));
	json_set_text(object, "by", line->by != NULL ? line->by : gate->plan->answered_by);
	json_set_text(object, "reason", line->reason);
	json_set_text(object, "at", instant_text(arena, line->at));
	json_set_text(object, "until", instant_text(arena, gate->plan->until));
	return object;
}

static void plan_row(const PlanRow *out, const Plan *plan, const char *skip, const Texts *keys)
{
	Table *table = out->table;
	Arena *arena = out->arena;
	const Decision *decision = &plan->decision;
	g_autoptr(json_t) row = json_object();
	json_set_text(row, "company", plan->company->name);
	json_set_text(row, "customer", plan->customer->tax_id);
	plan_set_recipients(row, decision);
	json_set_text(row, "language",
		      decide_language(plan->company, plan->customer, decision->n_to > 0 ? decision->to[0] : NULL));
	json_set_text(row, "policy", policy_label(arena, decision->policy));
	json_set_text(row, "step", decision->step);
	json_set_text(row, "template", decision->notice);
	json_set_text(row, "send_at", decision->send_at != 0 ? instant_text(arena, decision->send_at) : NULL);
	json_set(row, "invoices", json_texts(keys->items, keys->n));
	json_set_text(row, "skip", skip);
	json_set(row, "approval", plan_approval(arena, out->gate));
	table_row(table, row);
}

/* One row for the mail that would go (or why it would not), one for each invoice that is no reason for one. */
static void plan_print(const PlanRow *out)
{
	const Plan *plan = out->plan;
	const Decision *decision = &plan->decision;
	if (decision->invoice_keys.n > 0)
		plan_row(out, plan, decision->skip, &decision->invoice_keys);
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		Texts keys = { 0 };
		if (item->skip == NULL)
			continue;
		texts_add(out->arena, &keys, item->invoice->key);
		Plan left_out = *plan;
		left_out.decision.step = NULL;
		left_out.decision.notice = NULL;
		left_out.decision.send_at = 0;
		plan_row(out, &left_out, item->skip, &keys);
	}
}

/* One row for what a customer will hear of its payments. */
static void plan_confirmation(void *context, Arena *arena, const ConfirmInput *input, const Confirmation *confirmation)
{
	const Recipients *recipients = &confirmation->recipients;
	Decision decision = { .to = recipients->to, .n_to = recipients->n_to, .step = confirmation->step,
			      .notice = confirmation->notice, .send_at = input->now,
			      .policy = confirmation->policy };
	Plan plan = { .company = input->company, .customer = input->customer, .decision = decision };
	if (confirmation->skip != NULL)
		plan.decision.send_at = confirmation->again;
	const PlanRow out = { .table = context, .arena = arena, .plan = &plan };
	plan_row(&out, &plan, confirmation->skip, &confirmation->invoice_keys);
}

/* A day whose plan was not made yet is shown as it would be made. */
static bool plan_one(Stage *stage, Arena *arena, Plan *plan, Table *table, GError **error)
{
	ApprovalGate gate;
	if (!morning_gate(stage, arena, &plan->input, &gate, error))
		return false;
	bool ahead = plan->now > clock_now(&stage->app->clock);
	if (gate.made || !ahead)
		approval_apply(arena, &gate, &plan->decision, NULL);
	const PlanRow out = { .table = table, .arena = arena, .plan = plan, .gate = &gate };
	plan_print(&out);
	return true;
}

static bool plan_company(Stage *stage, const Company *company, int64_t now, Table *table, GError **error)
{
	g_autoptr(ReminderCaps) caps = reminder_caps_new(stage->store);
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(stage->store, arena, company->name, after, PLAN_BATCH, &ids, &n, error))
			return false;
		for (size_t i = 0; i < n; i++) {
			g_autoptr(Arena) one = arena_new();
			Plan plan = { .now = now };
			if (!reminders_plan(stage, one, company, ids[i], caps, &plan, error))
				return false;
			if (plan.decision.skip == NULL)
				reminder_caps_add(caps, &plan.decision);
			if (!plan_one(stage, one, &plan, table, error))
				return false;
			after = ids[i];
		}
		if (n == 0)
			return true;
	}
}

/* --date D: that day at the first hour in which mails may leave. */
static int64_t plan_now(const App *app, const Company *company, const char *day)
{
	Date date;
	if (day == NULL || !date_parse(day, &date))
		return clock_now(&app->clock);
	return date_at(date, (int)company->policy.hour_from, 0, company->zone);
}

typedef struct {
	gboolean json, csv;
	gchar *date, *company, *person, *by;
} PlanOptions;

static void plan_options_clear(PlanOptions *options)
{
	g_free(options->date);
	g_free(options->company);
	g_free(options->person);
	g_free(options->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PlanOptions, plan_options_clear)

static bool plan_parse(PlanOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "date", 0, 0, G_OPTION_ARG_STRING, &options->date, "As on that day instead of today", "YYYY-MM-DD" },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "approve, drop: of this company", "NAME" },
		{ "person", 0, 0, G_OPTION_ARG_STRING, &options->person,
		  "approve, drop: the plan of this collector (\"\": of customers that have none)", "NAME" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "approve, drop: who says so (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("plan", entries, argc, argv);
}

static int plan_show(App *app, const PlanOptions *options)
{
	int status = EXIT_OK;
	g_autoptr(GError) error = NULL;
	g_autoptr(Stage) stage = stage_open(app, "plan", NULL, &status);
	if (stage == NULL)
		return status;
	Table table = { .form = table_form(options->json, options->csv), .columns = table_columns_of("plan") };
	app_warn_restored(app, stage->store);
	if (stage->settings->send->only_to.n > 0)
		app_say("test mode: [send] only_to holds every mail to anybody else");
	for (size_t i = 0; i < stage->settings->n_companies; i++) {
		const Company *company = &stage->settings->companies[i];
		int64_t now = plan_now(app, company, options->date);
		if (!plan_company(stage, company, now, &table, &error) ||
		    !confirmations_plan(stage, company, now, plan_confirmation, &table, &error))
			return app_fail(error);
	}
	return EXIT_OK;
}

/* "approve 3 4", "drop 7,9": drop alone would leave everything out by a slip, so it says "all". */
static int plan_by_hand(App *app, const PlanOptions *options, int argc, char **argv)
{
	bool approve = strcmp(argv[1], "approve") == 0;
	bool all = argc == 3 && strcmp(argv[2], "all") == 0;
	const PlanByHand wish = { .approve = approve, .lines = argv + 2, .n = all ? 0 : argc - 2,
				  .company = options->company, .person = options->person, .by = options->by };
	if ((!approve && strcmp(argv[1], "drop") != 0) || (argc == 2 && !approve) || options->date != NULL) {
		app_say("plan: approve [LINE… | all] or drop LINE… | all is wanted (see valija plan --help)");
		return EXIT_USAGE;
	}
	return verb_plan_answer(app, &wish);
}

static int verb_plan_run(App *app, int argc, char **argv)
{
	g_auto(PlanOptions) options = { 0 };
	Date parsed;
	if (!plan_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	if (argc > 1)
		return plan_by_hand(app, &options, argc, argv);
	if (options.date != NULL && !date_parse(options.date, &parsed)) {
		app_say("plan: --date YYYY-MM-DD is wanted (see valija plan --help)");
		return EXIT_USAGE;
	}
	return plan_show(app, &options);
}

const Verb verb_plan = {
	.name = "plan",
	.arguments = "[approve [LINE…] | drop LINE… | drop all]",
	.summary = "what would be sent and what is left out, each with its reason",
	.description = "Sends nothing. Where a company shows its plan each morning ([company] plan_hour), approve and drop answer it as a\n"
		       "mail would: \"approve\" sends all now, \"approve 3 4\" these, \"drop 7 9-11\" leaves these out for today.",
	.run = verb_plan_run,
};
