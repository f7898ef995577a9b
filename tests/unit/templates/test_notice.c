#include "templates/notice.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/tap.h"
#include "tests/unit/templates/notice_scenes.h"

#define FIXTURES "tests/fixtures/notices"

/* VALIJA_REGENERATE=1 writes the golden files instead of comparing them: read the difference before you
 * commit it. */
static void compare(const char *language, const char *notice, const char *part, const char *got)
{
	g_autofree char *folder = g_build_filename(FIXTURES, language, NULL);
	g_autofree char *path = g_strdup_printf("%s/%s.%s", folder, notice, part);
	if (g_getenv("VALIJA_REGENERATE") != NULL) {
		g_autoptr(GError) error = NULL;
		file_make_folder(folder, 0755, &error);
		ok(g_file_set_contents(path, got, -1, NULL), "wrote %s", path);
		return;
	}
	g_autofree char *want = NULL;
	g_file_get_contents(path, &want, NULL, NULL);
	is_str(got, want, path);
}

static void test_golden(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
			g_autoptr(Arena) arena = arena_new();
			g_autoptr(GError) error = NULL;
			RenderedNotice notice = { 0 };
			bool done = render(arena, catalog, *language, i, &notice, &error);
			if (!ok(done, "%s in %s: %s", notices[i], *language,
				done ? "rendered" : error->message))
				continue;
			is_str(notice.language, *language, "in its own language");
			g_autofree char *subject = g_strdup_printf("%s\n", notice.subject);
			compare(*language, notices[i], "subject", subject);
			compare(*language, notices[i], "text", notice.text);
			compare(*language, notices[i], "html", notice.html);
		}
}

/* A phone shows some sixty characters: what it is about stands before our name. */
static void test_subjects(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
			g_autoptr(Arena) arena = arena_new();
			RenderedNotice notice = { .subject = "" };
			render(arena, catalog, *language, i, &notice, NULL);
			const char *end = g_strrstr(notice.subject, " – ");
			ok(end != NULL && g_utf8_strlen(notice.subject, end - notice.subject) <= 60 &&
				   strstr(end, country_of(*language)->company) != NULL,
			   "%s in %s: %s", notices[i], *language, notice.subject);
		}
}

/* What a reader sees of the HTML: no head, no comments, no tags, one blank between words. */
static char *visible(const char *html)
{
	static const struct {
		const char *entity, *text;
	} entities[] = { { "&amp;", "&" },   { "&lt;", "<" },  { "&gt;", ">" },
			 { "&quot;", "\"" }, { "&#39;", "'" }, { "&nbsp;", " " } };
	g_autoptr(GString) text = g_string_new(NULL);
	const char *body = strstr(html, "<body");
	for (const char *at = body != NULL ? body : html; *at != '\0'; at++) {
		const char *end = g_str_has_prefix(at, "<!--") ? strstr(at, "-->")
				  : *at == '<'		       ? strchr(at, '>')
							       : NULL;
		if (end == NULL) {
			g_string_append_c(text, *at);
			continue;
		}
		g_string_append_c(text, ' ');
		at = *end == '-' ? end + 2 : end;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++)
		g_string_replace(text, entities[i].entity, entities[i].text, 0);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The first words of the HTML are not its greeting, but what it is about. */
static void test_preheader(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	RenderedNotice notice = { .html = "" };
	render(arena, catalog, "es-CL", 0, &notice, NULL);
	g_autofree char *shown = visible(strstr(notice.html, "<body"));
	ok(g_str_has_prefix(g_strstrip(shown), "Saldo: $1.190.000 – Vencimiento: 2 de diciembre de 2026"), "%.100s", shown);
	ok(strstr(notice.html, "display:none") != NULL, "hidden from who opens the mail");
}

/* Words by single blanks, the marks of plain text left out, with a blank at each end. */
static char *words_of(const char *text)
{
	g_autoptr(GString) plain = g_string_new(text);
	g_string_replace(plain, "\u00a0", " ", 0);
	g_auto(GStrv) parts = g_strsplit_set(plain->str, " \n", -1);
	g_string_assign(plain, " ");
	for (size_t i = 0; parts[i] != NULL; i++)
		if (*parts[i] != '\0' && strcmp(parts[i], "***") != 0)
			g_string_append_printf(plain, "%s ", parts[i]);
	return g_string_free(g_steal_pointer(&plain), FALSE);
}

/* Every word with a digit in it (dates, amounts, numbers) of one is a word of the other. */
static int figures_missing(const char *from, const char *in)
{
	int missing = 0;
	g_auto(GStrv) words = g_strsplit_set(from, " ():,;", -1);
	for (size_t i = 0; words[i] != NULL; i++)
		if (strpbrk(words[i], "0123456789") != NULL && strstr(in, words[i]) == NULL) {
			printf("#  only here: %s\n", words[i]);
			missing++;
		}
	return missing;
}

static int sentences_missing(const char *text, const char *in)
{
	int missing = 0;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		if (g_str_has_prefix(lines[i], "- ") || strcmp(lines[i], "-- ") == 0)
			continue;
		g_autofree char *line = words_of(g_str_has_prefix(lines[i], "> ") ? lines[i] + 2 : lines[i]);
		if (strlen(line) > 1 && strstr(in, line) == NULL) {
			printf("#  only in the text: %s\n", line);
			missing++;
		}
	}
	return missing;
}

static void test_parts_agree(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
			g_autoptr(Arena) arena = arena_new();
			RenderedNotice notice = { .text = "", .html = "" };
			render(arena, catalog, *language, i, &notice, NULL);
			g_autofree char *shown = visible(notice.html);
			g_autofree char *seen = words_of(shown);
			g_autofree char *read = words_of(notice.text);
			ok(sentences_missing(notice.text, seen) == 0 && figures_missing(read, seen) == 0 &&
				   figures_missing(seen, read) == 0,
			   "%s in %s: text and HTML say the same", notices[i], *language);
		}
}

/* Tags that are opened are closed in their order; NULL or the tag that is not. */
static const char *unbalanced(Arena *arena, const char *html)
{
	g_autoptr(GPtrArray) open = g_ptr_array_new();
	for (const char *at = strchr(html, '<'); at != NULL; at = strchr(at + 1, '<')) {
		bool closing = at[1] == '/';
		const char *name = arena_strndup(
			arena, at + 1 + closing,
			strspn(at + 1 + closing, "abcdefghijklmnopqrstuvwxyz123456"));
		if (at[1] == '!' || strcmp(name, "meta") == 0 || strcmp(name, "br") == 0 || strcmp(name, "img") == 0)
			continue;
		if (!closing)
			g_ptr_array_add(open, arena_strdup(arena, name));
		else if (open->len == 0 || strcmp(g_ptr_array_index(open, open->len - 1), name) != 0)
			return name;
		else
			g_ptr_array_set_size(open, (gint)open->len - 1);
	}
	return open->len == 0 ? NULL : g_ptr_array_index(open, open->len - 1);
}

/* How often it stands there and does not go on as it may. */
static int others(const char *html, const char *word, const char *allowed)
{
	int n = 0;
	for (const char *at = strstr(html, word); at != NULL; at = strstr(at + 1, word))
		n += !g_str_has_prefix(at, allowed);
	return n;
}

static void test_html(const Catalog *catalog)
{
	static const char *const remote[] = { "http:",	 "url(",    "<link",   "<script", "@import",
					      "background=", "<iframe", "<object" };
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
			g_autoptr(Arena) arena = arena_new();
			RenderedNotice notice = { .text = "", .html = "" };
			render(arena, catalog, *language, i, &notice, NULL);
			is_str(unbalanced(arena, notice.html), NULL, "tags are balanced");
			int found = 0;
			for (size_t k = 0; k < G_N_ELEMENTS(remote); k++)
				found += strstr(notice.html, remote[k]) != NULL;
			found += others(notice.html, "src=", "src=\"cid:") + others(notice.html, "href=", "href=\"https://");
			found += others(notice.html, "<img", "<img src=");
			is_i64(found, 0, "nothing is fetched from anywhere");
			g_autofree char *lang = g_strdup_printf("<html lang=\"%s\">", *language);
			ok(strstr(notice.html, lang) != NULL &&
				   strstr(notice.html, "name=\"color-scheme\"") != NULL,
			   "language and colour scheme are stated");
		}
}

static size_t count(const char *text, char c)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += *text == c;
	return n;
}

static const char *hostile(Arena *arena, GRand *random)
{
	static const char *const bits[] = { "<script>", "</td>",       "\"",	      "'",	   "&",
					    "<!--",	"-->",	       "{{company}}", "{{/rows}}", "\n",
					    "\r\n",	"Bcc: x@y.cl", "\u202e",      "\u2028",	   "é",
					    "😀",	"\xff",	       "\x07",	      "=?utf-8?",  "{{{",
					    ">",	"javascript:", "\n.\n",	      "a" };
	g_autoptr(GString) text = g_string_new("x");
	for (int n = g_rand_int_range(random, 1, 8); n > 0; n--)
		g_string_append(text, bits[g_rand_int_range(random, 0, G_N_ELEMENTS(bits))]);
	return arena_strdup(arena, text->str);
}

/* Whatever strangers put into a field, the mail has the tags and the lines of a mail with plain fields. */
static void test_hostile(const Catalog *catalog)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1066);
	g_autoptr(Arena) plain_arena = arena_new();
	RenderedNotice plain = { .text = "", .html = "" };
	render(plain_arena, catalog, "es-CL", 3, &plain, NULL);
	int wrong = 0;
	for (int i = 0; i < 2000; i++) {
		g_autoptr(Arena) arena = arena_new();
		ReminderView view = reminder(arena, catalog, "es-CL", 3);
		NoticeInvoice *list = arena_memdup(arena, view.invoices, sizeof *list * view.n);
		for (size_t k = 0; k < view.n; k++) {
			list[k].number = hostile(arena, random);
			list[k].type_name = hostile(arena, random);
		}
		view.invoices = list;
		view.company = hostile(arena, random);
		view.customer = hostile(arena, random);
		view.sender = hostile(arena, random);
		view.phone = hostile(arena, random);
		RenderedNotice notice = { .subject = "\n", .text = "", .html = "" };
		bool done = notice_render_reminder(arena, catalog, "reminder-firm", &view, &notice, NULL);
		bool fine = done && count(notice.html, '<') == count(plain.html, '<') &&
			    count(notice.html, '>') == count(plain.html, '>') &&
			    count(notice.html, '"') == count(plain.html, '"') &&
			    count(notice.text, '\n') == count(plain.text, '\n') &&
			    count(notice.subject, '\n') == 0 && g_utf8_validate(notice.html, -1, NULL) &&
			    g_utf8_validate(notice.text, -1, NULL) &&
			    g_utf8_validate(notice.subject, -1, NULL);
		wrong += !fine;
	}
	is_i64(wrong, 0, "2,000 hostile views add no tag, no quote and no line");
}

static void test_sparse(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	NoticeInvoice invoice = { .type_name = "Factura",
				  .number = "7",
				  .balance = money("10", "CLP"),
				  .total = money("10", "CLP"),
				  .section = NOTICE_OVERDUE };
	ReminderView view = { .language = "es-PE",
			      .company = "A",
			      .customer = "B",
			      .today = date_make(2026, 11, 27),
			      .invoices = &invoice,
			      .n = 1 };
	RenderedNotice notice = { 0 };
	bool done = notice_render_reminder(arena, catalog, "reminder-firm", &view, &notice, &error);
	ok(done, "a view with the least in it: %s", done ? "rendered" : error->message);
	is_str(notice.language, "es", "in the nearest language");
	ok(done && strstr(notice.text, "- Factura N.º 7: sin fecha de vencimiento – 10 CLP\n") != NULL,
	   "an invoice without dates shows none");
	AlertView bare = { .language = "xx", .company = "A", .title = "Box silent" };
	done = notice_render_alert(arena, catalog, "alert", &bare, &notice, &error);
	is_str(done ? notice.text : NULL,
	       "Box silent\n\n-- \nA\nAutomatic notice from the collections mailbox.\n",
	       "an alert with a title alone");
	g_autoptr(GString) lines = g_string_new(NULL);
	for (int i = 1; i <= 100; i++)
		g_string_append_printf(lines, "line %d\n", i);
	bare.quote = lines->str;
	done = notice_render_alert(arena, catalog, "alert", &bare, &notice, &error);
	ok(done && strstr(notice.text, "> line 40\n> …\n") != NULL && strstr(notice.text, "line 41") == NULL,
	   "a long quotation is cut");
}

static void refused(const Catalog *catalog, const char *notice, const ReminderView *view, const char *want)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	RenderedNotice rendered = { 0 };
	bool done = notice_render_reminder(arena, catalog, notice, view, &rendered, &error);
	is_str(done ? "(rendered)" : error->message, want, want);
	ok(done || error_code(error) == ERROR_REJECT, "for good");
}

static void test_refused(const Catalog *catalog)
{
	NoticeInvoice list[2] = {
		{ .number = "1",
		  .total = money("9000000000000", "CLP"),
		  .balance = money("9000000000000", "CLP"),
		  .section = NOTICE_DISPUTED },
		{ .number = "2",
		  .total = money("9000000000000", "CLP"),
		  .balance = money("9000000000000", "CLP"),
		  .section = NOTICE_DISPUTED },
	};
	ReminderView view = { .language = "en", .company = "A", .customer = "B", .invoices = list };
	refused(catalog, "reminder-firm", &view, "reminder-firm: there is no invoice to ask for");
	view.n = 1;
	refused(catalog, "reminder-overdue", &view, "reminder-overdue: there is no invoice to ask for");
	refused(catalog, "reminder-never", &view,
		"no template reminder-never in en or the languages behind it");
	list[0].section = list[1].section = NOTICE_OVERDUE;
	view.n = 2;
	refused(catalog, "reminder-overdue", &view, "the total in CLP does not fit");
	list[0].section = NOTICE_DUE;
	list[0].days_overdue = -3;
	view.n = 1;
	refused(catalog, "reminder-due", &view, "reminder-due: there is no invoice to ask for");
}

/* Of three that are listed one is new. */
static void test_announced(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	NoticeInvoice list[] = {
		{ .number = "1", .total = money("10", "CLP"), .balance = money("10", "CLP"), .section = NOTICE_DUE },
		{ .number = "2", .total = money("20", "CLP"), .balance = money("20", "CLP"), .section = NOTICE_DUE,
		  .asked = true },
		{ .number = "3", .total = money("40", "CLP"), .balance = money("40", "CLP"), .section = NOTICE_OVERDUE },
	};
	ReminderView view = { .language = "en", .company = "A", .customer = "B", .today = date_make(2026, 11, 27),
			      .invoices = list, .n = 3, .left_out = true };
	RenderedNotice notice = { .text = "" };
	ok(notice_render_reminder(arena, catalog, "first-notice", &view, &notice, NULL), "rendered");
	ok(strstr(notice.subject, "no. 2") != NULL && strstr(notice.text, "no. 2 to you, for ") != NULL,
	   "the new one is announced: %s", notice.subject);
	ok(strstr(notice.text, "no. 3") != NULL, "the others are listed");
	ok(strstr(notice.text, "because of their size") != NULL && strstr(notice.html, "because of their size") != NULL,
	   "what was left out is told of");
}

typedef struct {
	const char *language, *type, *want;
} TypeRow;

static const TypeRow type_rows[] = {
	{ "es-CL", "33", "Factura electrónica" },
	{ "es-CL", "34", "Factura exenta electrónica" },
	{ "es-CL", "46", "Factura de compra electrónica" },
	{ "es-CL", "56", "Nota de débito electrónica" },
	{ "es-CL", "110", "Factura de exportación electrónica" },
	{ "es-CL", "111", "Nota de débito de exportación electrónica" },
	{ "es-MX", "I", "Factura" },
	{ "es-MX", "P", "Complemento de pago" },
	{ "en", "33", "Electronic invoice" },
	{ "fr", "61", "Avoir électronique" },
	{ "pt-BR", "I", "Fatura" },
	{ "es-CL", "999", "Factura" },
	{ "de", NULL, "Invoice" },
};

static void test_types(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(type_rows); i++)
		is_str(notice_type_name(arena, catalog, type_rows[i].language, type_rows[i].type),
		       type_rows[i].want, type_rows[i].language);
}

typedef struct {
	const char *language, *type_name, *want;
} NamedRow;

static const NamedRow named_rows[] = {
	{ "es-CL", "Factura electrónica", "pago de $10 correspondiente a la factura electrónica N.º 7." },
	{ "es-CL", "Liquidación-factura electrónica", "correspondiente a la liquidación-factura electrónica N.º 7." },
	{ "es-CL", "Recibo de nómina", "correspondiente al recibo de nómina N.º 7." },
	{ "es-CL", "Cobro de arriendo", "correspondiente al documento Cobro de arriendo N.º 7." },
	{ "es-CL", "", "correspondiente al documento N.º 7." },
	{ "es-MX", "Factura", "aplicado a la factura No. 7." },
	{ "pt-BR", "Fatura", "referente à fatura nº 7." },
	{ "fr", "Avoir électronique", "pour l’avoir électronique nº 7 et" },
	{ "en", "Electronic invoice", "for electronic invoice no. 7." },
	{ "en", "Rent", "for Rent no. 7." },
};

/* A sentence says "la factura": the article and the preposition are those of the word. */
static void test_named(const Catalog *catalog)
{
	for (size_t i = 0; i < G_N_ELEMENTS(named_rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		const NamedRow *row = &named_rows[i];
		const NoticePayment paid = { .type_name = row->type_name, .number = "7", .amount = money("10", "CLP") };
		const ReminderView view = { .language = row->language, .company = "A", .customer = "B",
					    .payments = &paid, .n_payments = 1 };
		RenderedNotice notice = { .text = "" };
		notice_render_reminder(arena, catalog, "confirmation", &view, &notice, NULL);
		ok(strstr(notice.text, row->want) != NULL, "%s: %s", row->language, row->want);
	}
}

/* Every mail to a customer but the last reminder and the paper has both registers; only "friendly" chooses. */
static void test_registers(const Catalog *catalog)
{
	static const char *const both[] = { "reminder-before", "reminder-due", "reminder-overdue", "first-notice",
					    "confirmation", "payment-receipt", "resend", "statement" };
	static const char *const formal[] = { "reminder-firm", "formal-notice" };
	g_autoptr(Arena) arena = arena_new();
	for (const char *const *language = locale_languages(); *language != NULL; language++) {
		for (size_t i = 0; i < G_N_ELEMENTS(both); i++) {
			const char *twin = arena_printf(arena, "%s-friendly", both[i]);
			is_str(notice_in_register(arena, catalog, both[i], *language, "friendly"), twin, *language);
			is_str(notice_in_register(arena, catalog, both[i], *language, "formal"), both[i], *language);
			is_str(notice_in_register(arena, catalog, both[i], *language, NULL), both[i], *language);
		}
		for (size_t i = 0; i < G_N_ELEMENTS(formal); i++)
			is_str(notice_in_register(arena, catalog, formal[i], *language, "friendly"), formal[i],
			       *language);
	}
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(NULL, true, &error);
	if (!ok(catalog != NULL, "the built-in templates load: %s", error != NULL ? error->message : "yes"))
		return tap_done();
	test_golden(catalog);
	test_parts_agree(catalog);
	test_subjects(catalog);
	test_preheader(catalog);
	test_html(catalog);
	test_hostile(catalog);
	test_sparse(catalog);
	test_refused(catalog);
	test_announced(catalog);
	test_types(catalog);
	test_named(catalog);
	test_registers(catalog);
	return tap_done();
}
