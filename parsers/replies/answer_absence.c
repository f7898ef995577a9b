#include "parsers/replies/answer_absence.h"

#include <glib.h>
#include <string.h>

/* Words of coming back, strongest evidence for a date in their sentence. */
static const char *const returns[] = {
	"regreso|retorno|vuelvo|reincorporo|regresare|retornare|volvere|reintegro|reincorporare|reintegrare|"
	"vuelta|regresando",
	"retornarei|voltarei|volto|retornando",
	"return|returning|back|resume",
	"retour|reviens|reviendrai|rentre",
	"hasta|ate|until|till|jusqu|through|jusque",
};

/* "hasta el 25 inclusive": back on the day after. */
static Date absence_after(const Words *words, Sentence range, const When *date)
{
	static const char *const whole[] = { "inclusive", "inclusiva", "inclusivo", "inclus", "incluse", "incluido",
					     "incluida", "included" };
	for (size_t at = date->end; at < range.end && at < date->end + 3; at++)
		for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
			if (strcmp(words->items[at].text, whole[i]) == 0)
				return date_add_days(date->date, 1);
	return date->date;
}

/* The date behind the first word of coming back, else the sentence's last; no date when it has no such word.
 */
static Date absence_return_in(AnswerScan *scan, const Phrase *const *phrases, size_t sentence)
{
	const Words *words = answer_scan_words(scan);
	Sentence range = words->sentences[sentence];
	const When *dates = NULL;
	size_t n = answer_scan_dates(scan, sentence, &dates);
	for (size_t i = 0; n > 0 && i < G_N_ELEMENTS(returns); i++) {
		Match match = { 0 };
		if (!words_find(phrases[i], words, range.first, range.end, &match))
			continue;
		size_t behind = 0;
		while (behind + 1 < n && dates[behind].end <= match.first)
			behind++;
		return absence_after(words, range, &dates[behind]);
	}
	return (Date){ 0 };
}

Date answer_absence_return(Arena *arena, AnswerScan *scan)
{
	const Words *words = answer_scan_words(scan);
	const Phrase *phrases[G_N_ELEMENTS(returns)];
	for (size_t i = 0; i < G_N_ELEMENTS(returns); i++)
		phrases[i] = words_phrase(arena, returns[i], NULL);
	Date last = { 0 };
	for (size_t sentence = 0; sentence < words->n_sentences; sentence++) {
		Date back = absence_return_in(scan, phrases, sentence);
		if (date_is_set(back))
			return back;
		const When *dates = NULL;
		size_t n = answer_scan_dates(scan, sentence, &dates);
		if (n > 0 && (!date_is_set(last) || date_compare(dates[n - 1].date, last) > 0))
			last = absence_after(words, words->sentences[sentence], &dates[n - 1]);
	}
	return last;
}

/* Names and their particles, right before an address: "María Pérez (maria@x.cl)". */
static bool absence_is_name(const char *text, const Word *word)
{
	static const char *const particles[] = { "de", "del", "la", "las", "los", "da",
						 "do", "dos", "y",  "van", "von" };
	if (word->kind != WORD_LETTERS)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(particles); i++)
		if (strcmp(word->text, particles[i]) == 0)
			return true;
	return g_unichar_isupper(g_utf8_get_char(text + word->start));
}

static const char *absence_name(Arena *arena, const char *text, const Words *words, size_t address)
{
	size_t end = address;
	while (end > 0 && words->items[end - 1].kind == WORD_MARK &&
	       strchr("(<[,:-", words->items[end - 1].text[0]) != NULL)
		end--;
	static const char *const skipped[] = { "correo", "email", "mail",	 "e",	    "al",
					       "at",	 "em",	  "electronico", "casilla", "en" };
	for (size_t i = 0; end > 0 && i < G_N_ELEMENTS(skipped); i++)
		if (strcmp(words->items[end - 1].text, skipped[i]) == 0)
			return NULL;
	size_t first = end;
	while (first > 0 && end - first < 6 && absence_is_name(text, &words->items[first - 1]))
		first--;
	while (first < end && !g_unichar_isupper(g_utf8_get_char(text + words->items[first].start)))
		first++;
	if (first == end)
		return NULL;
	size_t start = words->items[first].start;
	return arena_strndup(arena, text + start, words->items[end - 1].end - start);
}

static const char *absence_address(Arena *arena, const char *text, const Word *word)
{
	const char *start = text + word->start;
	size_t length = word->end - word->start;
	if (g_ascii_strncasecmp(start, "mailto:", MIN(length, 7)) == 0 && length > 7)
		return arena_strndup(arena, start + 7, length - 7);
	return arena_strndup(arena, start, length);
}

static bool absence_is_address(const char *address)
{
	const char *sign = strchr(address, '@');
	return sign != NULL && sign > address && strchr(sign + 1, '.') != NULL &&
	       strstr(address, "://") == NULL && strchr(sign + 1, '@') == NULL;
}

Address answer_absence_delegate(Arena *arena, const Mail *mail, const Words *words)
{
	for (size_t at = 0; at < words->n; at++) {
		if (words->items[at].kind != WORD_LINK)
			continue;
		const char *address = absence_address(arena, mail->reply, &words->items[at]);
		bool own = mail->from.address != NULL && g_ascii_strcasecmp(address, mail->from.address) == 0;
		if (absence_is_address(address) && !own)
			return (Address){ .name = absence_name(arena, mail->reply, words, at),
					  .address = address };
	}
	return (Address){ 0 };
}
