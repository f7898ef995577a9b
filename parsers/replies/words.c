#include "parsers/replies/words.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* ---- words
 * -------------------------------------------------------------------------------------------------------- */

static gunichar words_char(const char *at, const char *end)
{
	return at < end ? g_utf8_get_char(at) : 0;
}

static const char *words_run(const char *at, const char *end, gboolean (*belongs)(gunichar))
{
	while (at < end && (belongs(g_utf8_get_char(at)) || g_unichar_ismark(g_utf8_get_char(at))))
		at = g_utf8_next_char(at);
	return at;
}

static const char *words_chunk_end(const char *at, const char *end)
{
	while (at < end && !g_unichar_isspace(g_utf8_get_char(at)) && strchr("<>()[]\",;", *at) == NULL)
		at = g_utf8_next_char(at);
	return at;
}

/* An address or a link: blank-delimited, with "x@y" or "://" or "www." in it. */
static bool words_is_link(const char *at, const char *end)
{
	size_t length = (size_t)(end - at);
	const char *sign = memchr(at, '@', length);
	if (sign != NULL && sign > at && sign + 1 < end)
		return true;
	return g_strstr_len(at, (gssize)length, "://") != NULL || g_ascii_strncasecmp(at, "www.", 4) == 0;
}

static const char *words_trim_link(const char *start, const char *end)
{
	while (end > start + 1 && strchr(".:!?'*_-", end[-1]) != NULL)
		end--;
	return end;
}

static const char *words_folded(Arena *arena, const char *start, const char *end)
{
	char *copy = arena_strndup(arena, start, (size_t)(end - start));
	for (const char *at = copy; *at != '\0'; at++)
		if ((unsigned char)*at >= 0x80)
			return text_fold(arena, copy);
	for (char *at = copy; *at != '\0'; at++)
		*at = g_ascii_tolower(*at);
	return copy;
}

typedef struct {
	Arena *arena;
	const char *text;
	const char *end;
	const char *link_seen; /* chunks are looked at once */
	Words *words;
} WordsReader;

static const char *words_next_end(WordsReader *reader, const char *at, WordKind *ret_kind)
{
	if (at >= reader->link_seen) {
		reader->link_seen = words_chunk_end(at, reader->end);
		if (words_is_link(at, reader->link_seen)) {
			*ret_kind = WORD_LINK;
			return words_trim_link(at, reader->link_seen);
		}
	}
	gunichar c = words_char(at, reader->end);
	if (g_unichar_isdigit(c)) {
		*ret_kind = WORD_NUMBER;
		return words_run(at, reader->end, g_unichar_isdigit);
	}
	*ret_kind = g_unichar_isalpha(c) ? WORD_LETTERS : WORD_MARK;
	return *ret_kind == WORD_LETTERS ? words_run(at, reader->end, g_unichar_isalpha)
					 : g_utf8_next_char(at);
}

static void words_add(WordsReader *reader, WordKind kind, const char *start, const char *end)
{
	Words *words = reader->words;
	const char *folded = words_folded(reader->arena, start, end);
	if (*folded == '\0')
		return;
	words->items = arena_grow(reader->arena, words->items, words->n, sizeof(Word));
	words->items[words->n++] = (Word){
		.text = folded,
		.kind = kind,
		.start = (size_t)(start - reader->text),
		.end = (size_t)(end - reader->text),
	};
}

/* ---- sentences
 * ---------------------------------------------------------------------------------------------------- */

static bool words_is_mark(const Word *word, const char *marks)
{
	return word->kind == WORD_MARK && word->text[1] == '\0' && strchr(marks, word->text[0]) != NULL;
}

/* A dot ends a sentence when blank follows and what stands before it is no initial and no usual abbreviation.
 */
static bool words_dot_ends(const char *text, const Words *words, size_t at)
{
	static const char *const short_forms[] = {
		"sr",  "sra",  "srta", "dr",	"dra", "no",   "num",  "nro",  "fact", "ref",  "av",   "art",
		"cta", "cte",  "fc",   "ene",	"feb", "abr",  "jun",  "jul",  "ago",  "sept", "oct",  "nov",
		"dic", "sres", "etc",  "aprox", "mr",  "mrs",  "ms",   "inv",  "ltda", "est",  "atte", "tel",
		"dec", "jan",  "aug",  "sep",	"apr", "janv", "fevr", "juil", "ext"
	};
	char after = text[words->items[at].end];
	if (after != '\0' && !g_ascii_isspace(after))
		return false;
	if (at == 0 || words->items[at - 1].kind != WORD_LETTERS ||
	    words->items[at - 1].end != words->items[at].start)
		return true;
	const char *before = words->items[at - 1].text;
	if (g_utf8_strlen(before, -1) == 1)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(short_forms); i++)
		if (strcmp(before, short_forms[i]) == 0)
			return false;
	return true;
}

static size_t words_line_length(const char *text, size_t at)
{
	size_t start = at;
	while (start > 0 && text[start - 1] != '\n')
		start--;
	return at - start;
}

/* A line end is only wrapping unless the line is short, or what follows is a blank line or a new item. */
static bool words_break_ends(const char *text, const Word *before, const Word *after)
{
	const char *line_end = memchr(text + before->end, '\n', after->start - before->end);
	if (line_end == NULL)
		return false;
	if (memchr(line_end + 1, '\n', (size_t)(text + after->start - line_end - 1)) != NULL)
		return true;
	if (words_is_mark(after, "-*>") ||
	    (after->kind == WORD_MARK && (unsigned char)after->text[0] >= 0x80))
		return true;
	bool upper = g_unichar_isupper(g_utf8_get_char(text + after->start));
	return upper && words_line_length(text, (size_t)(line_end - text)) < 60;
}

/* Nobody's sentence is longer; the bound keeps what is done a sentence linear. */
enum { SENTENCE_WORDS = 300 };

static bool words_sentence_ends(const char *text, const Words *words, size_t first, size_t at)
{
	const Word *word = &words->items[at];
	if (at + 1 == words->n || at + 1 - first >= SENTENCE_WORDS || words_is_mark(word, "!?;"))
		return true;
	if (words_is_mark(word, ".") && words_dot_ends(text, words, at))
		return true;
	return words_break_ends(text, word, &words->items[at + 1]);
}

static void words_split(Arena *arena, const char *text, Words *words)
{
	size_t first = 0;
	for (size_t at = 0; at < words->n; at++) {
		if (!words_sentence_ends(text, words, first, at))
			continue;
		words->sentences = arena_grow(arena, words->sentences, words->n_sentences, sizeof(Sentence));
		words->sentences[words->n_sentences++] = (Sentence){
			.first = first,
			.end = at + 1,
			.question = words_is_mark(&words->items[at], "?"),
		};
		first = at + 1;
	}
}

Words *words_of(Arena *arena, const char *text, size_t max)
{
	size_t length = text != NULL ? strnlen(text, max) : 0;
	while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
		length--;
	Words *words = arena_new0(arena, Words);
	const char *source = length > 0 ? arena_strndup(arena, text, length) : "";
	WordsReader reader = { arena, source, source + length, source, words };
	const char *at = source;
	while (at < reader.end) {
		if (g_unichar_isspace(g_utf8_get_char(at))) {
			at = g_utf8_next_char(at);
			continue;
		}
		WordKind kind = WORD_MARK;
		const char *end = words_next_end(&reader, at, &kind);
		words_add(&reader, kind, at, end);
		at = end;
	}
	words_split(arena, source, words);
	return words;
}

/* ---- phrases
 * ------------------------------------------------------------------------------------------------------ */

enum { PHRASE_MAX = 48 };

typedef struct {
	const char *text;
	size_t length;
	bool prefix;
} Choice;

typedef struct {
	bool optional, any, number;
	uint32_t first_bytes[8]; /* which bytes a matching word may begin with */
	Choice *choices;
	size_t n_choices;
} Element;

struct Phrase {
	Element *elements;
	size_t n;
};

struct PhraseSets {
	const WordSet *sets;
	Element *elements; /* one a set */
	size_t n;
};

static void element_add(Arena *arena, Element *element, const char *word)
{
	size_t length = strlen(word);
	bool prefix = length > 1 && word[length - 1] == '*';
	element->choices = arena_grow(arena, element->choices, element->n_choices, sizeof(Choice));
	element->choices[element->n_choices++] = (Choice){ word, length - prefix, prefix };
	unsigned char first = (unsigned char)word[0];
	element->first_bytes[first / 32] |= UINT32_C(1) << (first % 32);
}

/* The pieces of text between marks, cut in place. */
static char *element_next_piece(char **rest, const char *marks)
{
	char *piece = *rest + strspn(*rest, marks);
	size_t length = strcspn(piece, marks);
	*rest = piece + length + (piece[length] != '\0');
	piece[length] = '\0';
	return *piece != '\0' ? piece : NULL;
}

const PhraseSets *words_sets(Arena *arena, const WordSet *sets, size_t n_sets)
{
	PhraseSets *made = arena_new0(arena, PhraseSets);
	made->sets = sets;
	made->n = n_sets;
	made->elements = arena_array(arena, Element, n_sets);
	for (size_t i = 0; i < n_sets; i++) {
		char *rest = arena_strdup(arena, sets[i].words);
		for (char *word; (word = element_next_piece(&rest, " ")) != NULL;)
			element_add(arena, &made->elements[i], word);
	}
	return made;
}

/* The list of a set that stands alone is shared, else it is copied into the element's own. */
static void element_add_set(Arena *arena, Element *element, const char *name, const PhraseSets *sets,
			    bool alone)
{
	for (size_t i = 0; sets != NULL && i < sets->n; i++) {
		const Element *set = &sets->elements[i];
		if (strcmp(sets->sets[i].name, name) != 0)
			continue;
		for (size_t w = 0; w < set->n_choices && !alone; w++)
			element_add(arena, element, set->choices[w].text);
		if (!alone)
			return;
		element->choices = set->choices;
		element->n_choices = set->n_choices;
		memcpy(element->first_bytes, set->first_bytes, sizeof(set->first_bytes));
		return;
	}
	g_error("phrase names an unknown set: %s", name);
}

static void phrase_add(Arena *arena, Phrase *phrase, Element element)
{
	g_assert(phrase->n < PHRASE_MAX);
	phrase->elements = arena_grow(arena, phrase->elements, phrase->n, sizeof(Element));
	phrase->elements[phrase->n++] = element;
}

static void phrase_add_token(Arena *arena, Phrase *phrase, char *token, const PhraseSets *sets)
{
	Element element = { .optional = *token == '?' };
	if (*token == '~') {
		for (guint64 n = g_ascii_strtoull(token + 1, NULL, 10); n > 0; n--)
			phrase_add(arena, phrase, (Element){ .optional = true, .any = true });
		return;
	}
	token += element.optional;
	bool alone = strchr(token, '|') == NULL;
	for (char *choice; (choice = element_next_piece(&token, "|")) != NULL;) {
		if (*choice == '@')
			element_add_set(arena, &element, choice + 1, sets, alone);
		else if (strcmp(choice, "#") == 0)
			element.number = true;
		else
			element_add(arena, &element, choice);
	}
	phrase_add(arena, phrase, element);
}

const Phrase *words_phrase(Arena *arena, const char *text, const PhraseSets *sets)
{
	Phrase *phrase = arena_new0(arena, Phrase);
	char *rest = arena_strdup(arena, text);
	for (char *token; (token = element_next_piece(&rest, " ")) != NULL;)
		phrase_add_token(arena, phrase, token, sets);
	g_assert(phrase->n > 0 && !phrase->elements[0].optional && !phrase->elements[phrase->n - 1].any);
	return phrase;
}

static bool element_matches(const Element *element, const Word *word)
{
	if (element->any)
		return true;
	if (element->number && word->kind == WORD_NUMBER)
		return true;
	unsigned char first = (unsigned char)word->text[0];
	if ((element->first_bytes[first / 32] >> (first % 32) & 1) == 0)
		return false;
	for (size_t i = 0; i < element->n_choices; i++) {
		const Choice *choice = &element->choices[i];
		if (strncmp(word->text, choice->text, choice->length) == 0 &&
		    (choice->prefix || word->text[choice->length] == '\0'))
			return true;
	}
	return false;
}

/* Live positions of a phrase: bit i says that i elements are matched, start[i] where that match began. When
 * two ways meet, the later start stays, so that a match is as short as it can be. */
typedef struct {
	uint64_t live;
	size_t start[PHRASE_MAX + 1];
} Progress;

static void progress_reach(Progress *progress, const Phrase *phrase, size_t position, size_t start)
{
	for (;; position++) {
		uint64_t bit = UINT64_C(1) << position;
		if ((progress->live & bit) == 0 || progress->start[position] < start)
			progress->start[position] = start;
		progress->live |= bit;
		if (position == phrase->n || !phrase->elements[position].optional)
			return;
	}
}

static void progress_step(const Progress *now, Progress *next, const Phrase *phrase, const Word *word)
{
	next->live = 0;
	for (uint64_t left = now->live; left != 0; left &= left - 1) {
		size_t position = (size_t)__builtin_ctzll(left);
		if (position < phrase->n && element_matches(&phrase->elements[position], word))
			progress_reach(next, phrase, position + 1, now->start[position]);
	}
}

bool words_find(const Phrase *phrase, const Words *words, size_t from, size_t to, Match *ret)
{
	Progress two[2] = { 0 };
	size_t now = 0;
	for (size_t at = from; at < to; at++) {
		const Word *word = &words->items[at];
		if (word->kind == WORD_MARK)
			continue;
		progress_reach(&two[now], phrase, 0, at);
		progress_step(&two[now], &two[1 - now], phrase, word);
		now = 1 - now;
		if ((two[now].live >> phrase->n & 1) != 0) {
			*ret = (Match){ two[now].start[phrase->n], at + 1 };
			return true;
		}
	}
	return false;
}
