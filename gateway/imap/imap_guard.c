#include "gateway/imap/imap_guard.h"

#include <glib.h>
#include <string.h>

/* What may come untagged: all that our commands ask for and RFC 3501 lets a server say unasked. The parser
 * knows many more, and dies on some of them. */
static const char *const allowed_untagged[] = {
	"OK", "NO", "BAD", "BYE", "PREAUTH", "CAPABILITY", "FLAGS", "LIST", "SEARCH",
};
static const char *const allowed_numbered[] = { "EXISTS", "RECENT", "EXPUNGE", "FETCH" };

/* Items of a FETCH response likewise, and their values outside quotes and brackets. */
static const char *const allowed_items[] = {
	"UID", "FLAGS", "RFC822.SIZE", "INTERNALDATE", "BODY", "MODSEQ", "NIL",
};

void imap_guard_init(ImapGuard *guard)
{
	*guard = (ImapGuard){ .max_literal = IMAP_GUARD_LITERAL, .max_literals = 16 * IMAP_GUARD_LITERAL };
}

void imap_guard_command(ImapGuard *guard, uint64_t max_literal, uint64_t max_literals)
{
	guard->max_literal = max_literal;
	guard->max_literals = max_literals;
	guard->literals = 0;
	guard->bytes = 0;
	guard->status[0] = '\0';
}

static bool refuse(ImapGuard *guard, const char *why)
{
	guard->verdict = why;
	return false;
}

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

static bool is_number(const char *word)
{
	return word[0] != '\0' && strspn(word, "0123456789") == strlen(word);
}

/* A word ended. Position decides what it may be: SORT is a fine capability and a fine folder name. */
static bool end_word(ImapGuard *guard)
{
	if (guard->token_length == 0)
		return true;
	guard->token[MIN(guard->token_length, sizeof guard->token - 1)] = '\0';
	const char *word = guard->token;
	int position = guard->words++;
	guard->token_length = 0;
	guard->after_body = false;
	if (position == 0)
		guard->untagged = strcmp(word, "*") == 0;
	if (guard->bracket && strcmp(word, "BADCHARSET") == 0)
		return refuse(guard, "a BADCHARSET code nobody asked for");
	if (guard->bracket && strcmp(word, "PERMANENTFLAGS") == 0)
		guard->flags = IMAP_FLAGS_OPEN;
	if (!guard->untagged)
		return true;
	bool number = is_number(word);
	if (position == 1) {
		guard->numbered = number;
		if (!number && !is_one_of(word, allowed_untagged, G_N_ELEMENTS(allowed_untagged)))
			return refuse(guard, "an untagged response nobody asked for");
	}
	if (position == 2 && guard->numbered &&
	    !is_one_of(word, allowed_numbered, G_N_ELEMENTS(allowed_numbered)))
		return refuse(guard, "an untagged response nobody asked for");
	if (position == 2 && guard->numbered && strcmp(word, "FETCH") == 0) {
		guard->fetch = true;
		return true;
	}
	if (guard->fetch && guard->depth == 1 && !number &&
	    !is_one_of(word, allowed_items, G_N_ELEMENTS(allowed_items)))
		return refuse(guard, "a FETCH item nobody asked for");
	guard->after_body = guard->fetch && strcmp(word, "BODY") == 0;
	return true;
}

static bool is_word_byte(char c)
{
	return strchr(" ()[]\"{}\r\n\t<>", c) == NULL;
}

static void add_to_word(ImapGuard *guard, char c)
{
	if (guard->token_length == 0)
		guard->bracket = guard->before == '[';
	if (guard->token_length < sizeof guard->token - 1)
		guard->token[guard->token_length] = g_ascii_toupper(c);
	guard->token_length++;
}

static void end_line(ImapGuard *guard)
{
	size_t kept = MIN(guard->line, sizeof guard->head - 1);
	guard->head[kept] = '\0';
	g_strchomp(guard->head);
	bool bye = g_ascii_strncasecmp(guard->head, "* BYE", 5) == 0;
	if (bye || (guard->head[0] != '*' && guard->head[0] != '+'))
		memcpy(guard->status, guard->head, sizeof guard->status);
	guard->mode = IMAP_GUARD_TEXT;
	guard->brace = IMAP_BRACE_NONE;
	guard->line = 0;
	guard->depth = 0;
	guard->words = 0;
	guard->token_length = 0;
	guard->flags = IMAP_FLAGS_NONE;
	guard->untagged = guard->numbered = guard->fetch = guard->after_body = guard->bracket = false;
	guard->before = '\0';
}

/* "{123}" and the line's end announce a literal; anywhere else the parser would still take it for one. */
static bool begin_literal(ImapGuard *guard)
{
	guard->brace = IMAP_BRACE_NONE;
	if (guard->literal_left > guard->max_literal)
		return refuse(guard, "a literal larger than allowed");
	guard->literals += guard->literal_left;
	if (guard->literals > guard->max_literals)
		return refuse(guard, "more literal data than was asked for");
	guard->mode = guard->literal_left > 0 ? IMAP_GUARD_BODY : IMAP_GUARD_TEXT;
	guard->before = ' ';
	return true;
}

static bool feed_brace(ImapGuard *guard, char c, bool *ret_taken)
{
	*ret_taken = true;
	switch (guard->brace) {
	case IMAP_BRACE_NONE:
		break;
	case IMAP_BRACE_DIGITS:
		if (g_ascii_isdigit(c) && guard->brace_digits++ < 18) {
			guard->literal_left = guard->literal_left * 10 + (uint64_t)(c - '0');
			return true;
		}
		if (c == '}' && guard->brace_digits > 0) {
			guard->brace = IMAP_BRACE_CLOSED;
			return true;
		}
		if (guard->brace_digits > 0)
			return refuse(guard, "a literal that is none");
		guard->brace = IMAP_BRACE_NONE;
		break;
	case IMAP_BRACE_CLOSED:
	case IMAP_BRACE_CR:
		if (c == '\r' && guard->brace == IMAP_BRACE_CLOSED) {
			guard->brace = IMAP_BRACE_CR;
			return true;
		}
		if (c == '\n')
			return begin_literal(guard);
		return refuse(guard, "a literal in the middle of a line");
	}
	*ret_taken = false;
	return true;
}

static bool is_flag_byte(char c)
{
	return g_ascii_isgraph(c) && strchr("(){%*\"\\]", c) == NULL;
}

/* The parser dies on a list of permanent flags whose first one is none; an empty list is fine. */
static bool feed_flags(ImapGuard *guard, char c)
{
	switch (guard->flags) {
	case IMAP_FLAGS_NONE:
		return true;
	case IMAP_FLAGS_OPEN:
		if (c == '(')
			guard->flags = IMAP_FLAGS_FIRST;
		return c == ' ' || c == '(';
	case IMAP_FLAGS_FIRST:
		guard->flags = c == '\\' ? IMAP_FLAGS_NAME : IMAP_FLAGS_NONE;
		return c == '\\' || c == ')' || is_flag_byte(c);
	case IMAP_FLAGS_NAME:
		guard->flags = IMAP_FLAGS_NONE;
		return c == '*' || is_flag_byte(c);
	}
	return true;
}

static bool feed_text(ImapGuard *guard, char c)
{
	if (is_word_byte(c))
		add_to_word(guard, c);
	else if (!end_word(guard))
		return false;
	if (!feed_flags(guard, c))
		return refuse(guard, "a list of flags that is none");
	if (c == '(' && (++guard->depth > IMAP_GUARD_DEPTH || guard->after_body))
		return refuse(guard, guard->after_body ? "a FETCH item nobody asked for"
						       : "brackets nested too deep");
	if (c == '[' && guard->words == 1 && guard->head[0] == '+')
		return refuse(guard, "a code in a continuation");
	if (c == ')' && guard->depth > 0)
		guard->depth--;
	if (c == '"')
		guard->mode = IMAP_GUARD_QUOTED;
	if (c == '{') {
		guard->brace = IMAP_BRACE_DIGITS;
		guard->brace_digits = 0;
		guard->literal_left = 0;
	}
	if (c != ' ')
		guard->after_body = false;
	guard->before = c;
	return true;
}

static bool feed_byte(ImapGuard *guard, char c)
{
	if (c == '\0')
		return refuse(guard, "a NUL byte");
	if (guard->line < sizeof guard->head)
		guard->head[guard->line] = c;
	if (++guard->line > IMAP_GUARD_LINE)
		return refuse(guard, "an endless line");
	if (++guard->bytes > IMAP_GUARD_BYTES)
		return refuse(guard, "an endless response");
	bool taken = false;
	if (!feed_brace(guard, c, &taken) || taken)
		return guard->verdict == NULL;
	if (c == '\n') {
		if (guard->flags != IMAP_FLAGS_NONE)
			return refuse(guard, "a list of flags that is none");
		if (guard->mode == IMAP_GUARD_TEXT && !end_word(guard))
			return false;
		end_line(guard);
		return true;
	}
	if (guard->mode == IMAP_GUARD_TEXT)
		return feed_text(guard, c);
	if (guard->mode == IMAP_GUARD_ESCAPE)
		guard->mode = IMAP_GUARD_QUOTED;
	else if (c == '\\')
		guard->mode = IMAP_GUARD_ESCAPE;
	else if (c == '"')
		guard->mode = IMAP_GUARD_TEXT;
	return true;
}

bool imap_guard_feed(ImapGuard *guard, const void *bytes, size_t n)
{
	const char *at = bytes;
	const char *end = at + n;
	while (at < end && guard->verdict == NULL) {
		if (guard->mode != IMAP_GUARD_BODY) {
			feed_byte(guard, *at++);
			continue;
		}
		size_t skip = MIN((uint64_t)(end - at), guard->literal_left);
		guard->literal_left -= skip;
		at += skip;
		if (guard->literal_left == 0)
			guard->mode = IMAP_GUARD_TEXT;
	}
	return guard->verdict == NULL;
}
