#include "templates/mustache_parse.h"

#include <string.h>

#include "base/error.h"

#define MUSTACHE_MAX_OPEN 64

typedef struct {
	Arena *arena;
	const MustacheSource *source;
	const char *at, *end;
	const char *counted; /* how far lines are counted */
	unsigned line;
	MustacheNode **tail;
	MustacheNode *open[MUSTACHE_MAX_OPEN]; /* sections not yet closed */
	size_t n_open;
} MustacheParser;

/* A tag as found: {{sigil name}}. */
typedef struct {
	char sigil;		 /* 0 for a plain variable, '{' for a triple one */
	const char *start, *end; /* in the source, braces and all */
	const char *name;
	unsigned line;
} MustacheTag;

static unsigned mustache_line(MustacheParser *parser, const char *to)
{
	for (; parser->counted < to; parser->counted++)
		parser->line += *parser->counted == '\n';
	return parser->line;
}

static bool mustache_fault(const MustacheParser *parser, const MustacheTag *tag, const char *what,
			   GError **error)
{
	error_reject(error, "%s:%u: %s: {{%s}}", parser->source->name, tag->line, what, tag->name);
	return false;
}

static MustacheNode *mustache_append(MustacheParser *parser, MustacheKind kind, const char *text,
				     size_t length)
{
	MustacheNode *node = arena_new0(parser->arena, MustacheNode);
	node->kind = kind;
	node->text = text;
	node->length = length;
	*parser->tail = node;
	parser->tail = &node->next;
	return node;
}

static void mustache_literal(MustacheParser *parser, const char *to)
{
	if (to > parser->at)
		mustache_append(parser, MUSTACHE_LITERAL, parser->at, (size_t)(to - parser->at));
}

static const char *mustache_find(const char *from, const char *end, const char *what)
{
	return memmem(from, (size_t)(end - from), what, strlen(what));
}

/* The tag that starts at start, which points to its braces. */
static bool mustache_read_tag(MustacheParser *parser, const char *start, MustacheTag *ret, GError **error)
{
	MustacheTag tag = { .start = start, .line = mustache_line(parser, start), .name = "" };
	const char *from = start + 2;
	if (from < parser->end && strchr("#^/>!&{=", *from) != NULL)
		tag.sigil = *from++;
	const char *closing = tag.sigil == '{' ? "}}}" : "}}";
	const char *to = mustache_find(from, parser->end, closing);
	if (to == NULL)
		return mustache_fault(parser, &tag, "a tag is not closed", error);
	tag.end = to + strlen(closing);
	tag.name = g_strstrip(arena_strndup(parser->arena, from, (size_t)(to - from)));
	if (tag.sigil == '=')
		return mustache_fault(parser, &tag, "delimiters cannot be changed", error);
	if (tag.sigil != '!' && (*tag.name == '\0' || strpbrk(tag.name, " \t\r\n{}") != NULL))
		return mustache_fault(parser, &tag, "this is no name", error);
	*ret = tag;
	return true;
}

static bool mustache_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A tag other than a variable that is alone on its line takes the whole line with it. */
static bool mustache_stands_alone(const MustacheParser *parser, const MustacheTag *tag, const char **ret_line,
				  const char **ret_next)
{
	if (tag->sigil == 0 || tag->sigil == '{' || tag->sigil == '&')
		return false;
	const char *line = tag->start;
	while (line > parser->at && mustache_is_blank(line[-1]))
		line--;
	if (line != parser->source->bytes && line[-1] != '\n')
		return false;
	const char *next = tag->end;
	while (next < parser->end && mustache_is_blank(*next))
		next++;
	if (next + 1 < parser->end && next[0] == '\r' && next[1] == '\n')
		next++;
	if (next < parser->end && *next != '\n')
		return false;
	*ret_line = line;
	*ret_next = next < parser->end ? next + 1 : next;
	return true;
}

static void mustache_set_path(Arena *arena, MustacheNode *node)
{
	if (strcmp(node->text, ".") == 0)
		return;
	g_auto(GStrv) parts = g_strsplit(node->text, ".", -1);
	node->n_path = g_strv_length(parts);
	const char **path = arena_array(arena, const char *, node->n_path);
	for (size_t i = 0; i < node->n_path; i++)
		path[i] = arena_strdup(arena, parts[i]);
	node->path = path;
}

static bool mustache_open(MustacheParser *parser, const MustacheTag *tag, GError **error)
{
	if (parser->n_open == MUSTACHE_MAX_OPEN)
		return mustache_fault(parser, tag, "sections are nested too deep", error);
	MustacheKind kind = tag->sigil == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED;
	MustacheNode *node = mustache_append(parser, kind, tag->name, strlen(tag->name));
	node->line = tag->line;
	mustache_set_path(parser->arena, node);
	parser->open[parser->n_open++] = node;
	parser->tail = &node->first;
	return true;
}

static bool mustache_close(MustacheParser *parser, const MustacheTag *tag, GError **error)
{
	if (parser->n_open == 0)
		return mustache_fault(parser, tag, "no section is open here", error);
	MustacheNode *node = parser->open[--parser->n_open];
	if (strcmp(node->text, tag->name) != 0) {
		error_reject(error, "%s:%u: {{/%s}} closes {{%c%s}} of line %u", parser->source->name,
			     tag->line, tag->name, node->kind == MUSTACHE_SECTION ? '#' : '^', node->text,
			     node->line);
		return false;
	}
	parser->tail = &node->next;
	return true;
}

static void mustache_add_leaf(MustacheParser *parser, const MustacheTag *tag, const char *indent)
{
	MustacheKind kind = tag->sigil == 0 ? MUSTACHE_VALUE : MUSTACHE_RAW;
	if (tag->sigil == '>')
		kind = MUSTACHE_PARTIAL;
	MustacheNode *node = mustache_append(parser, kind, tag->name, strlen(tag->name));
	node->line = tag->line;
	node->indent = indent;
	if (kind != MUSTACHE_PARTIAL)
		mustache_set_path(parser->arena, node);
}

static bool mustache_take_tag(MustacheParser *parser, const MustacheTag *tag, GError **error)
{
	const char *line = tag->start;
	const char *next = tag->end;
	bool alone = mustache_stands_alone(parser, tag, &line, &next);
	mustache_literal(parser, line);
	parser->at = next;
	switch (tag->sigil) {
	case '!':
		return true;
	case '#':
	case '^':
		return mustache_open(parser, tag, error);
	case '/':
		return mustache_close(parser, tag, error);
	default:
		mustache_add_leaf(parser, tag,
				  alone ? arena_strndup(parser->arena, line, (size_t)(tag->start - line))
					: "");
		return true;
	}
}

bool mustache_parse(Arena *arena, const MustacheSource *source, const MustacheNode **ret_first,
		    GError **error)
{
	MustacheNode *first = NULL;
	MustacheParser parser = {
		.arena = arena,
		.source = source,
		.at = source->bytes,
		.end = source->bytes + source->length,
		.counted = source->bytes,
		.line = 1,
		.tail = &first,
	};
	const char *start = NULL;
	while ((start = mustache_find(parser.at, parser.end, "{{")) != NULL) {
		MustacheTag tag;
		if (!mustache_read_tag(&parser, start, &tag, error) ||
		    !mustache_take_tag(&parser, &tag, error))
			return false;
	}
	mustache_literal(&parser, parser.end);
	if (parser.n_open > 0) {
		const MustacheNode *open = parser.open[parser.n_open - 1];
		error_reject(error, "%s:%u: {{#%s}} is never closed", source->name, open->line, open->text);
		return false;
	}
	*ret_first = first;
	return true;
}
