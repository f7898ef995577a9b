#include "templates/mustache.h"

#include <string.h>

#include "base/error.h"
#include "templates/mustache_parse.h"

#define MUSTACHE_DEPTH 64
#define MUSTACHE_OUTPUT (4 * 1024 * 1024)

/* The same bytes at another indentation are another tree. */
typedef struct {
	const char *bytes, *indent;
} MustacheTreeKey;

struct MustacheTrees {
	Arena *arena;
	GHashTable *trees; /* MustacheTreeKey -> MustacheNode, NULL for an empty template */
};

static guint mustache_tree_hash(const void *key)
{
	const MustacheTreeKey *tree = key;
	return g_direct_hash(tree->bytes) ^ g_str_hash(tree->indent);
}

static gboolean mustache_tree_equal(const void *a, const void *b)
{
	const MustacheTreeKey *left = a;
	const MustacheTreeKey *right = b;
	return left->bytes == right->bytes && strcmp(left->indent, right->indent) == 0;
}

MustacheTrees *mustache_trees_new(void)
{
	MustacheTrees *trees = g_new0(MustacheTrees, 1);
	trees->arena = arena_new();
	trees->trees = g_hash_table_new(mustache_tree_hash, mustache_tree_equal);
	return trees;
}

void mustache_trees_free(MustacheTrees *trees)
{
	if (trees == NULL)
		return;
	g_hash_table_unref(trees->trees);
	arena_free(trees->arena);
	g_free(trees);
}

/* What names are looked up in, innermost first. */
typedef struct MustacheFrame MustacheFrame;
struct MustacheFrame {
	const json_t *value;
	const MustacheFrame *outer;
};

typedef struct {
	Arena *arena;
	const MustacheOptions *options;
	size_t max_depth, max_output;
	size_t depth;
	GString *out;
	const char *source; /* name of the template being rendered */
} MustacheRender;

static bool mustache_walk(MustacheRender *render, const MustacheNode *first, const MustacheFrame *frame,
			  GError **error);

static bool mustache_stop(const MustacheRender *render, const MustacheNode *node, const char *what,
			  GError **error)
{
	error_reject(error, "%s:%u: %s: {{%s}}", render->source, node->line, what, node->text);
	return false;
}

/* What a reader does not see or what turns the text around it: a value may not bring it in. */
static const struct {
	gunichar from, to;
} mustache_hidden[] = {
	{ 0x061C, 0x061C }, { 0x200B, 0x200F }, { 0x2028, 0x202E },
	{ 0x2060, 0x2069 }, { 0xFEFF, 0xFEFF }, { 0xE0000, 0xE007F },
};

static bool mustache_is_hidden(gunichar c)
{
	if (c < 0x80)
		return (c < 0x20 && c != '\n') || c == 0x7f;
	for (size_t i = 0; i < G_N_ELEMENTS(mustache_hidden); i++)
		if (c >= mustache_hidden[i].from && c <= mustache_hidden[i].to)
			return true;
	return g_unichar_iscntrl(c);
}

static const char *mustache_entity(gunichar c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void mustache_escape_char(GString *out, MustacheEscape escape, gunichar c)
{
	const char *entity = escape == MUSTACHE_HTML ? mustache_entity(c) : NULL;
	if (entity != NULL)
		g_string_append(out, entity);
	else if (mustache_is_hidden(c) || (c == '\n' && escape == MUSTACHE_HEADER))
		g_string_append_c(out, ' ');
	else
		g_string_append_unichar(out, c);
}

static void mustache_escape(GString *out, MustacheEscape escape, const char *text, size_t length)
{
	const char *end = text + length;
	for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (c == '\r' && at + 1 < end && at[1] == '\n')
			continue;
		mustache_escape_char(out, escape, c);
	}
}

/* The value of a dotted name: its first part from the innermost frame that has it, the rest from there. */
static const json_t *mustache_look_up(const MustacheNode *node, const MustacheFrame *frame)
{
	if (node->n_path == 0)
		return frame->value;
	const json_t *value = NULL;
	for (; frame != NULL && value == NULL; frame = frame->outer)
		value = json_object_get(frame->value, node->path[0]);
	for (size_t i = 1; i < node->n_path && value != NULL; i++)
		value = json_object_get(value, node->path[i]);
	return value;
}

static bool mustache_is_true(const json_t *value)
{
	if (value == NULL || json_is_false(value) || json_is_null(value))
		return false;
	if (json_is_string(value))
		return json_string_length(value) > 0;
	return !json_is_array(value) || json_array_size(value) > 0;
}

static void mustache_put(MustacheRender *render, const MustacheNode *node, const char *text, size_t length)
{
	if (node->kind == MUSTACHE_RAW)
		g_string_append_len(render->out, text, (gssize)length);
	else
		mustache_escape(render->out, render->options->escape, text, length);
}

static bool mustache_value(MustacheRender *render, const MustacheNode *node, const MustacheFrame *frame,
			   GError **error)
{
	const json_t *value = mustache_look_up(node, frame);
	if (json_is_string(value)) {
		mustache_put(render, node, json_string_value(value), json_string_length(value));
		return true;
	}
	if (json_is_integer(value)) {
		const char *digits = arena_printf(render->arena, "%" JSON_INTEGER_FORMAT,
						  json_integer_value(value));
		mustache_put(render, node, digits, strlen(digits));
		return true;
	}
	if (json_is_null(value) || !render->options->strict)
		return true;
	return mustache_stop(render, node, value == NULL ? "unknown name" : "not a text or number", error);
}

static bool mustache_inside(MustacheRender *render, const MustacheNode *node, const json_t *value,
			    const MustacheFrame *outer, GError **error)
{
	MustacheFrame frame = { .value = value, .outer = outer };
	if (render->depth == render->max_depth)
		return mustache_stop(render, node, "nested too deep", error);
	render->depth++;
	bool done = mustache_walk(render, node->first, &frame, error);
	render->depth--;
	return done;
}

static bool mustache_section(MustacheRender *render, const MustacheNode *node, const MustacheFrame *frame,
			     GError **error)
{
	const json_t *value = mustache_look_up(node, frame);
	if (value == NULL && render->options->strict)
		return mustache_stop(render, node, "unknown name", error);
	if (mustache_is_true(value) == (node->kind == MUSTACHE_INVERTED))
		return true;
	if (node->kind == MUSTACHE_INVERTED)
		return mustache_inside(render, node, frame->value, frame, error);
	if (!json_is_array(value))
		return mustache_inside(render, node, value, frame, error);
	for (size_t i = 0; i < json_array_size(value); i++)
		if (!mustache_inside(render, node, json_array_get(value, i), frame, error))
			return false;
	return true;
}

/* The partial's own lines are moved right by the blanks that stood before its tag; its values are not. */
static MustacheSource mustache_indent(Arena *arena, MustacheSource source, const char *indent)
{
	if (indent == NULL || *indent == '\0')
		return source;
	g_autoptr(GString) moved = g_string_sized_new(source.length + 256);
	const char *end = source.bytes + source.length;
	for (const char *at = source.bytes; at < end;) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		const char *next = line_end != NULL ? line_end + 1 : end;
		g_string_append(moved, indent);
		g_string_append_len(moved, at, next - at);
		at = next;
	}
	source.length = moved->len;
	source.bytes = arena_strndup(arena, moved->str, moved->len);
	return source;
}

/* Kept, or made for this rendering alone. */
static bool mustache_tree(Arena *arena, MustacheTrees *trees, MustacheSource source, const char *indent,
			  const MustacheNode **ret_first, GError **error)
{
	const MustacheTreeKey key = { source.bytes, indent != NULL ? indent : "" };
	MustacheTreeKey *kept = NULL;
	void *first = NULL;
	if (trees == NULL || !source.kept) {
		source = mustache_indent(arena, source, indent);
		return mustache_parse(arena, &source, ret_first, error);
	}
	if (!g_hash_table_lookup_extended(trees->trees, &key, NULL, &first)) {
		source = mustache_indent(trees->arena, source, indent);
		if (!mustache_parse(trees->arena, &source, (const MustacheNode **)&first, error))
			return false;
		kept = arena_memdup(trees->arena, &key, sizeof key);
		kept->indent = arena_strdup(trees->arena, key.indent);
		g_hash_table_insert(trees->trees, kept, first);
	}
	*ret_first = first;
	return true;
}

static bool mustache_partial(MustacheRender *render, const MustacheNode *node, const MustacheFrame *frame,
			     GError **error)
{
	const MustacheOptions *options = render->options;
	MustacheSource source = { 0 };
	if (options->partial == NULL || !options->partial(options->context, node->text, &source))
		return !options->strict || mustache_stop(render, node, "unknown partial", error);
	if (render->depth == render->max_depth)
		return mustache_stop(render, node, "nested too deep", error);
	const MustacheNode *first = NULL;
	if (!mustache_tree(render->arena, options->trees, source, node->indent, &first, error))
		return false;
	const char *outer = render->source;
	render->source = source.name;
	render->depth++;
	bool done = mustache_walk(render, first, frame, error);
	render->depth--;
	render->source = outer;
	return done;
}

static bool mustache_node(MustacheRender *render, const MustacheNode *node, const MustacheFrame *frame,
			  GError **error)
{
	switch (node->kind) {
	case MUSTACHE_LITERAL:
		g_string_append_len(render->out, node->text, (gssize)node->length);
		return true;
	case MUSTACHE_VALUE:
	case MUSTACHE_RAW:
		return mustache_value(render, node, frame, error);
	case MUSTACHE_SECTION:
	case MUSTACHE_INVERTED:
		return mustache_section(render, node, frame, error);
	case MUSTACHE_PARTIAL:
		return mustache_partial(render, node, frame, error);
	}
	return true;
}

static bool mustache_walk(MustacheRender *render, const MustacheNode *first, const MustacheFrame *frame,
			  GError **error)
{
	for (const MustacheNode *node = first; node != NULL; node = node->next) {
		if (!mustache_node(render, node, frame, error))
			return false;
		if (render->out->len > render->max_output) {
			error_reject(error, "%s: more than %zu bytes of output", render->source,
				     render->max_output);
			return false;
		}
	}
	return true;
}

bool mustache_render(Arena *arena, const MustacheSource *source, const json_t *view,
		     const MustacheOptions *options, const char **ret_text, GError **error)
{
	const MustacheNode *first = NULL;
	if (!mustache_tree(arena, options->trees, *source, NULL, &first, error))
		return false;
	g_autoptr(GString) out = g_string_sized_new(source->length * 2);
	MustacheFrame frame = { .value = view };
	MustacheRender render = {
		.arena = arena,
		.options = options,
		.max_depth = options->max_depth > 0 ? options->max_depth : MUSTACHE_DEPTH,
		.max_output = options->max_output > 0 ? options->max_output : MUSTACHE_OUTPUT,
		.out = out,
		.source = source->name,
	};
	if (!mustache_walk(&render, first, &frame, error))
		return false;
	*ret_text = arena_strndup(arena, out->str, out->len);
	return true;
}
