#include "parsers/xml/xml.h"
#include "tests/tap.h"

typedef struct {
	const char *name;
	const char *bytes;
	size_t length;
	const char *path;    /* looked up from the root; "" is the root itself */
	const char *text;    /* its text; NULL when the file must be refused */
	const char *says;    /* the warning, or the beginning of the refusal; NULL for no warning */
	const char *charset; /* NULL is not compared */
} XmlRow;

#define BYTES(text) (text), sizeof(text) - 1

static const XmlRow rows[] = {
	{ "plain", BYTES("<a><b> x </b></a>"), "b", "x", NULL, "UTF-8" },
	{ "declared Latin-1", BYTES("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xD1u\xF1oa</a>"), "",
	  "Ñuñoa", NULL, "ISO-8859-1" },
	{ "declared windows-1252",
	  BYTES("<?xml version='1.0' encoding='windows-1252'?><a>\x80 \x93x\x94</a>"), "", "€ “x”", NULL,
	  "windows-1252" },
	{ "one byte order mark", BYTES("\xEF\xBB\xBF<a>ñ</a>"), "", "ñ", NULL, "UTF-8" },
	{ "two byte order marks", BYTES("\xEF\xBB\xBF\xEF\xBB\xBF<?xml version=\"1.0\"?><a>1</a>"), "", "1",
	  "more than one byte order mark", "UTF-8" },
	{ "blanks before the declaration",
	  BYTES("\r\n  <?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>1</a>"), "", "1", NULL, "UTF-8" },
	{ "junk before the document", BYTES("Adjunto: 1 < 2\n<a>1</a>"), "", "1",
	  "bytes before the document were ignored", "UTF-8" },
	{ "junk after the document", BYTES("<a>1</a>\n-- \nSaludos < todos"), "", "1",
	  "bytes after the document were ignored", NULL },
	{ "NULs after the document", BYTES("<a>1</a>\0\0\0"), "", "1",
	  "bytes after the document were ignored", NULL },
	{ "comment after the document", BYTES("<a>1</a>\n<!-- <b> -->\n"), "", "1", NULL, NULL },
	{ "undeclared Latin-1", BYTES("<?xml version=\"1.0\"?><a>\xD1</a>"), "", "Ñ",
	  "no encoding declared and not UTF-8: read as windows-1252", "windows-1252" },
	{ "Latin-1 declared as UTF-8", BYTES("<?xml version=\"1.0\" encoding=\"UTF-8\"?><a>\xD1</a>"), "",
	  "Ñ", "declared UTF-8, but its bytes are not: read as windows-1252", "windows-1252" },
	{ "UTF-8 declared as Latin-1", BYTES("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Ñuñoa</a>"),
	  "", "Ñuñoa", "declared ISO-8859-1, but its bytes are UTF-8", "UTF-8" },
	{ "UTF-16 little endian", BYTES("\xFF\xFE<\0a\0>\0\xD1\0<\0/\0a\0>\0"), "", "Ñ", NULL, "UTF-16" },
	{ "UTF-16 big endian without mark", BYTES("\0<\0a\0>\0\xD1\0<\0/\0a\0>"), "", "Ñ", NULL, "UTF-16" },
	{ "the five entities and numbers", BYTES("<a>&lt;&gt;&amp;&quot;&apos;&#209;&#xD1;</a>"), "",
	  "<>&\"'ÑÑ", NULL, NULL },
	{ "CDATA and comments join", BYTES("<a>1<!-- x --><![CDATA[<2>]]>3</a>"), "", "1<2>3", NULL, NULL },
	{ "processing instructions are dropped",
	  BYTES("<?xml-stylesheet href=\"http://x/\"?><a><?p q?>1</a>"), "", "1", NULL, NULL },
	{ "text around children", BYTES("<a>1<b/>\n<c/> 2</a>"), "", "1 2", NULL, NULL },
	{ "layout is no text", BYTES("<a>\n <b>1</b>\n</a>"), "", NULL, NULL, NULL },
	{ "'>' in an attribute", BYTES("<a t=\"1 > 0 /> <\"><b>2</b></a>"), "b", NULL, "not well-formed",
	  NULL },
	{ "undeclared prefix", BYTES("<p:a><p:b>1</p:b></p:a>"), "b", "1",
	  "a namespace prefix is not declared: read by local names", NULL },
	{ "xmlns:schemaLocation", BYTES("<a xmlns:schemaLocation=\"http://x http://y\">1</a>"), "", "1",
	  "xmlns:schemaLocation instead of xsi:schemaLocation", NULL },
	{ "doctype", BYTES("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"), "", NULL, "doctype", NULL },
	{ "doctype later",
	  BYTES("<?xml version=\"1.0\"?>\n<!-- x -->\n<!DOCTYPE a SYSTEM \"file:///x\"><a/>"), "", NULL,
	  "doctype: line 3", NULL },
	{ "unknown entity", BYTES("<a>&nbsp;</a>"), "", NULL, "not well-formed: line 1: Entity 'nbsp'",
	  NULL },
	{ "UTF-7", BYTES("<?xml version=\"1.0\" encoding=\"UTF-7\"?><a>+AGE-</a>"), "", NULL,
	  "encoding UTF-7 is not accepted", NULL },
	{ "UTF-8 twice", BYTES("<a>Vi\xC3\x83\xC2\xB1" "a</a>"), "", "Vi\xC3\x83\xC2\xB1" "a",
	  "text was encoded as UTF-8 twice: names are read as they stand", "UTF-8" },
	{ "UTF-8 twice by way of windows-1252", BYTES("<a>\xC3\x83\xE2\x80\x98</a>"), "",
	  "\xC3\x83\xE2\x80\x98", "text was encoded as UTF-8 twice: names are read as they stand", "UTF-8" },
	{ "a letter that only looks like it", BYTES("<a>\xC3\x83O \xC3\x83</a>"), "", "\xC3\x83O \xC3\x83", NULL,
	  "UTF-8" },
	{ "several roots", BYTES("<a>1</a>\n<a>2</a>"), "", NULL,
	  "not well-formed: line 2: several root elements", NULL },
	{ "cut short", BYTES("<a>\n<b>1</b>\n"), "", NULL,
	  "not well-formed: line 3: the document ends too early", NULL },
	{ "cut in a tag", BYTES("<a><b c='1"), "", NULL,
	  "not well-formed: line 1: attribute value does not end", NULL },
	{ "tags that do not match", BYTES("\n<a>\n<b>1</a></b>"), "", NULL,
	  "not well-formed: line 3: ", NULL },
	{ "NUL in front of another root", BYTES("<a>1</a>\0<b/>"), "", NULL, "not well-formed: NUL byte",
	  NULL },
	{ "UTF-7 that ends early", BYTES("<?xml version=\"1.0\" encoding=\"utf-7\"?>+ADw-a+AD4-"), "", NULL,
	  "encoding utf-7 is not accepted", NULL },
	{ "NUL inside", BYTES("<a>1\0</a>"), "", NULL, "not well-formed: NUL byte", NULL },
	{ "control character", BYTES("<a>\x01</a>"), "", NULL, "not well-formed: line 1: ", NULL },
	{ "attribute twice", BYTES("<a b='1' b='2'/>"), "", NULL, "not well-formed: line 1: ", NULL },
	{ "no XML at all", BYTES("Hola 1 < 2"), "", NULL, "not XML", NULL },
	{ "nothing", BYTES(""), "", NULL, "not XML", NULL },
};

static void test_row(const XmlRow *row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = exact_copy(row->bytes, row->length);
	Limits limits = limits_default();
	XmlFile *file = NULL;
	bool refused = row->text == NULL && row->says != NULL;
	bool parsed = xml_parse(arena, &limits, bytes, row->length, &file, &error);
	if (!ok(parsed == !refused, "%s: %s", row->name, refused ? "refused" : "read")) {
		printf("# %s\n", error != NULL ? error->message : "was read");
		return;
	}
	if (refused) {
		if (!ok(g_str_has_prefix(error->message, row->says), "%s: the reason", row->name))
			printf("#   got: %s\n", error->message);
		return;
	}
	is_str(xml_text(arena, file->root, row->path), row->text, row->name);
	is_str(file->warnings.n > 0 ? file->warnings.items[0] : NULL, row->says, "its warning");
	if (row->charset != NULL)
		is_str(file->encoding, row->charset, "its charset");
}

static void test_offsets(void)
{
	static const char text[] = "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!-- <a> -->"
				   "<r x='>'>\xD1<a/><![CDATA[<a>]]><p:a q=\"<\" /></r>";
	static const char fine[] = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!-- <a> -->"
				   "<r x='>'>\xD1<a/><![CDATA[<a>]]><p:a xmlns:p=\"u\" q=\"&lt;&amp;#38;\" "
				   "></p:a ></r>";
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	ok(!xml_parse(arena, &limits, text, sizeof text - 1, &file, NULL), "'<' in an attribute is refused");
	if (!ok(xml_parse(arena, &limits, fine, sizeof fine - 1, &file, NULL), "offsets: read"))
		return;
	const XmlNode *first = file->root->children;
	const XmlNode *second = xml_next(first);
	is_mem(file->bytes + first->start, first->end - first->start, "<a/>", 4, "an empty element's bytes");
	is_mem(file->bytes + second->start, second->end - second->start,
	       "<p:a xmlns:p=\"u\" q=\"&lt;&amp;#38;\" ></p:a >", 43, "a prefixed element's bytes");
	is_str(xml_attr(second, "q"), "<&#38;", "entities in attributes are undone once");
	is_str(second->ns, "u", "its namespace");
	ok(file->root->ns == NULL, "no namespace is NULL");
	is_i64((int64_t)file->root->end, (int64_t)sizeof fine - 1, "the root ends the file");
	ok(second->parent == file->root, "children know their parent");
	is_str(file->root->text, "Ñ<a>", "text between children");
}

/* Processor time, so that a busy machine fails no test. */
/* ---- limits: at the limit it is read, one past it is refused ------------------------------------------- */

static char *repeat(const char *before, const char *item, int64_t n, const char *after)
{
	GString *text = g_string_new(before);
	for (int64_t i = 0; i < n; i++)
		g_string_append(text, item);
	g_string_append(text, after);
	return g_string_free(text, FALSE);
}

static char *make_attributes(int64_t n)
{
	GString *text = g_string_new("<a");
	for (int64_t i = 0; i < n; i++)
		g_string_append_printf(text, " b%" PRId64 "=''", i);
	g_string_append(text, "/>");
	return g_string_free(text, FALSE);
}

static char *make_namespaces(int64_t n)
{
	GString *text = g_string_new("<a");
	for (int64_t i = 0; i < n; i++)
		g_string_append_printf(text, " xmlns:b%" PRId64 "='u'", i);
	g_string_append(text, "/>");
	return g_string_free(text, FALSE);
}

static char *make_depth(int64_t n)
{
	g_autofree char *open = repeat("", "<a>", n, "");
	return repeat(open, "</a>", n, "");
}

static char *make_elements(int64_t n)
{
	return repeat("<r>", "<a/>", n - 1, "</r>");
}

static char *make_text(int64_t n)
{
	return repeat("<a>", "-", n, "</a>");
}

static char *make_value(int64_t n)
{
	return repeat("<a b='", "x", n, "'/>");
}

static char *make_name(int64_t n)
{
	return repeat("<", "x", n, "/>");
}

static char *make_bytes(int64_t n)
{
	return repeat("<a/>", " ", n - 4, "");
}

static char *make_cdata(int64_t n)
{
	return repeat("<a><![CDATA[", "-", n, "]]></a>");
}

typedef struct {
	const char *limit;
	char *(*make)(int64_t n);
	size_t offset;
} LimitRow;

static const LimitRow limit_rows[] = {
	{ "xml_attributes", make_attributes, offsetof(Limits, xml_attributes) },
	{ "xml_namespaces", make_namespaces, offsetof(Limits, xml_namespaces) },
	{ "xml_depth", make_depth, offsetof(Limits, xml_depth) },
	{ "xml_elements", make_elements, offsetof(Limits, xml_elements) },
	{ "xml_text", make_text, offsetof(Limits, xml_text) },
	{ "xml_text", make_value, offsetof(Limits, xml_text) },
	{ "xml_text", make_cdata, offsetof(Limits, xml_text) },
	{ "xml_name", make_name, offsetof(Limits, xml_name) },
	{ "xml_bytes", make_bytes, offsetof(Limits, xml_bytes) },
};

static void test_limit(const LimitRow *row)
{
	Limits limits = limits_default();
	int64_t limit = *(const int64_t *)((const char *)&limits + row->offset);
	for (int64_t over = 0; over <= 1; over++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		g_autofree char *text = row->make(limit + over);
		g_autofree char *says = g_strconcat("limit:", row->limit, NULL);
		XmlFile *file = NULL;
		int64_t began = tap_cpu_ms();
		bool parsed = xml_parse(arena, &limits, text, strlen(text), &file, &error);
		ok(tap_cpu_ms() - began < 1000 * TAP_SLOWER, "%s: in under a second", row->limit);
		ok(parsed == (over == 0), "%s: %s", row->limit, over == 0 ? "at the limit" : "one past it");
		if (error != NULL)
			ok(g_str_has_prefix(error->message, says), "%s: named", row->limit);
	}
}

/* Files that cost parsers more than linear time; each must end in a second and 64 MB. */
static void test_costly(const char *name, char *text, bool expected)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *bytes = text;
	Limits limits = limits_default();
	XmlFile *file = NULL;
	int64_t began = tap_cpu_ms();
	bool parsed = xml_parse(arena, &limits, bytes, strlen(bytes), &file, NULL);
	int64_t took = tap_cpu_ms() - began;
	ok(parsed == expected, "%s: %s", name, expected ? "read" : "refused");
	if (!ok(took < 1000 * TAP_SLOWER, "%s: ends in a second", name))
		printf("# %" PRId64 " ms\n", took);
	if (!ok(arena_used(arena) < 64000000, "%s: memory", name))
		printf("# %zu bytes\n", arena_used(arena));
}

static char *make_prefixes(int64_t each, int64_t depth)
{
	GString *text = g_string_new(NULL);
	for (int64_t level = 0; level < depth; level++) {
		g_string_append(text, "<a");
		for (int64_t i = 0; i < each; i++)
			g_string_append_printf(text, " xmlns:p%" PRId64 "_%" PRId64 "='u'", level, i);
		g_string_append_c(text, '>');
	}
	for (int i = 0; i < 190000; i++)
		g_string_append(text, "<p0_0:b p0_0:c='' p0_0:d=''/>");
	for (int64_t level = 0; level < depth; level++)
		g_string_append(text, "</a>");
	return g_string_free(text, FALSE);
}

static void test_base64(void)
{
	Limits limits = limits_default();
	test_costly("an image longer than a text may be", repeat("<a>", "AbC/12+=\n", limits.xml_text / 4, "</a>"), true);
	test_costly("nearly an image", repeat("<a>-", "AbC/12+=\n", limits.xml_text / 4, "</a>"), false);
	test_costly("images side by side with text", repeat("<a>", "AbC/12+=<!---->", limits.xml_text / 8 + 1, "</a>"), false);
}

static void test_costly_all(void)
{
	test_costly("50,000 attributes", make_attributes(50000), false);
	test_costly("many namespaces in scope", make_prefixes(64, 4), true);
	test_costly("more namespaces in scope", make_prefixes(64, 5), false);
	test_costly("one million empty elements", repeat("<r>", "<a/>", 1000000, "</r>"), false);
	test_costly("text in little pieces", repeat("<r>", "x<a/>", 199999, "</r>"), true);
	test_costly("comments without end", repeat("<r>", "<!--", 2000000, ""), false);
	test_costly("instructions without end", repeat("<r>", "<?", 4000000, ""), false);
	test_costly("CDATA in little pieces", repeat("<r>", "<![CDATA[]]>", 800000, "</r>"), true);
	test_costly("brackets in CDATA", repeat("<r><![CDATA[", "]", 1000000, "]]></r>"), true);
	test_costly("dashes in a comment", repeat("<r><!--", "- ", 2000000, "--></r>"), true);
	test_costly("character references", repeat("<r>", "&#65;", 200000, "</r>"), true);
	test_costly("references in an attribute", repeat("<r a='", "&amp;", 200000, "'/>"), true);
	test_costly("names of 1,024 bytes", repeat("<r>", "<abcdefghijklmnopqrstuvwxyz/>", 199999, "</r>"),
		    true);
	test_costly("a run of '<'", repeat("<r>", "<", 10000000, ""), false);
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		test_row(&rows[i]);
	test_offsets();
	for (size_t i = 0; i < G_N_ELEMENTS(limit_rows); i++)
		test_limit(&limit_rows[i]);
	test_base64();
	test_costly_all();
	ok(xml_sniff("\xEF\xBB\xBF <?xml", 9), "sniff: mark, blank, declaration");
	ok(xml_sniff("\xFF\xFE<\0a\0", 6), "sniff: UTF-16");
	ok(!xml_sniff("1 <a>", 5) && !xml_sniff("<3 b", 4) && !xml_sniff("<", 1) && !xml_sniff("", 0), "sniff"
												       ": no "
												       "XML");
	return tap_done();
}
