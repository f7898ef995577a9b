#include "parsers/mime/spf.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

#define SPF_TERMS_MAX 200
#define SPF_BITS4 32
#define SPF_BITS6 128

typedef enum { ARGUMENT_NONE, ARGUMENT_DOMAIN, ARGUMENT_NEEDED, ARGUMENT_FOUR, ARGUMENT_SIX } SpfArgument;

typedef struct {
	const char *name;
	SpfKind kind;
	char separator;
	SpfArgument argument;
	bool bits; /* "/24//64" may follow */
} SpfRow;

static const SpfRow spf_rows[] = {
	{ "all", SPF_ALL, ':', ARGUMENT_NONE, false },	      { "include", SPF_INCLUDE, ':', ARGUMENT_NEEDED, false },
	{ "a", SPF_A, ':', ARGUMENT_DOMAIN, true },	      { "mx", SPF_MX, ':', ARGUMENT_DOMAIN, true },
	{ "ptr", SPF_PTR, ':', ARGUMENT_DOMAIN, false },      { "ip4", SPF_IP4, ':', ARGUMENT_FOUR, true },
	{ "ip6", SPF_IP6, ':', ARGUMENT_SIX, true },	      { "exists", SPF_EXISTS, ':', ARGUMENT_NEEDED, false },
	{ "redirect", SPF_REDIRECT, '=', ARGUMENT_NEEDED, false }, { "exp", SPF_OTHER, '=', ARGUMENT_NEEDED, false },
};

bool spf_is_record(const char *text)
{
	size_t version = strlen("v=spf1");
	return g_ascii_strncasecmp(text, "v=spf1", version) == 0 && (text[version] == '\0' || text[version] == ' ');
}

/* "24" up to the largest; -1: no number. */
static int spf_bits(const char *text, size_t length, int most)
{
	int bits = length > 0 && length <= 3 ? 0 : -1;
	for (size_t i = 0; i < length && bits >= 0; i++)
		bits = g_ascii_isdigit(text[i]) ? bits * 10 + (text[i] - '0') : -1;
	return bits <= most ? bits : -1;
}

/* Cuts "/24//64" off the argument. */
static bool spf_take_bits(const SpfRow *row, char *argument, SpfTerm *term)
{
	char *slash = row->bits ? strchr(argument, '/') : NULL;
	if (slash == NULL)
		return true;
	*slash++ = '\0';
	if (row->kind == SPF_IP6) {
		term->bits6 = spf_bits(slash, strlen(slash), SPF_BITS6);
		return term->bits6 >= 0;
	}
	size_t four = strcspn(slash, "/");
	if (four > 0)
		term->bits4 = spf_bits(slash, four, SPF_BITS4);
	if (slash[four] == '\0')
		return four > 0 && term->bits4 >= 0;
	const char *six = slash + four + (four > 0); /* "24//64" or "//64" */
	term->bits6 = *six == '/' ? spf_bits(six + 1, strlen(six + 1), SPF_BITS6) : -1;
	return term->bits4 >= 0 && term->bits6 >= 0;
}

static bool spf_is_domain(const char *text)
{
	return text[0] != '\0' && g_str_is_ascii(text) && !text_has_control(text) && text[0] != '.' &&
	       strstr(text, "..") == NULL;
}

static bool spf_argument_fits(const SpfRow *row, const char *argument)
{
	bool six = argument != NULL && strchr(argument, ':') != NULL;
	switch (row->argument) {
	case ARGUMENT_NONE:
		return argument == NULL;
	case ARGUMENT_DOMAIN:
		return argument == NULL || spf_is_domain(argument);
	case ARGUMENT_NEEDED:
		return argument != NULL && spf_is_domain(argument);
	case ARGUMENT_FOUR:
		return argument != NULL && !six && g_hostname_is_ip_address(argument);
	case ARGUMENT_SIX:
		return six && g_hostname_is_ip_address(argument);
	}
	return false;
}

static bool spf_fill(Arena *arena, const SpfRow *row, const char *rest, SpfTerm *term)
{
	char *argument = arena_strdup(arena, rest);
	term->kind = row->kind;
	term->bits4 = SPF_BITS4;
	term->bits6 = SPF_BITS6;
	if (!spf_take_bits(row, argument, term))
		return false;
	if (argument[0] == row->separator)
		term->domain = argument + 1;
	else if (argument[0] != '\0')
		return false;
	term->macro = term->domain != NULL && strchr(term->domain, '%') != NULL;
	return spf_argument_fits(row, term->domain);
}

/* An unknown modifier ("name=value") is allowed, an unknown mechanism is not. */
static bool spf_term(Arena *arena, const char *text, SpfTerm *term)
{
	*term = (SpfTerm){ .kind = SPF_OTHER, .qualifier = '+' };
	bool qualified = text[0] != '\0' && strchr("+-~?", text[0]) != NULL;
	if (qualified)
		term->qualifier = *text++;
	size_t length = strcspn(text, ":/=");
	for (size_t i = 0; i < G_N_ELEMENTS(spf_rows); i++) {
		const SpfRow *row = &spf_rows[i];
		bool named = strlen(row->name) == length && g_ascii_strncasecmp(row->name, text, length) == 0;
		if (named && (row->separator == ':' || text[length] == '='))
			return !(qualified && row->separator == '=') && spf_fill(arena, row, text + length, term);
	}
	return !qualified && length > 0 && text[length] == '=';
}

static const char *spf_order_fault(const SpfRecord *record)
{
	size_t redirects = 0;
	for (size_t i = 0; i < record->n; i++)
		redirects += record->terms[i].kind == SPF_REDIRECT;
	return redirects > 1 ? "redirect= stands there twice" : NULL;
}

SpfRecord spf_parse(Arena *arena, const char *text)
{
	SpfRecord record = { 0 };
	Texts words = texts_split(arena, text, " ");
	record.terms = arena_array(arena, SpfTerm, words.n + 1);
	if (words.n > SPF_TERMS_MAX)
		record.fault = "the record has too many terms";
	for (size_t i = 1; i < words.n && record.fault == NULL; i++) {
		if (spf_term(arena, words.items[i], &record.terms[record.n]))
			record.n++;
		else
			record.fault = arena_printf(arena, "\"%s\" is no term of SPF", text_line(arena, words.items[i], 60));
	}
	if (record.fault == NULL)
		record.fault = spf_order_fault(&record);
	return record;
}
