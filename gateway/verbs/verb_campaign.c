/* campaign: one mail to each of a set of clients, in the words of the company's own notice. Nothing leaves before a person
 * has seen what would, and said its hash. */
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "gateway/mails/outbound_campaign.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "ledger/events.h"
#include "ledger/pause.h"

#define CAMPAIGN_PAGE 500
#define CAMPAIGN_CAP 200

typedef struct {
	gboolean json, csv;
	gchar *company, *segment, *state, *confirm, *by;
	gint cap;
} CampaignOptions;

static void campaign_options_clear(CampaignOptions *options)
{
	gchar *const texts[] = { options->company, options->segment, options->state, options->confirm, options->by };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CampaignOptions, campaign_options_clear)

typedef struct {
	Stage *stage;
	const CampaignOptions *options;
	const Company *company;
	OutboundCampaign words;
	int64_t now;
	Sha256 *sum;
	Table *table; /* NULL: no rows are shown */
	bool queue;
	size_t n;
	const char *first; /* text of the first mail */
} Campaign;

/* ---- who ---- */

static bool campaign_had_it(const Campaign *campaign, const DecideInput *input)
{
	for (size_t i = 0; i < input->n_past; i++)
		if (input->past[i].left && text_equal(input->past[i].step, campaign->words.step))
			return true;
	return false;
}

static bool campaign_is_barred(const DecideInput *input)
{
	for (size_t i = 0; i < input->n_invoices; i++) {
		const char *hold = input->invoices[i].hold_reason;
		if (text_equal(hold, "STOP") || text_equal(hold, "LEGAL") || text_equal(hold, "COMPLAINT"))
			return true;
	}
	return input->n_pauses > 0;
}

static bool campaign_has_state(const Campaign *campaign, const DecideInput *input)
{
	const char *state = campaign->options->state;
	for (size_t i = 0; state != NULL && i < input->n_invoices; i++)
		if (text_equal(invoice_state_word(input->invoices[i].state), state))
			return true;
	return state == NULL;
}

/* Never who asked not to be written to, whose address is lost, or who had this notice in this month already. */
static bool campaign_wants(const Campaign *campaign, const Plan *plan)
{
	const char *segment = campaign->options->segment;
	return plan->decision.n_to > 0 && (segment == NULL || text_equal(plan->customer->segment, segment)) &&
	       campaign_has_state(campaign, &plan->input) && !campaign_is_barred(&plan->input) &&
	       !campaign_had_it(campaign, &plan->input);
}

/* ---- one client ---- */

static void campaign_add(Campaign *campaign, const Plan *plan, const RenderedNotice *notice)
{
	const char *parts[] = { plan->customer->tax_id, plan->decision.to[0]->address, notice->subject, notice->text,
				notice->html };
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		sha256_add(campaign->sum, parts[i], strlen(parts[i]) + 1);
	if (campaign->n++ == 0)
		campaign->first = arena_strdup(campaign->stage->app->arena, notice->text);
	if (campaign->table == NULL)
		return;
	g_autoptr(json_t) row = json_object();
	json_set_text(row, "company", campaign->company->name);
	json_set_text(row, "customer", plan->customer->tax_id);
	json_set_text(row, "to", plan->decision.to[0]->address);
	json_set_text(row, "language", notice->language);
	json_set_text(row, "subject", notice->subject);
	table_row(campaign->table, row);
}

static bool campaign_queue(const Campaign *campaign, Arena *arena, const Plan *plan, GError **error)
{
	Drafts drafts = { 0 };
	Outcome outcome = { .outcome = "campaign" };
	const char *by = campaign->options->by != NULL ? campaign->options->by : g_get_user_name();
	const Event event = { .at = campaign->now, .company = campaign->company->name, .kind = EVENT_MAIL_QUEUED,
			      .customer_tax_id = plan->customer->tax_id, .actor = by,
			      .reason = arena_printf(arena, "campaign %s, to %s", campaign->words.step,
						     plan->decision.to[0]->address) };
	outcome_add_event(arena, &outcome, event);
	return outbound_campaign_freeze(campaign->stage, arena, &campaign->words, plan, &drafts, error) &&
	       store_commit_act(campaign->stage->store, &outcome, drafts.mails, drafts.n, campaign->now, error);
}

static bool campaign_customer(Campaign *campaign, int64_t id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(ReminderCaps) caps = reminder_caps_new(campaign->stage->store);
	Plan plan = { .now = campaign->now };
	RenderedNotice notice;
	if (!reminders_plan(campaign->stage, arena, campaign->company, id, caps, &plan, error))
		return false;
	if (!campaign_wants(campaign, &plan))
		return true;
	if (campaign->queue) {
		campaign->n++;
		return campaign_queue(campaign, arena, &plan, error);
	}
	if (!outbound_campaign_render(campaign->stage, arena, &campaign->words, &plan, &notice, error))
		return false;
	campaign_add(campaign, &plan, &notice);
	return true;
}

static bool campaign_each(Campaign *campaign, GError **error)
{
	size_t cap = (size_t)campaign->options->cap;
	campaign->n = 0;
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(campaign->stage->store, arena, campaign->company->name, after, CAMPAIGN_PAGE,
					  &ids, &n, error))
			return false;
		for (size_t i = 0; i < n && campaign->n < cap; i++) {
			if (!campaign_customer(campaign, ids[i], error))
				return false;
			after = ids[i];
		}
		if (n == 0 || campaign->n >= cap)
			return true;
	}
}

/* ---- the whole ---- */

static int campaign_run(Campaign *campaign)
{
	g_autoptr(GError) error = NULL;
	const char *wanted = campaign->options->confirm;
	Table table = { .form = table_form(campaign->options->json, campaign->options->csv),
			.columns = table_columns_of("campaign") };
	campaign->table = wanted == NULL ? &table : NULL;
	campaign->sum = sha256_new();
	bool done = campaign_each(campaign, &error);
	g_autofree char *hash = sha256_end(campaign->sum);
	if (!done)
		return app_fail(error);
	if (wanted == NULL) {
		app_say("%zu mails%s%s", campaign->n, campaign->n > 0 ? ". The first says:\n" : "",
			campaign->n > 0 ? campaign->first : "");
		app_say("Nothing was sent. To send exactly this, the same with: --confirm %.16s", hash);
		return EXIT_OK;
	}
	if (strncmp(hash, wanted, 16) != 0 || strlen(wanted) != 16) {
		app_say("campaign: what would be sent is not what was shown for %s: look again without --confirm", wanted);
		return EXIT_FAULT;
	}
	campaign->queue = true;
	if (!campaign_each(campaign, &error))
		return app_fail(error);
	store_ring(campaign->stage->store, "send");
	app_say("%zu mails queued", campaign->n);
	return EXIT_OK;
}

static bool campaign_words(Campaign *campaign, const char *notice, GError **error)
{
	const CompanySettings *settings = settings_company_settings(campaign->stage->settings, campaign->company->name);
	Arena *arena = campaign->stage->app->arena;
	if (settings->templates == NULL) {
		error_reject(error, "[company %s] has no templates: a campaign is in words of your own", settings->name);
		return false;
	}
	const Catalog *catalog = stage_catalog(campaign->stage, campaign->company->name);
	Texts built_in = catalog_notices(arena, campaign->stage->catalog);
	Texts all = catalog_notices(arena, catalog);
	if (texts_has(&built_in, notice) || !texts_has(&all, notice)) {
		error_reject(error, "%s: no notice of your own of that name in %s", notice, settings->templates);
		return false;
	}
	Date today = date_in_zone(campaign->now, campaign->company->zone);
	campaign->words = (OutboundCampaign){ .catalog = catalog, .notice = notice,
					      .step = arena_printf(arena, "%s %04d-%02d", notice, today.year, today.month) };
	return true;
}

static const char *campaign_refusal(const Campaign *campaign)
{
	Date today = date_in_zone(campaign->now, campaign->company->zone);
	Date go_live = campaign->company->go_live;
	bool live = date_is_set(go_live) && date_compare(today, go_live) >= 0;
	return live ? NULL : "the company is not live: go_live";
}

static int campaign_start(Stage *stage, const CampaignOptions *options, const char *notice)
{
	g_autoptr(GError) error = NULL;
	InvoiceState unused;
	Campaign campaign = { .stage = stage, .options = options, .now = stage_now(stage) };
	campaign.company = options->company != NULL ? settings_company(stage->settings, options->company) :
						      &stage->settings->companies[0];
	if (campaign.company == NULL || (options->state != NULL && !invoice_state_from_word(options->state, &unused))) {
		app_say("campaign: --company of the config and --state of `invoice list` are wanted");
		return EXIT_USAGE;
	}
	if (!campaign_words(&campaign, notice, &error))
		return app_fail(error);
	if (options->confirm != NULL && campaign_refusal(&campaign) != NULL) {
		app_say("campaign: %s", campaign_refusal(&campaign));
		return EXIT_FAULT;
	}
	return campaign_run(&campaign);
}

static int verb_campaign_run(App *app, int argc, char **argv)
{
	g_auto(CampaignOptions) options = { .cap = CAMPAIGN_CAP };
	int status = EXIT_OK;
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options.json, options.csv),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options.company, "Of this company", "NAME" },
		{ "segment", 0, 0, G_OPTION_ARG_STRING, &options.segment, "To clients of this segment", "NAME" },
		{ "state", 0, 0, G_OPTION_ARG_STRING, &options.state, "To those who have an invoice in this state", "STATE" },
		{ "cap", 0, 0, G_OPTION_ARG_INT, &options.cap, "So many mails at most (200)", "N" },
		{ "confirm", 0, 0, G_OPTION_ARG_STRING, &options.confirm, "Send what was shown for this hash", "HASH" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options.by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	if (!app_options("campaign", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 2 || options.cap < 1) {
		app_say("campaign: the NOTICE is wanted (see valija campaign --help)");
		return EXIT_USAGE;
	}
	g_autoptr(Stage) stage = stage_open(app, "campaign", NULL, &status);
	return stage == NULL ? status : campaign_start(stage, &options, argv[1]);
}

const Verb verb_campaign = {
	.name = "campaign",
	.arguments = "NOTICE [--segment S] [--state STATE] [--cap N] [--confirm HASH]",
	.summary = "one mail to each of a set of clients, in your own words",
	.description = "Shows whom it would go to, the first mail and a hash, and sends nothing; with --confirm HASH it is queued\n"
		       "if it still is what was shown. Once a month to each client; never to who asked not to be written to.",
	.run = verb_campaign_run,
};
