/* digest: what the company's own people get by the clock, before anybody gets it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/mails/digest_mail.h"
#include "gateway/mails/digest_page.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "store/marks.h"

#define DIGEST_AHEAD_DAYS 62

typedef struct {
	gboolean json, csv;
	gchar *company, *to, *language, *output;
} DigestOptions;

static void digest_options_clear(DigestOptions *options)
{
	g_free(options->company);
	g_free(options->to);
	g_free(options->language);
	g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DigestOptions, digest_options_clear)

static bool digest_parse(DigestOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Of this company (else of the first)", "NAME" },
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options->to,
		  "preview: as this person, or this address, gets it (else the first of alerts_to)", "WHO" },
		{ "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "preview: es-CL, es-MX, en …", "L" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
		  "preview: its HTML, with its pictures, into a file", "FILE" },
		{ 0 },
	};
	return app_options("digest", entries, argc, argv);
}

/* ---- list ---- */

typedef struct {
	Stage *stage;
	Table table;
	Arena *arena;
	const Company *company;
} DigestList;

/* The next instant at which a turn begins; 0: none in two months. */
static int64_t digest_next(const DigestList *list, const ReportTurn *turn, int64_t hour)
{
	const Company *company = list->company;
	int64_t now = stage_now(list->stage);
	Date today = date_in_zone(now, company->zone);
	for (int64_t i = 0; hour < 24 && i < DIGEST_AHEAD_DAYS; i++) {
		Date day = date_add_days(today, i);
		int64_t at = date_at(day, (int)hour, 0, company->zone);
		if (at > now && date_compare(report_day_current(turn, &company->policy.calendar, day), day) == 0)
			return at;
	}
	return 0;
}

/* digest NULL: the agenda. */
static bool digest_list_one(DigestList *list, const DigestSettings *digest, GError **error)
{
	const CompanySettings *settings = settings_company_settings(list->stage->settings, list->company->name);
	const Desk desk = outbound_desk(list->stage, list->arena, list->company);
	const char *name = digest != NULL ? digest->name : NULL;
	const char *mark = arena_printf(list->arena, "digest %s%s%s", list->company->name, name != NULL ? " " : "",
					name != NULL ? name : "");
	const ReportTurn turn = digest != NULL ? digest_mail_turn(digest) : (ReportTurn){ .rhythm = REPORT_DAILY };
	int64_t hour = digest != NULL ? digest->hour : settings->digest_hour;
	int64_t next = digest_next(list, &turn, hour);
	int64_t last = 0;
	Texts to = { 0 };
	if (!marks_get(list->stage->store, mark, &last, error))
		return false;
	if (digest != NULL) {
		const Hearers hearers = digest_mail_hearers(&desk, digest, date_in_zone(desk.now, list->company->zone));
		for (size_t i = 0; i < hearers.n; i++)
			texts_add(list->arena, &to, hearers.items[i].address);
	}
	g_autoptr(json_t) row = json_object();
	json_set_text(row, "company", list->company->name);
	json_set_text(row, "report", digest != NULL ? digest_mail_word((DigestReport)digest->report) : "agenda");
	json_set_text(row, "section", name);
	json_set(row, "to", json_texts(to.items, to.n));
	json_set_text(row, "last", last > 0 ? instant_text(list->arena, last) : NULL);
	json_set_text(row, "next", next > 0 ? instant_text(list->arena, next) : NULL);
	table_row(&list->table, row);
	return true;
}

static bool digest_list_company(DigestList *list, GError **error)
{
	const Settings *settings = list->stage->settings;
	if (!digest_list_one(list, NULL, error))
		return false;
	for (size_t i = 0; i < settings->n_digests; i++) {
		const DigestSettings *digest = settings->digests[i];
		bool ours = digest->companies.n == 0 || texts_has(&digest->companies, list->company->name);
		if (ours && !digest_list_one(list, digest, error))
			return false;
	}
	return true;
}

static bool digest_list(Stage *stage, const DigestOptions *options, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	DigestList list = { .stage = stage, .arena = arena };
	list.table = (Table){ .form = table_form(options->json, options->csv), .columns = table_columns_of("digest") };
	for (size_t i = 0; i < stage->settings->n_companies; i++) {
		list.company = &stage->settings->companies[i];
		bool wanted = options->company == NULL || text_equal(options->company, list.company->name);
		if (wanted && !digest_list_company(&list, error))
			return false;
	}
	return true;
}

/* ---- preview ---- */

/* The pictures in the file itself: a browser knows no parts of a mail. */
static const char *digest_html(Arena *arena, const RenderedReport *mail)
{
	g_autoptr(GString) html = g_string_new(mail->notice.html);
	for (size_t i = 0; i < mail->n_charts; i++) {
		const ComposeAttachment *chart = &mail->charts[i];
		g_autofree char *bytes = g_base64_encode(chart->bytes, chart->length);
		g_autofree char *data = g_strconcat("data:", chart->type, ";base64,", bytes, NULL);
		g_autofree char *id = g_strconcat("cid:", chart->content_id, NULL);
		g_string_replace(html, id, data, 0);
	}
	return arena_strdup(arena, html->str);
}

static bool digest_print(const Desk *desk, const RenderedReport *mail, const char *address, const char *output,
			 GError **error)
{
	const void *bytes = NULL;
	size_t length = 0;
	const ComposeMailbox to = { .address = address };
	const RenderedNotice *notice = &mail->notice;
	const ComposeRequest request = { .from = desk->from, .to = &to, .n_to = 1, .date = desk->now,
					 .message_id = arena_printf(desk->arena, "preview@%s", desk->domain),
					 .zone = desk->company->zone, .language = notice->language,
					 .subject = notice->subject, .text = notice->text, .html = notice->html,
					 .attachments = mail->charts, .n_attachments = mail->n_charts,
					 .kind = "digest" };
	if (output != NULL)
		return g_file_set_contents(output, digest_html(desk->arena, mail), -1, error);
	if (!compose_mail(desk->arena, &request, &bytes, &length, error))
		return false;
	return fwrite(bytes, 1, length, stdout) == length;
}

typedef struct {
	const Desk *desk;
	const DigestOptions *options;
	const char *word;
	const Person *person; /* NULL: an address alone */
	const char *address;
	Date today;
} DigestPreview;

static bool digest_preview_agenda(const DigestPreview *preview, RenderedReport *ret, GError **error)
{
	const Desk *desk = preview->desk;
	DigestDay day = { .desk = *desk, .today = preview->today, .staff = &desk->stage->settings->staff };
	DigestPage page;
	if (!digest_page_load(&day, error) || !digest_page_make(&day, preview->address, preview->person, &page, error))
		return false;
	if (page.notice == NULL) {
		error_reject(error, "%s has nothing to do today, and no alert: no mail is sent", preview->address);
		return false;
	}
	if (preview->options->language != NULL)
		page.view.language = preview->options->language;
	return notice_report_render(desk->arena, desk->catalog, page.notice, &page.view, ret, error);
}

static bool digest_preview_report(const DigestPreview *preview, RenderedReport *ret, GError **error)
{
	const Person *person = preview->person;
	const char *own = person != NULL ? person->language : NULL;
	const char *language = preview->options->language != NULL ? preview->options->language : own;
	DigestReport report;
	if (!digest_mail_report_of(preview->word, &report)) {
		error_reject(error, "%s: management, portfolio, risk or agenda is wanted", preview->word);
		return false;
	}
	return digest_mail_render(preview->desk, report, preview->today,
				  language != NULL ? language : preview->desk->company->language, ret, error);
}

/* Whom it is for: a name of the config, an address, or the first of alerts_to. */
static bool digest_preview_to(DigestPreview *preview, GError **error)
{
	const Desk *desk = preview->desk;
	const Staff *staff = &desk->stage->settings->staff;
	const Texts *alerts_to = &desk->settings->alerts_to;
	const char *to = preview->options->to;
	preview->person = to != NULL ? staff_person(staff, to) : NULL;
	for (size_t i = 0; i < staff->n; i++)
		if (to != NULL && text_equal(staff->people[i].address, to))
			preview->person = &staff->people[i];
	preview->address = preview->person != NULL ? preview->person->address : to;
	if (to == NULL)
		preview->address = alerts_to->n > 0 ? alerts_to->items[0] : desk->from.address;
	if (preview->address != NULL && strchr(preview->address, '@') != NULL)
		return true;
	error_reject(error, "--to %s: no person with an address, and no address", to);
	return false;
}

static bool digest_preview(Stage *stage, const DigestOptions *options, const char *word, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *name = options->company != NULL ? options->company : stage->settings->companies[0].name;
	const Company *company = settings_company(stage->settings, name);
	RenderedReport mail;
	if (company == NULL) {
		error_reject(error, "there is no company %s in the config", name);
		return false;
	}
	const Desk desk = outbound_desk(stage, arena, company);
	DigestPreview preview = { .desk = &desk, .options = options, .word = word,
				  .today = date_in_zone(desk.now, company->zone) };
	if (!digest_preview_to(&preview, error))
		return false;
	bool done = strcmp(word, "agenda") == 0 ? digest_preview_agenda(&preview, &mail, error) :
						  digest_preview_report(&preview, &mail, error);
	return done && digest_print(&desk, &mail, preview.address, options->output, error);
}

static int verb_digest_run(App *app, int argc, char **argv)
{
	g_auto(DigestOptions) options = { 0 };
	g_autoptr(GError) error = NULL;
	if (!digest_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	if (!list && (strcmp(word, "preview") != 0 || argc != 3)) {
		app_say("digest: list or preview management|portfolio|risk|agenda is wanted (see valija digest --help)");
		return EXIT_USAGE;
	}
	int status = EXIT_OK;
	g_autoptr(Stage) stage = stage_open(app, "digest", NULL, &status);
	if (stage == NULL)
		return status;
	bool done = list ? digest_list(stage, &options, &error) : digest_preview(stage, &options, argv[2], &error);
	return done ? EXIT_OK : app_fail(error);
}

const Verb verb_digest = {
	.name = "digest",
	.arguments = "list | preview management|portfolio|risk|agenda",
	.summary = "reports and agendas by mail: who gets them when, and how they look today",
	.description = "Who gets which report: the [digest NAME] sections; agendas: [company] digest_hour. preview prints the mail as\n"
		       "it would leave, and sends nothing; -o writes its HTML alone.",
	.run = verb_digest_run,
};
