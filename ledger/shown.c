#include "ledger/shown.h"

#include <glib.h>

#include "base/text.h"

static const char *const shown_state_words[] = {
#define SHOWN_WORD(symbol, word) [SHOWN_##symbol] = word,
	SHOWN_STATES(SHOWN_WORD)
};

static const char *const shown_answer_words[] = {
#define SHOWN_ANSWER_WORD(symbol, word) [SHOWN_ANSWER_##symbol] = word,
	SHOWN_ANSWERS(SHOWN_ANSWER_WORD)
};

const char *shown_state_word(ShownState state)
{
	return shown_state_words[state];
}

bool shown_state_from_word(const char *word, ShownState *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shown_state_words); i++)
		if (text_equal(shown_state_words[i], word)) {
			*ret = (ShownState)i;
			return true;
		}
	return false;
}

const char *shown_answer_word(ShownAnswer answer)
{
	return shown_answer_words[answer];
}

bool shown_answer_from_word(const char *word, ShownAnswer *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shown_answer_words); i++)
		if (text_equal(shown_answer_words[i], word)) {
			*ret = (ShownAnswer)i;
			return true;
		}
	return false;
}
