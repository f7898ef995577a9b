#include "templates/notice_lint.h"

#include <glib/gstdio.h>

#include "base/file.h"
#include "tests/tap.h"

/* Lays one file over the built-in templates and lints the whole. */
static Texts lint_with(Arena *arena, const char *path, const char *bytes)
{
	Texts faults = { 0 };
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = g_dir_make_tmp("valija-lint-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, path != NULL ? path : "en", NULL);
	g_autofree char *parent = g_path_get_dirname(file);
	if (path != NULL &&
	    (!file_make_folder(parent, 0700, &error) || !g_file_set_contents(file, bytes, -1, &error)))
		g_error("%s", error->message);
	g_autoptr(Catalog) catalog = catalog_new(folder, true, &error);
	if (catalog == NULL)
		texts_add(arena, &faults, error->message);
	else
		notice_lint(arena, catalog, &faults);
	g_remove(file);
	g_remove(parent);
	g_remove(folder);
	return faults;
}

typedef struct {
	const char *name, *path, *bytes;
	const char *want; /* how the one fault ends; NULL: none */
} LintRow;

static const LintRow lint_rows[] = {
	{ "the built-in templates", NULL, NULL, NULL },
	{ "another subject", "es-CL/reminder-due.subject", "Vence hoy: {{main.amount}}\n", NULL },
	{ "an unknown name", "es-CL/reminder-due.subject", "\n{{main.amonut}}\n",
	  "es-CL/reminder-due.subject:2: unknown name: {{main.amonut}}" },
	{ "an unknown name in a branch", "es-CL/reminder-due.subject", "x{{^attached}}{{nope}}{{/attached}}",
	  "es-CL/reminder-due.subject:1: unknown name: {{nope}}" },
	{ "an unknown partial", "en/alert.text", "{{>nope}}", "en/alert.text:1: unknown partial: {{nope}}" },
	{ "an empty subject", "fr/alert.subject", "{{! nothing }}", "fr/alert.subject: is empty" },
	{ "a tag that is not closed", "en/alert.html", "<p>{{title}}<p>",
	  "en/alert.html: <p> is not balanced" },
	{ "a tag that closes nothing", "en/alert.html", "<P>{{title}}</p></b>",
	  "en/alert.html: </b> is not balanced" },
	{ "tags in a comment, void tags", "en/alert.html", "<!-- <b> --><br><IMG alt=''><p>x</p>", NULL },
	{ "a picture from outside", "en/alert.html", "<img src=\"http://x.example/p.gif\">",
	  "en/alert.html: src= fetches something" },
	{ "no sentence about bank details", "es-MX/reminder-firm.text", "Pague.\n",
	  "es-MX/reminder-firm.text: lacks the sentence {{words.bank}}" },
	{ "nor in the HTML", "fr/confirmation.html", "<p>Merci.</p>\n",
	  "fr/confirmation.html: lacks the sentence {{words.bank}}" },
	{ "a plural without a form", "es/words.json", "{\"documents\":{\"one\":null}}",
	  "es/words.json: documents has no form \"one\"" },
	{ "a word of another kind", "pt-BR/words.json", "{\"total\":{}}",
	  "pt-BR/words.json: total is missing" },
};

static void test_lint(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lint_rows); i++) {
		const LintRow *row = &lint_rows[i];
		g_autoptr(Arena) arena = arena_new();
		Texts faults = lint_with(arena, row->path, row->bytes);
		bool found = row->want == NULL ? faults.n == 0
					       : faults.n > 0 && g_str_has_suffix(faults.items[0], row->want);
		if (!ok(found, "%s", row->name))
			printf("#   got: %s\n#  want: %s\n", faults.n > 0 ? faults.items[0] : "(no fault)",
			       row->want != NULL ? row->want : "(no fault)");
	}
}

static void test_new_notice(void)
{
	g_autoptr(Arena) arena = arena_new();
	Texts faults = lint_with(arena, "en/campaign.subject", "Hello\n");
	is_i64((int64_t)faults.n, 6, "a notice without its other parts is missing in every language");
	is_str(faults.n > 0 ? faults.items[0] : NULL, "es-CL/campaign: subject, text or html is missing",
	       "and says so");
}

int main(void)
{
	test_lint();
	test_new_notice();
	return tap_done();
}
