#include "base/file.h"
#include "tests/tap.h"
#include "tests/unit/parsers/finding_path.h"

/*
 * Every NAME.xml of tests/fixtures/dte is read and compared with NAME.expect: lines of "path = text" (null
 * for what must be absent) or "path ~ part of the text". A new case is a new pair of files.
 */
#define FIXTURES "tests/fixtures/dte"

static void expect_line(const json_t *finding, const char *name, const char *line)
{
	size_t at = strcspn(line, "=~");
	g_autofree char *path = g_strstrip(g_strndup(line, at));
	g_autofree char *want = g_strstrip(g_strdup(line + at + (line[at] != '\0')));
	g_autofree char *got = finding_path_text(finding_path(finding, path));
	bool holds = line[at] == '~' ? strstr(got, want) != NULL : strcmp(got, want) == 0;
	if (!ok(holds, "%s: %s", name, line))
		printf("#   got: %s\n", got);
}

static void test_fixture(const char *name)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".xml"));
	g_autofree char *xml = g_strconcat(FIXTURES "/", stem, ".xml", NULL);
	g_autofree char *expect = g_strconcat(FIXTURES "/", stem, ".expect", NULL);
	g_autofree char *bytes = NULL;
	g_autofree char *lines = NULL;
	size_t length = 0;
	size_t n = 0;
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	if (!ok(file_read(xml, 1 << 20, &bytes, &length, NULL) &&
			file_read(expect, 1 << 20, &lines, &n, NULL),
		"%s: both files are there", stem))
		return;
	g_autofree char *exact = exact_copy(bytes, length);
	g_autoptr(json_t) finding = finding_of_xml(arena, &options, exact, length);
	g_autofree char *text = g_strndup(lines, n);
	g_auto(GStrv) rows = g_strsplit(g_strstrip(text), "\n", -1);
	for (size_t i = 0; rows[i] != NULL; i++)
		expect_line(finding, stem, rows[i]);
}

/* ---- seal: one document in two dresses is one document ------------------------------------------------- */

typedef struct {
	const char *name;
	const char *bytes;
	bool same; /* as the first row */
} SealRow;

#define BODY(receiver, total, layout)                                                        \
	"<Documento ID='x'>" layout                                                          \
	"<Encabezado><IdDoc><TipoDTE>33</TipoDTE><Folio>1</Folio></IdDoc>" layout            \
	"<Emisor><RUTEmisor>77123456-9</RUTEmisor></Emisor><Receptor><RznSocRecep>" receiver \
	"</RznSocRecep>"                                                                     \
	"</Receptor><Totales><MntTotal>" total "</MntTotal></Totales></Encabezado></Documento>"

static const SealRow seal_rows[] = {
	{ "plain", "<DTE>" BODY("Ñuble", "10", "") "</DTE>", true },
	{ "with layout", "<DTE>\n" BODY(" Ñuble\n", "10", "\n  ") "</DTE>", true },
	{ "in an envelope",
	  "<EnvioDTE xmlns='http://www.sii.cl/SiiDte'><SetDTE><DTE>" BODY("Ñuble", "10",
									  "") "</DTE></SetDTE></EnvioDTE>",
	  true },
	{ "in Latin-1",
	  "<?xml version='1.0' encoding='ISO-8859-1'?><DTE>" BODY("\xD1"
								  "uble",
								  "10", "") "</DTE>",
	  true },
	{ "an empty element more", "<DTE>" BODY("Ñuble", "10", "<GiroRecep/>") "</DTE>", true },
	{ "another total", "<DTE>" BODY("Ñuble", "11", "") "</DTE>", false },
	{ "another name", "<DTE>" BODY("Nuble", "10", "") "</DTE>", false },
	{ "one value more", "<DTE>" BODY("Ñuble", "10", "<x>1</x>") "</DTE>", false },
};

static void test_seals(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	const char *first = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(seal_rows); i++) {
		FormatResult result;
		format_read(arena, &options, seal_rows[i].bytes, strlen(seal_rows[i].bytes), NULL, &result);
		const char *seal = result.n_documents == 1 ? result.documents[0].seal : NULL;
		first = i == 0 ? seal : first;
		ok(seal != NULL && (strcmp(seal, first) == 0) == seal_rows[i].same, "seal %s: %s",
		   seal_rows[i].name, seal_rows[i].same ? "the same" : "another");
	}
}

static void test_document_limit(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<EnvioDTE><SetDTE>");
	Limits limits = limits_default();
	limits.documents = 2;
	ReadOptions options = { .limits = &limits };
	for (int i = 0; i < 3; i++)
		g_string_append(text, "<DTE>" BODY("a", "1", "") "</DTE>");
	g_string_append(text, "</SetDTE></EnvioDTE>");
	FormatResult result;
	format_read(arena, &options, text->str, text->len, NULL, &result);
	is_i64((int64_t)result.n_documents, 2, "documents up to the limit");
	ok(texts_has(&result.flags, "limit:documents"), "and the limit is flagged");
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int main(void)
{
	g_autoptr(GDir) folder = g_dir_open(FIXTURES, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
		if (g_str_has_suffix(name, ".xml"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	ok(names->len >= 60, "the fixtures are there");
	for (size_t i = 0; i < names->len; i++)
		test_fixture(g_ptr_array_index(names, i));
	test_seals();
	test_document_limit();
	return tap_done();
}
