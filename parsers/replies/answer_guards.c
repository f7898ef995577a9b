#include "parsers/replies/answer_guards.h"

#include <glib.h>
#include <string.h>

/* What turns a statement round, in all languages ("n" and "t" are "n'a" and "won't"). */
static const char *const negations[] = { "no",	 "nunca",   "jamas",   "tampoco", "ni",	    "nao",
					 "nem",	 "not",	    "t",       "never",	  "ne",	    "n",
					 "pas",	 "jamais",  "cannot",  "nor",	  "sin",    "sem",
					 "sans", "without", "ninguna", "ningun",  "nenhum", "nenhuma" };

bool answer_guards_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return true;
	return false;
}

bool answer_guards_is_negation(const char *word)
{
	return answer_guards_one_of(word, negations, G_N_ELEMENTS(negations));
}

bool answer_guards_phrase_negates(const char *phrase)
{
	g_auto(GStrv) pieces = g_strsplit_set(phrase, " |?", -1);
	for (size_t i = 0; pieces[i] != NULL; i++)
		if (answer_guards_is_negation(pieces[i]))
			return true;
	return false;
}

static bool guards_is_break(const Word *word)
{
	static const char *const joints[] = { "pero", "but", "mas", "mais",   "y",
					      "and",  "et",  "e",   "porque", "ya" };
	if (word->kind == WORD_MARK)
		return strchr(",:()\"", word->text[0]) != NULL;
	return answer_guards_one_of(word->text, joints, G_N_ELEMENTS(joints));
}

/* "no. 123" counts, it does not deny; nor do "no problem" and its kin. */
bool answer_guards_denies(const Words *words, size_t at, size_t end)
{
	static const char *const harmless[] = { "problem",	 "problema", "problemas", "worries",
						"inconveniente", "falta",    "fail",	  "faute",
						"duda",		 "doubt",    "embargo",	  "solo",
						"only",		 "later",    "novedad",	  "preocupe",
						"obstante" };
	static const char *const there_is[] = { "hay", "ha", "tenemos", "tengo", "temos", "a", "il", "y" };
	if (!answer_guards_is_negation(words->items[at].text))
		return false;
	size_t next = at + 1;
	while (next < end &&
	       (words->items[next].kind == WORD_MARK ||
		(next == at + 1 && next + 1 < end &&
		 answer_guards_one_of(words->items[next].text, there_is, G_N_ELEMENTS(there_is)) &&
		 answer_guards_one_of(words->items[next + 1].text, harmless, G_N_ELEMENTS(harmless)))))
		next++;
	return next >= end || (words->items[next].kind != WORD_NUMBER &&
			       !answer_guards_one_of(words->items[next].text, harmless, G_N_ELEMENTS(harmless)));
}

/* A negation within the match, or before it up to five words back in the same clause. */
bool answer_guards_is_denied(const Words *words, Sentence range, Match match)
{
	for (size_t at = match.first; at < match.end; at++)
		if (answer_guards_denies(words, at, range.end))
			return true;
	size_t left = 5;
	for (size_t at = match.first; at > range.first && left > 0; at--, left--) {
		if (guards_is_break(&words->items[at - 1]))
			return false;
		if (answer_guards_denies(words, at - 1, range.end))
			return true;
	}
	return false;
}

/* "el pago se fue el martes": it was, so the day is no coming one. */
bool answer_guards_was(const Words *words, size_t from, size_t to)
{
	static const char *const past[] = { "fue", "fueron", "hizo", "realizo", "efectuo", "envio", "salio",
					    "was", "were",   "foi",	 "foram",   "etait" };
	for (size_t at = from; at < to; at++)
		if (answer_guards_one_of(words->items[at].text, past, G_N_ELEMENTS(past)))
			return true;
	return false;
}

/* "ya realizamos", "já pagamos": what may be past or present is past. */
bool answer_guards_is_already(const Words *words, Sentence range, Match match, size_t words_back)
{
	static const char *const already[] = { "ya", "ja", "already", "deja" };
	for (size_t at = match.first; at > range.first && match.first - at < words_back; at--)
		if (answer_guards_one_of(words->items[at - 1].text, already, G_N_ELEMENTS(already)))
			return true;
	return false;
}

/* "Listo, pagada": nothing but marks and a word of yes or of greeting stands before it. */
bool answer_guards_is_first(const Words *words, Sentence range, Match match)
{
	static const char *const openers[] = { "ok",	"okay",	   "si",    "sim",   "yes",	"oui",	 "ya",	  "ja",
					       "deja",	"already", "listo", "hola",  "buenas",	"buenos", "dias", "tardes",
					       "ola",	"oi",	   "hi",    "hello", "bonjour", "dale",	 "claro", "esa",
					       "esta",	"esto",	   "all",   "fue",   "quedo",	"bom",	 "dia",	  "boa" };
	for (size_t at = range.first; at < match.first; at++)
		if (words->items[at].kind != WORD_MARK &&
		    !answer_guards_one_of(words->items[at].text, openers, G_N_ELEMENTS(openers)))
			return false;
	return true;
}

bool answer_guards_is_filler(const char *word)
{
	static const char *const fillers[] = {
		"el",	 "la",	"los",	   "las",     "para", "a",    "en",	 "de",	  "o",	    "no",      "na",	"em",
			 "the", "on",	   "by",      "le",   "au",   "du",	 "este",  "proximo", "proxima", "dia",	"next",
		"this",	 "es",	"sin",     "sem",  "sans", "falta",	 "faute", "mas",    "tardar",  "hora",	"primera",
		"mismo", "al",	"maximo",  "queda",   "pour", "at",   "latest", "cob",	  "eod",    "seguro",  "si",	"ok",
		"que",	 "vem", "viene",   "primeira", "sexta", "feira",
	};
	return answer_guards_one_of(word, fillers, G_N_ELEMENTS(fillers));
}

bool answer_guards_is_farewell(const Words *words, Sentence range)
{
	static const char *const days[] = { "demain", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
					    "dimanche" };
	const Word *word = &words->items[range.first];
	return range.end - range.first >= 2 && strcmp(word->text, "a") == 0 &&
	       answer_guards_one_of(word[1].text, days, G_N_ELEMENTS(days));
}

bool answer_guards_one_clause(const Words *words, size_t a, size_t b)
{
	for (size_t at = MIN(a, b); at < MAX(a, b); at++)
		if (guards_is_break(&words->items[at]))
			return false;
	return true;
}
