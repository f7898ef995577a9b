/* plan: what would be sent, and what is left out with its reason. Sends nothing, writes nothing. */
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/confirmations.h"
#include "gateway/reminders.h"
#include "gateway/table.h"
#include "gateway/verbs.h"

#define PLAN_BATCH 500

static void plan_set_recipients(json_t *row, const Decision *decision)
{
	json_t *to = json_array();
	for (size_t i = 0; i < decision->n_to; i++)
		json_array_append_new(to, json_string(decision->to[i]->address));
	json_set(row, "to", to);
}

static void plan_row(Table *table, Arena *arena, const Plan *plan, const char *skip, const Texts *keys)
{
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
	table_row(table, row);
}

/* One row for the mail that would go (or why it would not), one for each invoice that is no reason for one. */
static void plan_print(Table *table, Arena *arena, const Plan *plan)
{
	const Decision *decision = &plan->decision;
	if (decision->invoice_keys.n > 0)
		plan_row(table, arena, plan, decision->skip, &decision->invoice_keys);
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		Texts keys = { 0 };
		if (item->skip == NULL)
			continue;
		texts_add(arena, &keys, item->invoice->key);
		Plan left_out = *plan;
		left_out.decision.step = NULL;
		left_out.decision.notice = NULL;
		left_out.decision.send_at = 0;
		plan_row(table, arena, &left_out, item->skip, &keys);
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
	plan_row(context, arena, &plan, confirmation->skip, &confirmation->invoice_keys);
}

static bool plan_company(Stage *stage, const Company *company, int64_t now, Table *table, GError **error)
{
	int64_t planned = 0;
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(stage->store, arena, company->name, after, PLAN_BATCH, &ids, &n, error))
			return false;
		for (size_t i = 0; i < n; i++) {
			g_autoptr(Arena) one = arena_new();
			Plan plan = { .now = now };
			if (!reminders_plan(stage, one, company, ids[i], planned, &plan, error))
				return false;
			planned += plan.decision.skip == NULL;
			plan_print(table, one, &plan);
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

static int verb_plan_run(App *app, int argc, char **argv)
{
	gboolean json = FALSE;
	gboolean csv = FALSE;
	g_autofree gchar *date = NULL;
	int status = EXIT_OK;
	Date parsed;
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(json, csv),
		{ "date", 0, 0, G_OPTION_ARG_STRING, &date, "As on that day instead of today", "YYYY-MM-DD" },
		{ 0 },
	};
	g_autoptr(GError) error = NULL;
	if (!app_options("plan", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc > 1 || (date != NULL && !date_parse(date, &parsed))) {
		app_say("plan: --date YYYY-MM-DD and nothing else (see valija plan --help)");
		return EXIT_USAGE;
	}
	g_autoptr(Stage) stage = stage_open(app, "plan", NULL, &status);
	if (stage == NULL)
		return status;
	Table table = { .form = table_form(json, csv), .columns = table_columns_of("plan") };
	app_warn_restored(app, stage->store);
	if (stage->settings->send->only_to.n > 0)
		app_say("test mode: [send] only_to holds every mail to anybody else");
	for (size_t i = 0; i < stage->settings->n_companies; i++) {
		const Company *company = &stage->settings->companies[i];
		int64_t now = plan_now(app, company, date);
		if (!plan_company(stage, company, now, &table, &error) ||
		    !confirmations_plan(stage, company, now, plan_confirmation, &table, &error))
			return app_fail(error);
	}
	return EXIT_OK;
}

const Verb verb_plan = {
	.name = "plan",
	.arguments = "",
	.summary = "what would be sent and what is left out, each with its reason",
	.description = "Sends nothing.",
	.run = verb_plan_run,
};
