#include "templates/catalog.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/tap.h"

static const char *const notices[] = { "reminder-before", "reminder-due", "reminder-overdue", "reminder-firm",
				       "alert" };

static void write_file(const char *folder, const char *path, const char *bytes, gssize length)
{
	g_autofree char *file = g_build_filename(folder, path, NULL);
	g_autofree char *parent = g_path_get_dirname(file);
	g_autoptr(GError) error = NULL;
	if (!file_make_folder(parent, 0700, &error) || !g_file_set_contents(file, bytes, length, &error))
		g_error("%s", error->message);
}

static void remove_folder(const char *path)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name = NULL;
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *inner = g_build_filename(path, name, NULL);
		remove_folder(inner);
	}
	g_remove(path);
}

static char *source_text(const Catalog *catalog, const char *language, const char *name, const char *part)
{
	MustacheSource source;
	if (!catalog_find(catalog, language, name, part, &source))
		return NULL;
	return g_strndup(source.bytes, source.length);
}

/* What is embedded is, byte for byte, what lies in templates/. */
static void test_built_in(void)
{
	size_t n = 0;
	const CatalogEntry *entries = catalog_entries(&n);
	ok(n >= G_N_ELEMENTS(notices) * 3, "%zu files are built in", n);
	size_t equal = 0;
	for (size_t i = 0; i < n; i++) {
		g_autofree char *path = g_build_filename("templates", entries[i].path, NULL);
		g_autofree char *bytes = NULL;
		gsize length = 0;
		equal += g_file_get_contents(path, &bytes, &length, NULL) && length == entries[i].length &&
			 memcmp(bytes, entries[i].bytes, length) == 0 && entries[i].bytes[length] == '\0';
	}
	is_i64((int64_t)equal, (int64_t)n, "each is its file");
}

static void test_complete(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++)
			is_str(catalog_pick(catalog, notices[i], *language), *language, notices[i]);
	ok(catalog_pick(catalog, "no-such-notice", "es-CL") == NULL, "no language has an unknown notice");
	is_str(catalog_pick(catalog, "alert", "es-PE"), "es", "a language we lack has its nearest");
	is_str(catalog_pick(catalog, "alert", NULL), "en", "no language is English");
	is_str(locale_language(catalog_locale(catalog, "es_cl")), "es-CL", "and so has its locale");
}

/* Counts the names that a has and b lacks, objects within included. */
static int missing_words(json_t *a, json_t *b, const char *where)
{
	int missing = 0;
	const char *key = NULL;
	json_t *value = NULL;
	json_object_foreach(a, key, value)
	{
		json_t *other = json_object_get(b, key);
		bool alike = other != NULL && json_typeof(other) == json_typeof(value);
		if (!alike)
			printf("# %s lacks %s\n", where, key);
		missing += !alike;
		if (alike && json_is_object(value))
			missing += missing_words(value, other, where);
	}
	return missing;
}

static void test_words(const Catalog *catalog)
{
	json_t *english = catalog_words(catalog, "en");
	for (const char *const *language = locale_languages(); *language != NULL; language++) {
		json_t *words = catalog_words(catalog, *language);
		is_i64(missing_words(english, words, *language), 0, "no word of English is missing");
		is_i64(missing_words(words, english, "en"), 0, "and English lacks none of its words");
	}
}

static void test_override(void)
{
	g_autofree char *folder = g_dir_make_tmp("valija-catalog-XXXXXX", NULL);
	write_file(folder, "es-CL/alert.subject", "¡{{title}}!\n", -1);
	write_file(folder, "es-CL/words.json",
		   "{\"and\":\"&\",\"types\":{\"33\":\"e-Factura\"},\"mine\":\"x\"}", -1);
	write_file(folder, "shared/end.html", "<!-- end -->\n", -1);
	write_file(folder, "en/campaign.subject", "Hello\n", -1);
	write_file(folder, "en/campaign.text", "Hello\n", -1);
	write_file(folder, "en/campaign.html", "<p>Hello</p>\n", -1);
	write_file(folder, "es/campaign.html", "<p>Hola</p>\n", -1);
	write_file(folder, ".git", "not ours", -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(folder, true, &error);
	ok(catalog != NULL, "a folder of overrides loads: %s", error != NULL ? error->message : "yes");
	remove_folder(folder);
	if (catalog == NULL)
		return;
	g_autofree char *subject = source_text(catalog, "es-CL", "alert", "subject");
	is_str(subject, "¡{{title}}!\n", "the folder's file comes first");
	g_autofree char *other = source_text(catalog, "es-MX", "alert", "subject");
	is_str(other, "{{title}} – {{company}}\n", "another language keeps its own");
	g_autofree char *end = source_text(catalog, "fr", "end", "html");
	is_str(end, "<!-- end -->\n", "a shared partial is replaced for all");
	is_str(catalog_pick(catalog, "campaign", "es-CL"), "en",
	       "a notice of the company; parts are not mixed");
	g_autoptr(Arena) arena = arena_new();
	Texts names = catalog_notices(arena, catalog);
	bool ordered = names.n > 5 && texts_has(&names, "campaign") && texts_has(&names, "reminder-overdue");
	for (size_t i = 1; i < names.n; i++)
		ordered = ordered && g_strcmp0(names.items[i - 1], names.items[i]) < 0;
	ok(ordered, "all notices, the company's own too, each once and in order: %s", texts_join(arena, &names, " "));
	json_t *words = catalog_words(catalog, "es-CL");
	is_str(json_string_value(json_object_get(words, "and")), "&", "a word is replaced");
	is_str(json_string_value(json_object_get(words, "total")), "Total", "the others stay");
	json_t *types = json_object_get(words, "types");
	is_str(json_string_value(json_object_get(types, "33")), "e-Factura", "a word within is replaced");
	is_str(json_string_value(json_object_get(types, "34")), "Factura exenta electrónica",
	       "its neighbours stay");
	is_str(json_string_value(json_object_get(words, "mine")), "x", "a new word is added");
}

typedef struct {
	const char *name, *path, *bytes;
	gssize length;
	const char *want; /* after the folder's name */
} FaultRow;

static const FaultRow fault_rows[] = {
	{ "unknown language", "xx/alert.text", "x", 1, "/xx: not a language of ours, nor \"shared\"" },
	{ "a file among the languages", "alert.text", "x", 1,
	  "/alert.text: not a language of ours, nor \"shared\"" },
	{ "unknown part", "en/alert.txt", "x", 1,
	  "/en/alert.txt: not a template: expected NAME.subject, NAME.text, NAME.html or words.json" },
	{ "other JSON", "en/alert.json", "{}", 2,
	  "/en/alert.json: not a template: expected NAME.subject, NAME.text, NAME.html or words.json" },
	{ "not UTF-8", "en/alert.text", "a\xff", 2, "/en/alert.text: not UTF-8" },
	{ "NUL", "en/alert.text", "a\0b", 3, "/en/alert.text: not UTF-8" },
	{ "not well-formed", "en/alert.text", "\n{{#a}}", 7, "/en/alert.text:2: {{#a}} is never closed" },
	{ "not an object", "en/words.json", "[]", 2, "/en/words.json: not a JSON object" },
	{ "bad JSON", "en/words.json", "{", 1,
	  "/en/words.json: not JSON: line 1 column 1: string or '}' expected near end of file" },
};

static void test_faults(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fault_rows); i++) {
		const FaultRow *row = &fault_rows[i];
		g_autofree char *folder = g_dir_make_tmp("valija-catalog-XXXXXX", NULL);
		write_file(folder, row->path, row->bytes, row->length);
		g_autoptr(GError) error = NULL;
		g_autoptr(Catalog) catalog = catalog_new(folder, false, &error);
		g_autofree char *want = g_strconcat(folder, row->want, NULL);
		is_str(error != NULL ? error->message : "(loaded)", want, row->name);
		remove_folder(folder);
	}
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new("/nonexistent/templates", false, &error);
	ok(catalog == NULL && error_code(error) == ERROR_REJECT, "a folder that is not there is refused");
}

static void test_too_large(void)
{
	g_autofree char *folder = g_dir_make_tmp("valija-catalog-XXXXXX", NULL);
	g_autofree char *large = g_strnfill(256 * 1024 + 1, 'x');
	write_file(folder, "en/alert.text", large, -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(folder, false, &error);
	ok(catalog == NULL && error_code(error) == ERROR_REJECT, "a file larger than 256 KiB is refused");
	remove_folder(folder);
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(NULL, true, &error);
	if (!ok(catalog != NULL, "the built-in templates load: %s", error != NULL ? error->message : "yes"))
		return tap_done();
	test_built_in();
	test_complete(catalog);
	test_words(catalog);
	test_override();
	test_faults();
	test_too_large();
	return tap_done();
}
