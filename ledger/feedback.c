#include "ledger/feedback.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

#define FEEDBACK_DAY ((int64_t)24 * 60 * 60)
#define FEEDBACK_WEEK (7 * FEEDBACK_DAY)
#define FEEDBACK_FORGOTTEN (60 * FEEDBACK_DAY)
#define FEEDBACK_SOFT_MAX 3

#define WORD(symbol, word) word,
static const char *const feedback_words[] = { FEEDBACK_KINDS(WORD) };

const char *feedback_kind_word(FeedbackKind kind)
{
	return feedback_words[kind];
}

bool feedback_kind_from_word(const char *word, FeedbackKind *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(feedback_words); i++)
		if (text_equal(feedback_words[i], word)) {
			*ret = (FeedbackKind)i;
			return true;
		}
	return false;
}

bool feedback_kind_of_bounce(BounceClass class, FeedbackKind *ret)
{
	return feedback_kind_from_word(bounce_class_word(class), ret);
}

static bool feedback_is_disabled(const Feedback *one)
{
	return text_equal(one->status, "5.2.1");
}

static bool feedback_is_soft(const Feedback *one)
{
	return one->kind == FEEDBACK_SOFT || one->kind == FEEDBACK_FULL;
}

static bool feedback_counts(const Feedback *one, const Feedback *now)
{
	return !text_equal(one->mail_sha256, now->mail_sha256) && one->at <= now->at &&
	       now->at - one->at <= FEEDBACK_FORGOTTEN;
}

static FeedbackVerdict feedback_judge_soft(const Feedback *past, size_t n, const Feedback *now)
{
	size_t soft = 1;
	int64_t oldest = now->at;
	for (size_t i = 0; i < n; i++) {
		if (!feedback_counts(&past[i], now))
			continue;
		if (feedback_is_disabled(now) && feedback_is_disabled(&past[i]) &&
		    now->at - past[i].at <= FEEDBACK_WEEK)
			return FEEDBACK_SUSPENDED;
		if (!feedback_is_soft(&past[i]))
			continue;
		soft++;
		oldest = MIN(oldest, past[i].at);
	}
	return soft >= FEEDBACK_SOFT_MAX && now->at - oldest >= FEEDBACK_WEEK ? FEEDBACK_SUSPENDED : FEEDBACK_NOTED;
}

FeedbackVerdict feedback_judge(const Feedback *past, size_t n, const Feedback *now)
{
	switch (now->kind) {
	case FEEDBACK_HARD:
	case FEEDBACK_COMPLAINT:
		return FEEDBACK_SUSPENDED;
	case FEEDBACK_SOFT:
	case FEEDBACK_FULL:
		return feedback_judge_soft(past, n, now);
	case FEEDBACK_POLICY:
		return FEEDBACK_TOLD;
	}
	return FEEDBACK_NOTED;
}
