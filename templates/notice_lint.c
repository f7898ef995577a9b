#include "templates/notice_lint.h"

#include <string.h>

#include "templates/notice.h"
#include "templates/notice_plan.h"
#include "templates/notice_report.h"

typedef struct {
	Arena *arena;
	const Catalog *catalog;
	const char *language;
	Texts *faults;
} NoticeLint;

static bool notice_lint_is_there(NoticeLint *lint, const char *notice)
{
	if (g_strcmp0(catalog_pick(lint->catalog, notice, lint->language), lint->language) == 0)
		return true;
	texts_addf(lint->arena, lint->faults, "%s/%s: subject, text or html is missing", lint->language,
		   notice);
	return false;
}

/* A plural is an object with "other"; each category that small counts of the language take must be there. */
static void notice_lint_plural(NoticeLint *lint, const char *name, const json_t *forms)
{
	const Locale *locale = catalog_locale(lint->catalog, lint->language);
	const char *reported = "other";
	for (int64_t count = 0; count <= 200; count++) {
		const char *category = locale_plural(locale, count);
		if (json_is_string(json_object_get(forms, category)) || strcmp(category, reported) == 0)
			continue;
		texts_addf(lint->arena, lint->faults, "%s/words.json: %s has no form \"%s\"", lint->language,
			   name, category);
		reported = category;
	}
}

static void notice_lint_words(NoticeLint *lint, const char *path, json_t *model, json_t *words)
{
	const char *key = NULL;
	json_t *value = NULL;
	json_object_foreach(model, key, value)
	{
		const char *name = arena_printf(lint->arena, "%s%s", path, key);
		json_t *word = json_object_get(words, key);
		if (strcmp(key, "one") == 0)
			continue;
		if (word == NULL || json_typeof(word) != json_typeof(value))
			texts_addf(lint->arena, lint->faults, "%s/words.json: %s is missing", lint->language,
				   name);
		else if (json_object_get(value, "other") != NULL)
			notice_lint_plural(lint, name, word);
		if (json_is_object(value) && json_is_object(word))
			notice_lint_words(lint, arena_printf(lint->arena, "%s.", name), value, word);
	}
}

static bool notice_lint_is_void(const char *tag)
{
	static const char *const tags[] = { "area", "base", "br",   "col", "hr",
					    "img",  "link", "meta", "wbr", NULL };
	return g_strv_contains(tags, tag);
}

/* The lower-case name of the tag whose '<' is at: "/td", "!doctype". */
static char *notice_lint_tag(Arena *arena, const char *at)
{
	size_t slash = at[1] == '/';
	char *tag = arena_strndup(arena, at + 1, slash + strcspn(at + 1 + slash, " \t\n/>"));
	for (char *c = tag; *c != '\0'; c++)
		*c = g_ascii_tolower(*c);
	return tag;
}

/* NULL, or the tag that closes nothing or is never closed. Comments are skipped. */
static const char *notice_lint_unbalanced(Arena *arena, const char *html)
{
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	for (const char *at = strchr(html, '<'); at != NULL; at = strchr(at + 1, '<')) {
		const char *comment_end = g_str_has_prefix(at, "<!--") ? strstr(at, "-->") : NULL;
		char *tag = notice_lint_tag(arena, at);
		at = comment_end != NULL ? comment_end : at;
		if (*tag == '!' || notice_lint_is_void(tag))
			continue;
		if (*tag != '/')
			g_ptr_array_add(open, tag);
		else if (open->len == 0 || strcmp(g_ptr_array_index(open, open->len - 1), tag + 1) != 0)
			return tag;
		else
			g_ptr_array_set_size(open, (gint)open->len - 1);
	}
	return open->len == 0 ? NULL : g_ptr_array_index(open, open->len - 1);
}

static void notice_lint_html(NoticeLint *lint, const char *notice, const char *html)
{
	static const char *const remote[] = { "url(",	 "<link",   "<script", "@import",
					      "<iframe", "<object", "<embed",  "background=" };
	const char *tag = notice_lint_unbalanced(lint->arena, html);
	if (tag != NULL)
		texts_addf(lint->arena, lint->faults, "%s/%s.html: <%s> is not balanced", lint->language,
			   notice, tag);
	for (size_t i = 0; i < G_N_ELEMENTS(remote); i++)
		if (strstr(html, remote[i]) != NULL)
			texts_addf(lint->arena, lint->faults, "%s/%s.html: %s fetches something",
				   lint->language, notice, remote[i]);
	for (const char *at = strstr(html, "src="); at != NULL; at = strstr(at + 1, "src="))
		if (!g_str_has_prefix(at, "src=\"cid:"))
			texts_addf(lint->arena, lint->faults, "%s/%s.html: src= fetches something", lint->language,
				   notice);
}

static void notice_lint_rendered(NoticeLint *lint, const char *notice, bool done,
				 const RenderedNotice *rendered, const GError *error)
{
	if (!done && !texts_has(lint->faults, error->message))
		texts_add(lint->arena, lint->faults, error->message);
	if (!done)
		return;
	notice_lint_html(lint, notice, rendered->html);
	if (*rendered->subject == '\0')
		texts_addf(lint->arena, lint->faults, "%s/%s.subject: is empty", lint->language, notice);
}

/* The sentence as it stands in HTML. */
static bool notice_lint_shows(NoticeLint *lint, const char *html, const char *sentence)
{
	g_autoptr(json_t) view = json_object();
	json_set_text(view, "sentence", sentence);
	const MustacheSource source = { .name = "bank", .bytes = "{{sentence}}", .length = strlen("{{sentence}}") };
	const MustacheOptions options = { .escape = MUSTACHE_HTML };
	const char *escaped = NULL;
	return sentence != NULL && mustache_render(lint->arena, &source, view, &options, &escaped, NULL) &&
	       strstr(html, escaped) != NULL;
}

static void notice_lint_bank(NoticeLint *lint, const char *notice, const RenderedNotice *rendered)
{
	const char *sentence = json_get_text(lint->arena, catalog_words(lint->catalog, lint->language),
					     "bank");
	if (sentence == NULL || strstr(rendered->text, sentence) == NULL)
		texts_addf(lint->arena, lint->faults, "%s/%s.text: lacks the sentence {{words.bank}}",
			   lint->language, notice);
	if (!notice_lint_shows(lint, rendered->html, sentence))
		texts_addf(lint->arena, lint->faults, "%s/%s.html: lacks the sentence {{words.bank}}",
			   lint->language, notice);
}

static const NoticeInvoice notice_lint_invoices[] = {
	{
		.type_name = "Factura",
		.number = "1",
		.issued = { 2026, 10, 1 },
		.due = { 2026, 11, 1 },
		.total = { 2000000, "CLP" },
		.balance = { 1000000, "CLP" },
		.days_overdue = 26,
		.section = NOTICE_OVERDUE,
		.fiscal_id = "U",
		.link = "https://a.example/1",
	},
	{
		.type_name = "Factura",
		.number = "2",
		.issued = { 2026, 11, 1 },
		.due = { 2026, 11, 27 },
		.total = { 2000000, "CLP" },
		.balance = { 2000000, "CLP" },
		.section = NOTICE_DUE,
	},
	{
		.type_name = "Factura",
		.number = "3",
		.total = { 2000000, "USD" },
		.balance = { 2000000, "USD" },
		.section = NOTICE_DISPUTED,
	},
	{
		.type_name = "Factura",
		.number = "4",
		.issued = { 2026, 10, 2 },
		.due = { 2026, 11, 2 },
		.total = { 2000000, "MXN" },
		.balance = { 2000000, "MXN" },
		.days_overdue = 25,
		.section = NOTICE_OVERDUE,
	},
	{
		.type_name = "Factura",
		.number = "5",
		.issued = { 2026, 11, 1 },
		.due = { 2026, 11, 27 },
		.total = { 2000000, "MXN" },
		.balance = { 2000000, "MXN" },
		.section = NOTICE_DUE,
	},
};

static const NoticePayment notice_lint_payments[] = {
	{
		.type_name = "Factura",
		.number = "1",
		.fiscal_id = "U",
		.reference = "R",
		.date = { 2026, 11, 2 },
		.amount = { 1000000, "CLP" },
		.left = { 1000000, "CLP" },
	},
	{
		.type_name = "Factura",
		.number = "2",
		.date = { 2026, 11, 2 },
		.amount = { 1000000, "CLP" },
		.left = { 0, "CLP" },
	},
	{
		.type_name = "Factura",
		.number = "3",
		.amount = { 1000000, "MXN" },
	},
};

static const NoticeAgeing notice_lint_ageing[] = { { "CLP", { 1000000, 2000000, 0, 0, 3000000 } } };

static void notice_lint_reminder(NoticeLint *lint, const char *notice, const ReminderView *view)
{
	g_autoptr(GError) error = NULL;
	RenderedNotice rendered = { 0 };
	bool done = notice_render_reminder(lint->arena, lint->catalog, notice, view, &rendered, &error);
	notice_lint_rendered(lint, notice, done, &rendered, error);
	if (done)
		notice_lint_bank(lint, notice, &rendered);
}

static void notice_lint_reminders(NoticeLint *lint, const char *notice)
{
	const NoticeCode code = { "https://a.example/1", "qr@a.example", NULL };
	ReminderView full = {
		.language = lint->language,
		.company = "A",
		.contact_name = "B",
		.customer = "C",
		.today = { 2026, 11, 27 },
		.invoices = notice_lint_invoices,
		.n = G_N_ELEMENTS(notice_lint_invoices),
		.attached = true,
		.left_out = true,
		.sender = "D",
		.tax_id = "T",
		.phone = "1",
		.deadline = { 2026, 12, 4 },
		.charges_note = "E",
		.payment_note = "F\nG",
		.codes = &code,
		.n_codes = 1,
		.logo = "logo@a.example",
		.test_banner = "H",
		.payments = notice_lint_payments,
		.n_payments = G_N_ELEMENTS(notice_lint_payments),
		.ageing = notice_lint_ageing,
		.n_ageing = G_N_ELEMENTS(notice_lint_ageing),
		.receipt_by = { 2026, 12, 5 },
		.receipt = true,
	};
	ReminderView sparse = {
		.language = lint->language,
		.company = "A",
		.customer = "C",
		.today = { 2026, 11, 27 },
		.invoices = notice_lint_invoices,
		.n = 2,
		.payments = &notice_lint_payments[1],
		.n_payments = 1,
	};
	notice_lint_reminder(lint, notice, &full);
	notice_lint_reminder(lint, notice, &sparse);
}

static void notice_lint_alert(NoticeLint *lint, const char *notice)
{
	static const char *const facts[][2] = { { "A", "B" } };
	const AlertView views[] = {
		{ lint->language, "A", "B", "C", facts, 1, "D\nE", "F", "G" },
		{ .language = lint->language, .company = "A", .title = "B" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
		g_autoptr(GError) error = NULL;
		RenderedNotice rendered = { 0 };
		bool done = notice_render_alert(lint->arena, lint->catalog, notice, &views[i], &rendered,
						&error);
		notice_lint_rendered(lint, notice, done, &rendered, error);
	}
}

static void notice_lint_plan(NoticeLint *lint, const char *notice)
{
	PlanView full = notice_plan_sample(lint->arena, lint->language, "A", date_make(2026, 11, 27));
	full.later = full.more = 2;
	full.test_banner = "B";
	PlanView sparse = full;
	sparse.person = sparse.test_banner = NULL;
	sparse.n = 1;
	sparse.later = sparse.more = 0;
	sparse.n_skipped = 0;
	sparse.silence_sends = false;
	const PlanView views[] = { full, sparse };
	for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
		g_autoptr(GError) error = NULL;
		RenderedNotice rendered = { 0 };
		bool done = notice_plan_render(lint->arena, lint->catalog, &views[i], &rendered, &error);
		notice_lint_rendered(lint, notice, done, &rendered, error);
	}
}

static void notice_lint_report(NoticeLint *lint, const char *notice)
{
	static const char *const heads[] = { "report.heads.customer", "report.heads.amount" };
	static const NoticeCell cells[] = {
		{ { .kind = CELL_TEXT, .text = "A" }, { .kind = CELL_TEXT, .text = "B" }, true },
		{ { .kind = CELL_AMOUNT, .text = "1", .currency = "CLP" }, { .kind = CELL_PERCENT, .number = 1 }, false },
	};
	static const NoticeFigure figure = { "report.figures.open", { .kind = CELL_COUNT, .number = 1 },
					     "report.details.of_open", { .kind = CELL_PERCENT, .number = 1 } };
	static const int64_t weights[] = { 1, 2 };
	const NoticeTable tables[] = {
		{ .title = "report.titles.ageing", .note = "report.notes.seen", .heads = heads, .n_heads = 2, .cells = cells,
		  .n_rows = 1, .more = 1, .chart = true, .chart_kind = CHART_COLUMNS, .weights = weights, .series = 1 },
		{ .title = "report.titles.ageing", .heads = heads, .n_heads = 2, .cells = cells, .n_rows = 1, .chart = true,
		  .weights = weights, .series = 1 },
	};
	const ReportView views[] = {
		{ lint->language, "A", "B", { 2026, 11, 27 }, { 2026, 11, 26 }, &figure, 1, tables, 2, 1, 1, "C", "D" },
		{ .language = lint->language, .company = "A", .today = { 2026, 11, 27 } },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(views); i++) {
		g_autoptr(GError) error = NULL;
		RenderedReport rendered = { .n_charts = 0 };
		bool done = notice_report_render(lint->arena, lint->catalog, notice, &views[i], &rendered, &error);
		notice_lint_rendered(lint, notice, done, &rendered.notice, error);
	}
}

static void notice_lint_one(NoticeLint *lint, const char *notice)
{
	if (strcmp(notice, "alert") == 0)
		notice_lint_alert(lint, notice);
	else if (strcmp(notice, "plan") == 0)
		notice_lint_plan(lint, notice);
	else if (notice_report_is(notice))
		notice_lint_report(lint, notice);
	else
		notice_lint_reminders(lint, notice);
}

void notice_lint(Arena *arena, const Catalog *catalog, Texts *faults)
{
	Texts notices = catalog_notices(arena, catalog);
	for (const char *const *language = locale_languages(); *language != NULL; language++) {
		NoticeLint lint = { arena, catalog, *language, faults };
		notice_lint_words(&lint, "", catalog_words(catalog, "en"), catalog_words(catalog, *language));
		for (size_t i = 0; i < notices.n; i++)
			if (notice_lint_is_there(&lint, notices.items[i]))
				notice_lint_one(&lint, notices.items[i]);
	}
}
