#include "parsers/replies/bounce_local.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "parsers/replies/bounce.h"
#include "parsers/replies/bounce_reason.h"
#include "parsers/replies/bounce_text.h"

enum {
	LOCAL_CANDIDATES = 100,
	LOCAL_LINES = 2000,
	LOCAL_LEAST = 2,
	LOCAL_MOST = 64,
	LOCAL_NAMES = 8,
	LINE_BYTES = 600
};

/* ---- whom the returned message was for ---- */

static void local_add_candidate(Arena *arena, Texts *candidates, const char *address)
{
	if (address != NULL && candidates->n < LOCAL_CANDIDATES && strchr(address, '@') != NULL &&
	    !texts_has(candidates, address))
		texts_add(arena, candidates, address);
}

static void local_take_field(Arena *arena, Texts *candidates, const char *value)
{
	g_auto(GStrv) pieces = g_strsplit_set(value != NULL ? value : "", ",; \t\r\n<>\"()", -1);
	for (size_t i = 0; pieces[i] != NULL; i++)
		if (strchr(pieces[i], '@') != NULL)
			local_add_candidate(arena, candidates, bounce_address(arena, pieces[i]));
}

/* "To: …" of headers that stand in the text, with the lines that go on behind a blank. */
static void local_take_text(Arena *arena, Texts *candidates, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", LOCAL_LINES);
	bool inside = false;
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *line = lines[i] + strspn(lines[i], ">|");
		bool folded = *line == ' ' || *line == '\t';
		bool field = g_ascii_strncasecmp(line, "to:", 3) == 0 || g_ascii_strncasecmp(line, "cc:", 3) == 0;
		inside = field || (inside && folded);
		if (inside)
			local_take_field(arena, candidates, field ? line + 3 : line);
	}
}

static Texts local_candidates(Arena *arena, const Message *message, const char *text)
{
	Texts candidates = { 0 };
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (part->declared == NULL || (!g_str_has_prefix(part->declared, "message/rfc822") &&
					       strcmp(part->declared, "text/rfc822-headers") != 0))
			continue;
		local_take_field(arena, &candidates, part_header(part, "To"));
		local_take_field(arena, &candidates, part_header(part, "Cc"));
		if (part->text != NULL)
			local_take_text(arena, &candidates, part->text);
	}
	local_take_text(arena, &candidates, text);
	return candidates;
}

/* The only candidate with that local part; NULL for none and for two. */
static const char *local_fitting(const Texts *candidates, const char *local)
{
	const char *found = NULL;
	size_t length = strlen(local);
	for (size_t i = 0; i < candidates->n; i++) {
		const char *address = candidates->items[i];
		if (g_ascii_strncasecmp(address, local, length) != 0 || address[length] != '@')
			continue;
		if (found != NULL)
			return NULL;
		found = address;
	}
	return found;
}

void bounce_local_complete(Arena *arena, const Message *message, const char *text, Bounce *bounce)
{
	bool wanted = false;
	for (size_t i = 0; i < bounce->n_recipients; i++)
		wanted = wanted || strchr(bounce->recipients[i].address, '@') == NULL;
	if (!wanted)
		return;
	Texts candidates = local_candidates(arena, message, text);
	for (size_t i = 0; i < bounce->n_recipients; i++) {
		BounceRecipient *recipient = &bounce->recipients[i];
		const char *whole = strchr(recipient->address, '@') == NULL
					    ? local_fitting(&candidates, recipient->address)
					    : NULL;
		recipient->address = whole != NULL ? whole : recipient->address;
	}
}

/* ---- names in prose ---- */

/* What a line calls the name behind it, and words that are no name there. All folded. */
static const char *const leads[] = { "user",	     "usuario", "usuaria", "recipient", "mailbox", "buzon",
				     "destinatario", "casilla", "conta",   "cuenta",	"account", "utilisateur",
				     "alias" };
/* These only in front of a colon: "unknown user" is led by "user", "unknown: jperez" by itself. */
static const char *const vague_leads[] = { "unknown", "desconocido", "desconocida", "desconhecido", "inexistente", "inconnu" };
static const char *const not_names[] = {
	"unknown",   "name",	 "names",   "address", "is",	   "was",    "has",	"does",	     "doesn",	  "not",
	"no",	     "unavailable", "full", "account", "mailbox",  "user",   "users",	"id",	     "over",	  "in",
	"on",	     "at",	 "of",	    "the",     "for",	   "here",   "disabled", "inactive", "desconocido", "desconocida",
	"inexistente", "nao",	 "lleno",   "llena",   "del",	   "de",     "exceeded", "quota",    "with",	  "cannot",
	"could",     "can",	 "rejected", "said",   "list",	   "limit",  "and",	"or",	     "by",	  "to",
	"this",	     "that",	 "su",	    "esta",    "existe",   "est",    "inconnu", "inconnue",  "introuvable", "pleine",
	"invalid",   "refused",	 "suspended", "had",   "your",	   "you",    "se",	"el",	     "la",	  "que",
	"recipient", "usuario",	 "couldn",  "local",   "domain",   "host",   "destinatario", "must", "may",	  "will",
};

static bool local_is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static bool local_is_char(char c)
{
	return g_ascii_isalnum(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

typedef struct {
	const char *start;
	size_t length;
} LocalWord;

typedef struct {
	const char *name, *status, *line;
} LocalName;

typedef struct {
	LocalName items[LOCAL_NAMES];
	size_t n;
} LocalNames;

/* The next word from *at on that could be a local part; false at the end. Addresses are none. */
static bool local_next_word(const char **at, LocalWord *ret)
{
	while (**at != '\0') {
		*at += strcspn(*at, "abcdefghijklmnopqrstuvwxyz0123456789");
		const char *start = *at;
		while (local_is_char(**at))
			(*at)++;
		size_t length = (size_t)(*at - start);
		bool address = **at == '@';
		if (address)
			*at += strcspn(*at, " \t,;>)");
		while (length > 0 && !g_ascii_isalnum(start[length - 1]))
			length--;
		if (!address && length >= LOCAL_LEAST && length <= LOCAL_MOST) {
			*ret = (LocalWord) { start, length };
			return true;
		}
	}
	return false;
}

static bool local_is_led(const char *line, const LocalWord *word)
{
	const char *end = word->start;
	while (end > line && strchr(" \"'<(:", end[-1]) != NULL)
		end--;
	const char *start = end;
	while (start > line && g_ascii_isalpha(start[-1]))
		start--;
	g_autofree char *lead = g_strndup(start, (size_t)(end - start));
	bool marked = end < word->start && memchr(end, ':', (size_t)(word->start - end)) != NULL;
	return (end < word->start && local_is_one_of(lead, leads, G_N_ELEMENTS(leads))) ||
	       (marked && local_is_one_of(lead, vague_leads, G_N_ELEMENTS(vague_leads)));
}

/* "jperez: user unknown", "jperez... no such user" at the beginning of a line. */
static bool local_opens(const char *line, const LocalWord *word)
{
	const char *before = line + strspn(line, " \t<\"'(*-");
	const char *after = word->start + word->length;
	after += strspn(after, ">\"')");
	return before == word->start &&
	       (*after == ':' || g_str_has_prefix(after, "...") || g_str_has_prefix(after, " ..."));
}

/* What a line says when the name is left out of it: "user jperez unknown" -> "user unknown". */
static const BounceReason *local_reason(Arena *arena, const char *line, const LocalWord *word)
{
	const BounceReason *whole = bounce_reason_of(line);
	const char *before = arena_strndup(arena, line, (size_t)(word->start - line));
	const char *rest = bounce_text_squeezed(
		arena, arena_printf(arena, "%s%s", before, word->start + word->length), LINE_BYTES);
	return whole != NULL || rest == NULL ? whole : bounce_reason_of(rest);
}

static bool local_is_name(const char *name)
{
	return strpbrk(name, "abcdefghijklmnopqrstuvwxyz") != NULL &&
	       !local_is_one_of(name, not_names, G_N_ELEMENTS(not_names));
}

static void local_names_in(Arena *arena, const char *line, LocalNames *names)
{
	LocalWord word;
	for (const char *at = line; names->n < LOCAL_NAMES && local_next_word(&at, &word);) {
		if (!local_is_led(line, &word) && !local_opens(line, &word))
			continue;
		const char *name = arena_strndup(arena, word.start, word.length);
		const BounceReason *reason = local_is_name(name) ? local_reason(arena, line, &word) : NULL;
		if (reason == NULL || reason->class == BOUNCE_CLASS_POLICY)
			continue;
		const char *stated = bounce_text_status(arena, line);
		names->items[names->n++] = (LocalName) { .name = name,
							 .status = stated != NULL ? stated : reason->status,
							 .line = bounce_text_squeezed(arena, line, LINE_BYTES) };
	}
}

/* ---- who it was ---- */

static void local_add(Arena *arena, Bounce *bounce, const char *address, const LocalName *name)
{
	for (size_t i = 0; i < bounce->n_recipients; i++)
		if (strcmp(bounce->recipients[i].address, address) == 0)
			return;
	BounceRecipient made = { .address = address, .action = "failed" };
	made.status = name != NULL ? name->status : NULL;
	made.diagnostic = name != NULL ? name->line : NULL;
	bounce->recipients = arena_grow(arena, bounce->recipients, bounce->n_recipients, sizeof made);
	bounce->recipients[bounce->n_recipients++] = made;
}

/* Of several recipients, the one whose local part the prose has as a word of its own. */
static const char *local_mentioned(const char *prose, const Texts *candidates)
{
	const char *found = NULL;
	LocalWord word;
	for (const char *at = prose; local_next_word(&at, &word);) {
		g_autofree char *name = g_strndup(word.start, word.length);
		const char *fits = local_fitting(candidates, name);
		if (fits != NULL && found != NULL && fits != found)
			return NULL;
		found = fits != NULL ? fits : found;
	}
	return found;
}

void bounce_local_find(Arena *arena, const Message *message, const char *text, Bounce *bounce)
{
	Texts candidates = local_candidates(arena, message, text);
	LocalNames names = { 0 };
	const char *prose = text_fold(arena, bounce_text_prose(arena, text));
	g_auto(GStrv) lines = g_strsplit(prose, "\n", LOCAL_LINES);
	for (size_t i = 0; lines[i] != NULL; i++)
		local_names_in(arena, lines[i], &names);
	for (size_t i = 0; i < names.n; i++) {
		const char *fits = local_fitting(&candidates, names.items[i].name);
		if (fits != NULL)
			local_add(arena, bounce, fits, &names.items[i]);
	}
	const char *mentioned = bounce->n_recipients == 0 ? local_mentioned(prose, &candidates) : NULL;
	if (mentioned != NULL)
		local_add(arena, bounce, mentioned, NULL);
	for (size_t i = 0; candidates.n == 0 && i < names.n; i++)
		local_add(arena, bounce, names.items[i].name, &names.items[i]);
}
