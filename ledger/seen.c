#include "ledger/seen.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "base/texts.h"

#define SEEN_LINE_MAX 200

static const char *const seen_words[] = {
	"visto", "vista", "vistos", "vistas", "ok", "okay", "oki", "okey", "seen", "ack", "acknowledged", "noted", "got",
	"enterado", "enterada", "recibido", "recibida", "recibidos", "listo", "vu", "vus", "vue", "reçu", "recu", "noté",
	"note", "compris", "recebido", "recebida", "ciente", "entendido", "👍", "✅",
};

/* What may stand beside it. */
static const char *const seen_company[] = {
	"bueno", "todo", "todos", "gracias", "muchas", "saludos", "it", "all", "thanks", "thank", "you", "obrigado",
	"obrigada", "tudo", "merci", "bien", "y", "e", "et", "and", "de", "el", "la", "los", "las", "the", "le", "no", "nº",
	"n°", "by", "me", "tout", "ok",
};

static bool seen_in(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

/* The first line with a word in it, in small letters, marks as blanks. */
static char *seen_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 20);
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_strstrip(lines[i]);
		if (*lines[i] == '\0' || *lines[i] == '>')
			continue;
		if (strlen(lines[i]) > SEEN_LINE_MAX)
			return NULL;
		g_autofree char *composed = g_utf8_normalize(lines[i], -1, G_NORMALIZE_ALL_COMPOSE);
		char *small = composed != NULL ? g_utf8_strdown(composed, -1) : NULL;
		return small != NULL ? g_strdelimit(small, ".,;:!?#()*\"'-_\t", ' ') : NULL;
	}
	return NULL;
}

static bool seen_number(Arena *arena, const char *word, Seen *seen)
{
	guint64 id = 0;
	if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT64, &id, NULL))
		return false;
	seen->ids = arena_grow(arena, seen->ids, seen->n, sizeof *seen->ids);
	seen->ids[seen->n++] = (int64_t)id;
	return true;
}

Seen seen_read(Arena *arena, const char *text)
{
	Seen seen = { 0 };
	g_autofree char *line = text != NULL ? seen_line(text) : NULL;
	Texts words = line != NULL ? texts_split(arena, line, " ") : (Texts){ 0 };
	if (words.n == 0 || !seen_in(words.items[0], seen_words, G_N_ELEMENTS(seen_words)))
		return seen;
	for (size_t i = 1; i < words.n; i++)
		if (!seen_number(arena, words.items[i], &seen) &&
		    !seen_in(words.items[i], seen_words, G_N_ELEMENTS(seen_words)) &&
		    !seen_in(words.items[i], seen_company, G_N_ELEMENTS(seen_company)))
			return (Seen){ 0 };
	seen.seen = true;
	return seen;
}
