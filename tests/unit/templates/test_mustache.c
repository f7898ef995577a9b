#include "templates/mustache.h"

#include "tests/tap.h"

typedef struct {
	const char *name, *template, *view, *want;
} RenderRow;

#define ESC "\"v\":\"& \\\" < > '\""

/* The behaviour that the mustache specification asks of interpolation, sections, inverted,
	partials and comments. */
static const RenderRow render_rows[] = {
	{ "no tags", "Hello from {Mustache}!\n", "{}", "Hello from {Mustache}!\n" },
	{ "empty", "", "{}", "" },
	{ "variable", "Hello, {{subject}}!", "{\"subject\":\"world\"}", "Hello, world!" },
	{ "no second interpolation", "{{template}}: {{planet}}",
	  "{\"template\":\"{{planet}}\",\"planet\":\"E\"}", "{{planet}}: E" },
	{ "escaped", "{{v}}", "{" ESC "}", "&amp; &quot; &lt; &gt; &#39;" },
	{ "triple is raw", "{{{v}}}", "{" ESC "}", "& \" < > '" },
	{ "ampersand is raw", "{{&v}}", "{" ESC "}", "& \" < > '" },
	{ "integer", "\"{{mph}} miles\"", "{\"mph\":85}", "\"85 miles\"" },
	{ "null is empty", "I ({{cannot}})", "{\"cannot\":null}", "I ()" },
	{ "missing is empty", "I ({{cannot}})", "{}", "I ()" },
	{ "dotted name", "{{a.b.c}}=={{#a}}{{#b}}{{c}}{{/b}}{{/a}}", "{\"a\":{\"b\":{\"c\":\"x\"}}}",
	  "x==x" },
	{ "broken dotted chain", "[{{a.b.c}}]", "{\"a\":{}}", "[]" },
	{ "first part is not taken from outside", "{{#a}}[{{b.c}}]{{/a}}",
	  "{\"a\":{\"b\":{}},\"b\":{\"c\":\"ERROR\"}}", "[]" },
	{ "implicit iterator", "Hello, {{.}}!", "\"world\"", "Hello, world!" },
	{ "surrounding white space", "| {{v}} |", "{\"v\":\"-\"}", "| - |" },
	{ "standing variable keeps its line", "  {{v}}\n", "{\"v\":\"-\"}", "  -\n" },
	{ "padding in the tag", "|{{ v }}|{{{ v }}}|", "{\"v\":\"-\"}", "|-|-|" },
	{ "truthy section", "\"{{#b}}yes{{/b}}\"", "{\"b\":true}", "\"yes\"" },
	{ "falsey section", "\"{{#b}}yes{{/b}}\"", "{\"b\":false}", "\"\"" },
	{ "null section", "\"{{#b}}yes{{/b}}\"", "{\"b\":null}", "\"\"" },
	{ "empty text is false", "\"{{#b}}yes{{/b}}{{^b}}no{{/b}}\"", "{\"b\":\"\"}", "\"no\"" },
	{ "zero is true", "{{#b}}yes{{/b}}", "{\"b\":0}", "yes" },
	{ "object becomes the context", "{{#a}}{{n}}{{/a}}", "{\"a\":{\"n\":\"Joe\"}}", "Joe" },
	{ "outer names", "{{#s}}{{a}}, {{b}}, {{#s2}}{{a}}{{/s2}}{{/s}}",
	  "{\"a\":\"f\",\"b\":\"w\",\"s\":{\"b\":\"d\",\"s2\":true}}", "f, d, f" },
	{ "text becomes the context", "{{#a}}{{.}}{{/a}}", "{\"a\":\"x\"}", "x" },
	{ "list", "{{#l}}{{i}}{{/l}}", "{\"l\":[{\"i\":1},{\"i\":2},{\"i\":3}]}", "123" },
	{ "empty list", "{{#l}}Yay{{/l}}", "{\"l\":[]}", "" },
	{ "list of texts", "{{#l}}({{.}}){{/l}}", "{\"l\":[\"a\",\"<\"]}", "(a)(&lt;)" },
	{ "list of lists", "{{#l}}({{#.}}{{.}}{{/.}}){{/l}}", "{\"l\":[[1,2],[3]]}", "(12)(3)" },
	{ "doubled", "{{#b}}1{{/b}}{{t}}{{#b}}2{{/b}}", "{\"b\":true,\"t\":\"-\"}", "1-2" },
	{ "nested same name", "|A {{#b}}B {{#b}}C{{/b}} D{{/b}} E|", "{\"b\":true}", "|A B C D E|" },
	{ "dotted section", "{{#a.b}}x{{/a.b}}", "{\"a\":{\"b\":true}}", "x" },
	{ "standalone lines", "| This Is\n{{#b}}\n|\n{{/b}}\n| A Line", "{\"b\":true}",
	  "| This Is\n|\n| A Line" },
	{ "indented standalone lines", "| This\n  {{#b}}\n|\n  {{/b}}\n| A", "{\"b\":true}",
	  "| This\n|\n| A" },
	{ "standalone with CRLF", "|\r\n{{#b}}\r\n{{/b}}\r\n|", "{\"b\":true}", "|\r\n|" },
	{ "standalone without previous line", "  {{#b}}\n#{{/b}}\n/", "{\"b\":true}", "#\n/" },
	{ "standalone without newline", "#{{#b}}\n/\n  {{/b}}", "{\"b\":true}", "#\n/\n" },
	{ "two on a line do not stand alone", " {{#b}}{{/b}}\n|", "{\"b\":true}", " \n|" },
	{ "inverted falsey", "{{^b}}no{{/b}}", "{\"b\":false}", "no" },
	{ "inverted truthy", "{{^b}}no{{/b}}", "{\"b\":true}", "" },
	{ "inverted missing", "{{^b}}no{{/b}}", "{}", "no" },
	{ "inverted empty list", "{{^l}}no{{/l}}", "{\"l\":[]}", "no" },
	{ "inverted sees outer names", "{{^l}}{{v}}{{/l}}", "{\"v\":\"x\"}", "x" },
	{ "comment", "12345{{! Comment }}67890", "{}", "1234567890" },
	{ "multiline comment", "12345{{!\n  a\n  b\n}}67890\n", "{}", "1234567890\n" },
	{ "standalone comment", "Begin.\n  {{! c }}\nEnd.\n", "{}", "Begin.\nEnd.\n" },
	{ "multiline standalone comment", "Begin.\n{{!\nSomething\n}}\nEnd.\n", "{}", "Begin.\nEnd.\n" },
	{ "inline comment keeps blanks", "  12 {{! 34 }}\n", "{}", "  12 \n" },
	{ "partial", "\"{{>text}}\"", "{}", "\"from partial\"" },
	{ "partial sees the context", "{{>star}}", "{\"v\":\"<\"}", "*&lt;*" },
	{ "missing partial is empty", "\"{{>nowhere}}\"", "{}", "\"\"" },
	{ "recursive partial", "{{>node}}", "{\"c\":\"X\",\"n\":[{\"c\":\"Y\",\"n\":[]}]}", "X<Y<>>" },
	{ "inline partial keeps blanks", "  {{v}}  {{>text}}\n", "{\"v\":\"|\"}", "  |  from partial\n" },
	{ "standalone partial is indented", "\\\n {{>lines}}\n/\n", "{\"v\":\"<\\n->\"}",
	  "\\\n |\n &lt;\n-&gt;\n |\n/\n" },
	{ "standalone partial with CRLF", "|\r\n{{>text}}\r\n|", "{}", "|\r\nfrom partial|" },
	{ "control, bidi, invisible", "{{v}}", "{\"v\":\"a\\u0007b\\u202ec\\u2028d\\u200be\\u007ff\"}",
	  "a b c d e f" },
	{ "CRLF becomes LF", "{{v}}", "{\"v\":\"a\\r\\nb\\rc\"}", "a\nb c" },
	{ "astral characters stay", "{{v}}", "{\"v\":\"😀é\"}", "😀é" },
};

static const struct {
	const char *name, *bytes;
} partials[] = {
	{ "text", "from partial" },
	{ "star", "*{{v}}*" },
	{ "node", "{{c}}<{{#n}}{{>node}}{{/n}}>" },
	{ "lines", "|\n{{v}}\n|\n" },
	{ "endless", "{{>endless}}" },
	{ "broken", "ok\n{{#a}}" },
};

static bool find_partial(G_GNUC_UNUSED void *context, const char *name, MustacheSource *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(partials); i++)
		if (strcmp(partials[i].name, name) == 0) {
			*ret = (MustacheSource){ .name = name, .bytes = partials[i].bytes,
						  .length = strlen(partials[i].bytes), .kept = true };
			return true;
		}
	return false;
}

static const char *render(Arena *arena, const char *template, const char *view, MustacheOptions options,
			  GError **error)
{
	g_autoptr(json_t) value = json_read(view, strlen(view), NULL);
	g_autofree char *bytes = exact_copy(template, strlen(template));
	MustacheSource source = { .name = "t", .bytes = bytes, .length = strlen(template) };
	const char *text = NULL;
	options.partial = find_partial;
	return mustache_render(arena, &source, value, &options, &text, error) ? text : NULL;
}

static void test_render(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(render_rows); i++) {
		const RenderRow *row = &render_rows[i];
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		is_str(render(arena, row->template, row->view, (MustacheOptions){ .escape = MUSTACHE_HTML },
			      &error),
		       row->want, row->name);
	}
}

/* Twice by the same trees, of templates that say other values and stand at other indentations. */
static void test_trees(void)
{
	static const RenderRow rows[] = {
		{ "a partial", "{{>star}}", "{\"v\":\"a\"}", "*a*" },
		{ "with another value", "{{>star}}", "{\"v\":\"b\"}", "*b*" },
		{ "lines", "{{>lines}}", "{\"v\":\"a\"}", "|\na\n|\n" },
		{ "the same ones moved right", " \\\n  {{>lines}}\n", "{\"v\":\"b\"}", " \\\n  |\n  b\n  |\n" },
		{ "and further", "\\\n    {{>lines}}\n", "{\"v\":\"c\"}", "\\\n    |\n    c\n    |\n" },
		{ "nothing", "", "{}", "" },
	};
	MustacheTrees *trees = mustache_trees_new();
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
			g_autoptr(Arena) arena = arena_new();
			g_autoptr(json_t) view = json_read(rows[i].view, strlen(rows[i].view), NULL);
			const MustacheSource source = { .name = "t", .bytes = rows[i].template,
							.length = strlen(rows[i].template), .kept = true };
			const MustacheOptions options = { .partial = find_partial, .trees = trees };
			const char *text = NULL;
			ok(mustache_render(arena, &source, view, &options, &text, NULL), "tree %d", round);
			is_str(text, rows[i].want, rows[i].name);
		}
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const MustacheOptions options = { .escape = MUSTACHE_TEXT, .trees = trees };
	is_str(render(arena, "one", "{}", options, &error), "one", "what is not kept is parsed each time");
	is_str(render(arena, "two", "{}", options, &error), "two", "wherever it lies");
	mustache_trees_free(trees);
}

static void test_escapes(void)
{
	g_autoptr(Arena) arena = arena_new();
	const char *view = "{\"v\":\"<a&\\n\\tb\\u2029c>\"}";
	is_str(render(arena, "{{v}}", view, (MustacheOptions){ .escape = MUSTACHE_TEXT }, NULL), "<a&\n b c>",
	       "text");
	is_str(render(arena, "{{v}}", view, (MustacheOptions){ .escape = MUSTACHE_HEADER }, NULL),
	       "<a&  b c>", "header");
	is_str(render(arena, "<i t=\"{{v}}\">", "{\"v\":\"\\\"><script>\"}",
		      (MustacheOptions){ .escape = MUSTACHE_HTML }, NULL),
	       "<i t=\"&quot;&gt;&lt;script&gt;\">", "a quoted attribute cannot be left");
}

typedef struct {
	const char *name, *template, *want;
	bool strict;
} FaultRow;

static const FaultRow fault_rows[] = {
	{ "unclosed tag", "a\nb {{v", "t:2: a tag is not closed: {{}}", false },
	{ "unclosed triple", "{{{v}}", "t:1: a tag is not closed: {{}}", false },
	{ "empty name", "{{ }}", "t:1: this is no name: {{}}", false },
	{ "blank in name", "{{a b}}", "t:1: this is no name: {{a b}}", false },
	{ "delimiters", "\n\n{{=<% %>=}}", "t:3: delimiters cannot be changed: {{<% %>=}}", false },
	{ "unclosed section", "\n{{#v}}\n", "t:2: {{#v}} is never closed", false },
	{ "wrong close", "{{#v}}\n\n{{/w}}", "t:3: {{/w}} closes {{#v}} of line 1", false },
	{ "close without open", "{{/w}}", "t:1: no section is open here: {{w}}", false },
	{ "fault in a branch not taken", "{{#no}}{{#v}}{{/no}}", "t:1: {{/no}} closes {{#v}} of line 1",
	  false },
	{ "fault in a partial", "{{>broken}}", "broken:2: {{#a}} is never closed", false },
	{ "endless partial", "{{>endless}}", "endless:1: nested too deep: {{endless}}", false },
	{ "strict: unknown value", "\n{{nope}}", "t:2: unknown name: {{nope}}", true },
	{ "strict: unknown section", "{{#nope}}{{/nope}}", "t:1: unknown name: {{nope}}", true },
	{ "strict: unknown inverted", "{{^nope}}{{/nope}}", "t:1: unknown name: {{nope}}", true },
	{ "strict: unknown part", "{{v.w}}", "t:1: unknown name: {{v.w}}", true },
	{ "strict: unknown partial", "{{>nope}}", "t:1: unknown partial: {{nope}}", true },
	{ "strict: a list is no text", "{{l}}", "t:1: not a text or number: {{l}}", true },
};

static void test_faults(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fault_rows); i++) {
		const FaultRow *row = &fault_rows[i];
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		const char *text = render(arena, row->template, "{\"v\":\"x\",\"no\":false,\"l\":[1]}",
					  (MustacheOptions){ .strict = row->strict }, &error);
		is_str(text == NULL ? error->message : "(rendered)", row->want, row->name);
	}
}

static void test_limits(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) output = NULL;
	render(arena, "{{#l}}{{#l}}{{#l}}0123456789{{/l}}{{/l}}{{/l}}", "{\"l\":[1,2,3,4,5,6,7,8,9]}",
	       (MustacheOptions){ .max_output = 1000 }, &output);
	is_str(output != NULL ? output->message : NULL, "t: more than 1000 bytes of output",
	       "output is limited");
	g_autoptr(GError) depth = NULL;
	render(arena, "{{#v}}{{#v}}{{#v}}{{/v}}{{/v}}{{/v}}", "{\"v\":1}",
	       (MustacheOptions){ .max_depth = 2 }, &depth);
	is_str(depth != NULL ? depth->message : NULL, "t:1: nested too deep: {{v}}", "depth is limited");
	g_autoptr(GString) deep = g_string_new(NULL);
	for (int i = 0; i < 100; i++)
		g_string_append(deep, "{{#v}}");
	g_autoptr(GError) open = NULL;
	render(arena, deep->str, "{}", (MustacheOptions){ 0 }, &open);
	is_str(open != NULL ? open->message : NULL, "t:1: sections are nested too deep: {{v}}",
	       "open sections are limited");
}

/* Random soup of tags: it renders or it says why; a sanitizer sees the rest. */
static void test_soup(void)
{
	static const char *const bits[] = { "{{",     "}}",	   "{{{",   "}}}",    "{{#v}}", "{{/v}}",
					    "{{^v}}", "{{>star}}", "v",	    " ",      "\n",	"\r\n",
					    "{{!",    "{{.}}",	   "{{v}}", "{{&v}}", "{",	"}" };
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	int judged = 0;
	for (int i = 0; i < 20000; i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GString) soup = g_string_new(NULL);
		for (int n = g_rand_int_range(random, 0, 12); n > 0; n--)
			g_string_append(soup, bits[g_rand_int_range(random, 0, G_N_ELEMENTS(bits))]);
		g_autoptr(GError) error = NULL;
		const char *text = render(arena, soup->str, "{\"v\":[1,{\"v\":\"x\"}]}",
					  (MustacheOptions){ 0 }, &error);
		judged += (text != NULL) != (error != NULL);
	}
	is_i64(judged, 20000, "20,000 random templates render or fail with a reason");
}

int main(void)
{
	test_render();
	test_trees();
	test_escapes();
	test_faults();
	test_limits();
	test_soup();
	return tap_done();
}
