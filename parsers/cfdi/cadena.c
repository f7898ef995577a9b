#include "parsers/cfdi/cadena.h"

#include <string.h>

#include "parsers/cfdi/cadena_tables.h"

#define CADENA_SLACK 65536
#define CADENA_GROWTH 8
#define SAT_NAMESPACE "http://www.sat.gob.mx/"
#define TFD_NAMESPACE "http://www.sat.gob.mx/TimbreFiscalDigital"

typedef struct {
	const char *at;
	size_t length;
} Span;

typedef enum { STEP_ATTRIBUTE, STEP_TEXT, STEP_EACH, STEP_WHEN, STEP_CHILDREN } StepKind;

typedef struct Steps Steps;

typedef struct {
	StepKind kind;
	bool optional, first, deep;
	Span path, value;
	const Steps *inner;
} Step;

struct Steps {
	Step *items;
	size_t n;
};

/* A table in the form it is run in, made when the document first needs it. */
typedef struct {
	const char *fields;
	const Steps *steps;
} Compiled;

typedef struct {
	Arena *arena;
	const XmlFile *file;
	GString *out;
	size_t limit;
	const CadenaBase *base;
	const char *ns; /* of the table that runs */
	bool strict;
	bool loose;
	bool unknown, piped;
	Compiled *compiled;
	size_t n_compiled;
} Run;

/* ---- notation to steps --------------------------------------------------------------------------------- */

static const char *cadena_blanks(const char *at)
{
	return at + strspn(at, " ");
}

static Span cadena_word(const char **at)
{
	Span word = { *at, strcspn(*at, " ]}=!") };
	*at += word.length;
	return word;
}

static const Steps *cadena_compile(Arena *arena, const char **at);

static Step cadena_compile_each(Arena *arena, const char **at)
{
	Step step = { .kind = STEP_EACH };
	step.deep = strncmp(*at, "**/", 3) == 0;
	*at += step.deep ? 3 : 0;
	step.path = cadena_word(at);
	step.first = **at == '!';
	*at += step.first ? 1 : 0;
	step.inner = cadena_compile(arena, at);
	return step;
}

static Step cadena_compile_when(Arena *arena, const char **at)
{
	Step step = { .kind = STEP_WHEN, .path = cadena_word(at) };
	(*at)++; /* '=' */
	step.value = cadena_word(at);
	step.inner = cadena_compile(arena, at);
	return step;
}

static Step cadena_compile_word(const char **at)
{
	Step step = { .kind = STEP_ATTRIBUTE, .path = cadena_word(at) };
	step.optional = step.path.at[step.path.length - 1] == '?';
	step.path.length -= step.optional ? 1 : 0;
	if (*step.path.at == '*')
		step.kind = STEP_CHILDREN;
	if (*step.path.at == '.') {
		step.kind = STEP_TEXT;
		step.path.at++;
		step.path.length--;
	}
	return step;
}

static const Steps *cadena_compile(Arena *arena, const char **at)
{
	Steps *steps = arena_new0(arena, Steps);
	for (*at = cadena_blanks(*at); **at != '\0' && **at != ']' && **at != '}'; *at = cadena_blanks(*at)) {
		char mark = **at;
		*at += mark == '[' || mark == '{' ? 1 : 0;
		Step step = mark == '['	  ? cadena_compile_each(arena, at)
			    : mark == '{' ? cadena_compile_when(arena, at)
					  : cadena_compile_word(at);
		steps->items = arena_grow(arena, steps->items, steps->n, sizeof *steps->items);
		steps->items[steps->n++] = step;
	}
	*at += **at != '\0' ? 1 : 0;
	return steps;
}

static const Steps *cadena_compiled(Run *run, const char *fields)
{
	for (size_t i = 0; i < run->n_compiled; i++)
		if (run->compiled[i].fields == fields)
			return run->compiled[i].steps;
	const char *at = fields;
	Compiled made = { fields, cadena_compile(run->arena, &at) };
	run->compiled = arena_grow(run->arena, run->compiled, run->n_compiled, sizeof *run->compiled);
	run->compiled[run->n_compiled++] = made;
	return made.steps;
}

/* ---- values -------------------------------------------------------------------------------------------- */

static bool cadena_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* XPath normalize-space(): blanks of XML only, others are text. */
static void cadena_append(Run *run, const char *value)
{
	if (run->out->len > run->limit)
		return;
	while (cadena_is_blank(*value))
		value++;
	while (*value != '\0') {
		size_t length = strcspn(value, " \t\r\n");
		g_string_append_len(run->out, value, (gssize)length);
		value += length;
		while (cadena_is_blank(*value))
			value++;
		if (*value != '\0')
			g_string_append_c(run->out, ' ');
	}
}

static void cadena_field(Run *run, const char *value)
{
	g_string_append_c(run->out, '|');
	if (value != NULL)
		cadena_append(run, value);
}

static bool cadena_is(const char *name, Span word)
{
	return strncmp(name, word.at, word.length) == 0 && name[word.length] == '\0';
}

static bool cadena_matches(const Run *run, const XmlNode *node, Span name)
{
	if (!cadena_is(node->name, name))
		return false;
	return g_strcmp0(node->ns, run->ns) == 0 || (run->loose && node->ns == NULL);
}

static const XmlNode *cadena_child(const Run *run, const XmlNode *node, Span name)
{
	for (const XmlNode *child = node->children; child != NULL; child = child->next)
		if (cadena_matches(run, child, name))
			return child;
	return NULL;
}

/* The part of a path before its first '/'; path is left with the rest. */
static Span cadena_head(Span *path)
{
	const char *slash = memchr(path->at, '/', path->length);
	Span head = { path->at, slash != NULL ? (size_t)(slash - path->at) : path->length };
	size_t used = head.length + (slash != NULL ? 1 : 0);
	path->at += used;
	path->length -= used;
	return head;
}

static const char *cadena_value(const XmlNode *node, Span name)
{
	for (size_t i = 0; i < node->n_attrs; i++)
		if (node->attrs[i].ns == NULL && cadena_is(node->attrs[i].name, name))
			return node->attrs[i].value;
	return NULL;
}

/* CadPago is the one value of a strict table that is made of bars. */
static void cadena_attribute(Run *run, const XmlNode *node, const Step *step)
{
	static const char bars[] = "CadPago";
	Span name = step->path;
	Span head = cadena_head(&name);
	while (node != NULL && name.length > 0) {
		node = cadena_child(run, node, head);
		head = cadena_head(&name);
	}
	const char *value = node != NULL ? cadena_value(node, head) : NULL;
	if (value == NULL && step->optional)
		return;
	cadena_field(run, value);
	if (run->strict && value != NULL && strchr(value, '|') != NULL && !cadena_is(bars, head))
		run->piped = true;
}

static void cadena_text(Run *run, const XmlNode *node, const Step *step)
{
	Span path = step->path;
	while (node != NULL && path.length > 0)
		node = cadena_child(run, node, cadena_head(&path));
	if (node != NULL || !step->optional)
		cadena_field(run, node != NULL ? node->text : NULL);
}

/* ---- elements ------------------------------------------------------------------------------------------ */

static void cadena_steps(Run *run, const XmlNode *node, const Steps *steps);
static void cadena_element(Run *run, const XmlNode *node);

/* False when the first has been found and there shall be no second. */
static bool cadena_each(Run *run, const XmlNode *node, Span path, const Step *step)
{
	Span head = cadena_head(&path);
	for (const XmlNode *child = node->children; child != NULL; child = child->next) {
		if (!cadena_matches(run, child, head))
			continue;
		if (path.length == 0)
			cadena_steps(run, child, step->inner);
		if (path.length > 0 ? !cadena_each(run, child, path, step) : step->first)
			return false;
	}
	return true;
}

/* Every descendant, by the links of the tree: deep files cost no stack. */
static void cadena_deep(Run *run, const XmlNode *top, const Step *step)
{
	Span rest = step->path;
	Span head = cadena_head(&rest);
	const XmlNode *node = top->children;
	while (node != NULL && run->out->len <= run->limit) {
		bool match = cadena_matches(run, node, head);
		if (match && rest.length > 0)
			cadena_each(run, node, rest, step);
		if (match && rest.length == 0)
			cadena_steps(run, node, step->inner);
		const XmlNode *next = node->children != NULL ? node->children : node->next;
		for (const XmlNode *up = node; next == NULL && up->parent != top; next = up->next)
			up = up->parent;
		node = next;
	}
}

static bool cadena_when(const XmlNode *node, const Step *step)
{
	const char *value = cadena_value(node, step->path);
	return value != NULL && cadena_is(value, step->value);
}

static void cadena_step(Run *run, const XmlNode *node, const Step *step)
{
	switch (step->kind) {
	case STEP_ATTRIBUTE:
		cadena_attribute(run, node, step);
		return;
	case STEP_TEXT:
		cadena_text(run, node, step);
		return;
	case STEP_EACH:
		if (step->deep)
			cadena_deep(run, node, step);
		else
			cadena_each(run, node, step->path, step);
		return;
	case STEP_WHEN:
		if (cadena_when(node, step))
			cadena_steps(run, node, step->inner);
		return;
	case STEP_CHILDREN:
		for (const XmlNode *child = node->children; child != NULL; child = child->next)
			cadena_element(run, child);
		return;
	}
}

static void cadena_steps(Run *run, const XmlNode *node, const Steps *steps)
{
	for (size_t i = 0; i < steps->n && run->out->len <= run->limit; i++)
		cadena_step(run, node, &steps->items[i]);
}

static const CadenaTable *cadena_find(const Run *run, const XmlNode *node)
{
	static const CadenaTable *const groups[] = { cadena_sectors, cadena_goods, cadena_retenciones };
	for (size_t g = 0; node->ns != NULL && g < G_N_ELEMENTS(groups); g++)
		for (const CadenaTable *table = groups[g]; table->name != NULL; table++)
			if ((table->in & run->base->in) != 0 && strcmp(table->name, node->name) == 0 &&
			    strcmp(table->ns, node->ns) == 0)
				return table;
	return NULL;
}

/* The blanks right before a byte of the input, as an XML parser gives them. */
static void cadena_blanks_before(Run *run, size_t floor, size_t end)
{
	const char *bytes = run->file->bytes;
	size_t start = end;
	while (start > floor && cadena_is_blank(bytes[start - 1]))
		start--;
	for (size_t i = start; i < end; i++)
		if (bytes[i] != '\r')
			g_string_append_c(run->out, bytes[i]);
		else if (i + 1 == end || bytes[i + 1] != '\n')
			g_string_append_c(run->out, '\n');
}

static size_t cadena_blanks_end(const Run *run, const XmlNode *last)
{
	size_t end = last->end;
	while (end < run->file->length && cadena_is_blank(run->file->bytes[end]))
		end++;
	return end;
}

/* XSLT's built-in rule, which SAT's stylesheets leave in force for elements they do not know: text as it is,
 * no bar. Blanks between elements count; the tree has dropped them, the bytes have not. */
static void cadena_unknown(Run *run, const XmlNode *node)
{
	bool stamp = g_strcmp0(node->ns, TFD_NAMESPACE) == 0;
	if (!stamp && node->ns != NULL && g_str_has_prefix(node->ns, SAT_NAMESPACE))
		run->unknown = true;
	g_string_append(run->out, node->text);
	bool blanks = *node->text == '\0' && !g_str_has_prefix(run->file->encoding, "UTF-16");
	size_t floor = node->start;
	const XmlNode *last = NULL;
	for (const XmlNode *child = node->children; child != NULL; child = child->next) {
		if (blanks)
			cadena_blanks_before(run, floor, child->start);
		cadena_element(run, child);
		floor = child->end;
		last = child;
	}
	if (blanks && last != NULL)
		cadena_blanks_before(run, floor, cadena_blanks_end(run, last));
}

static void cadena_element(Run *run, const XmlNode *node)
{
	const CadenaTable *table = cadena_find(run, node);
	if (run->out->len > run->limit)
		return;
	if (table == NULL) {
		cadena_unknown(run, node);
		return;
	}
	const char *ns = run->ns;
	bool strict = run->strict;
	run->ns = table->ns;
	run->strict = (table->in & STRICT) != 0;
	cadena_steps(run, node, cadena_compiled(run, table->fields));
	run->ns = ns;
	run->strict = strict;
}

static const CadenaBase *cadena_base(const XmlNode *root)
{
	for (const CadenaBase *base = cadena_bases; base->fields != NULL; base++)
		if (strcmp(base->name, root->name) == 0 && g_strcmp0(base->ns, root->ns) == 0 &&
		    g_strcmp0(xml_attr(root, base->attribute), base->version) == 0)
			return base;
	return NULL;
}

bool cadena_build(Arena *arena, const XmlFile *file, const XmlNode *root, CadenaMode mode, Cadena *ret)
{
	const CadenaBase *base = cadena_base(root);
	if (base == NULL)
		return false;
	g_autoptr(GString) out = g_string_sized_new(1024);
	Run run = { .arena = arena,
		    .file = file,
		    .out = out,
		    .limit = (root->end - root->start) * CADENA_GROWTH + CADENA_SLACK,
		    .base = base,
		    .ns = base->ns,
		    .strict = true,
		    .loose = mode == CADENA_LOOSE };
	g_string_append_c(out, '|');
	cadena_steps(&run, root, cadena_compiled(&run, base->fields));
	if (out->len > run.limit)
		return false;
	g_string_append(out, "||");
	*ret = (Cadena){ .text = arena_strndup(arena, out->str, out->len),
			 .length = out->len,
			 .sha1 = base->sha1,
			 .unknown = run.unknown,
			 .piped = run.piped };
	return true;
}
