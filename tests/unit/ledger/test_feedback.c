/* When an address may no longer be written to. */
#include "ledger/feedback.h"
#include "tests/tap.h"

#define DAY ((int64_t)24 * 60 * 60)
#define NOW (1000 * DAY)

typedef struct {
	int days_ago;
	FeedbackKind kind;
	const char *status, *mail;
} Past;

static const struct {
	const char *what;
	Past past[4]; /* mail NULL ends */
	FeedbackKind kind;
	const char *status;
	FeedbackVerdict want;
} rows[] = {
	{ "hard", { { 0 } }, FEEDBACK_HARD, "5.1.1", FEEDBACK_SUSPENDED },
	{ "complaint", { { 0 } }, FEEDBACK_COMPLAINT, NULL, FEEDBACK_SUSPENDED },
	{ "policy", { { 0 } }, FEEDBACK_POLICY, "5.7.1", FEEDBACK_TOLD },
	{ "policy often", { { 1, FEEDBACK_POLICY, NULL, "a" }, { 9, FEEDBACK_POLICY, NULL, "b" } }, FEEDBACK_POLICY, NULL,
	  FEEDBACK_TOLD },
	{ "soft once", { { 0 } }, FEEDBACK_SOFT, "4.4.1", FEEDBACK_NOTED },
	{ "soft twice in eight days", { { 8, FEEDBACK_SOFT, NULL, "a" } }, FEEDBACK_SOFT, NULL, FEEDBACK_NOTED },
	{ "soft three times over seven days", { { 7, FEEDBACK_SOFT, NULL, "a" }, { 3, FEEDBACK_FULL, NULL, "b" } },
	  FEEDBACK_FULL, "4.2.2", FEEDBACK_SUSPENDED },
	{ "soft three times over six days", { { 6, FEEDBACK_SOFT, NULL, "a" }, { 3, FEEDBACK_SOFT, NULL, "b" } },
	  FEEDBACK_SOFT, NULL, FEEDBACK_NOTED },
	{ "what is long ago is forgotten", { { 61, FEEDBACK_SOFT, NULL, "a" }, { 3, FEEDBACK_SOFT, NULL, "b" } },
	  FEEDBACK_SOFT, NULL, FEEDBACK_NOTED },
	{ "policy is not soft", { { 9, FEEDBACK_POLICY, NULL, "a" }, { 3, FEEDBACK_SOFT, NULL, "b" } }, FEEDBACK_SOFT, NULL,
	  FEEDBACK_NOTED },
	{ "the same mail again counts once", { { 9, FEEDBACK_SOFT, NULL, "a" }, { 8, FEEDBACK_SOFT, NULL, "now" } },
	  FEEDBACK_SOFT, NULL, FEEDBACK_NOTED },
	{ "disabled once", { { 0 } }, FEEDBACK_SOFT, "5.2.1", FEEDBACK_NOTED },
	{ "disabled twice within a week", { { 7, FEEDBACK_SOFT, "5.2.1", "a" } }, FEEDBACK_SOFT, "5.2.1",
	  FEEDBACK_SUSPENDED },
	{ "disabled twice in eight days", { { 8, FEEDBACK_SOFT, "5.2.1", "a" } }, FEEDBACK_SOFT, "5.2.1", FEEDBACK_NOTED },
	{ "disabled, then something else", { { 2, FEEDBACK_SOFT, "5.2.1", "a" } }, FEEDBACK_SOFT, "4.4.1", FEEDBACK_NOTED },
};

static void test_judge(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Feedback past[4];
		size_t n = 0;
		for (; n < 4 && rows[i].past[n].mail != NULL; n++)
			past[n] = (Feedback){ .at = NOW - rows[i].past[n].days_ago * DAY, .kind = rows[i].past[n].kind,
					      .status = rows[i].past[n].status, .mail_sha256 = rows[i].past[n].mail };
		Feedback now = { .at = NOW, .kind = rows[i].kind, .status = rows[i].status, .mail_sha256 = "now" };
		is_i64(feedback_judge(past, n, &now), rows[i].want, rows[i].what);
	}
}

static void test_words(void)
{
	FeedbackKind kind;
	ok(feedback_kind_of_bounce(BOUNCE_CLASS_FULL, &kind) && kind == FEEDBACK_FULL, "full is feedback");
	ok(!feedback_kind_of_bounce(BOUNCE_CLASS_DELAYED, &kind), "delayed is none");
	ok(!feedback_kind_of_bounce(BOUNCE_CLASS_NONE, &kind), "delivered is none");
	ok(feedback_kind_from_word("complaint", &kind) && kind == FEEDBACK_COMPLAINT, "a complaint is");
	is_str(feedback_kind_word(FEEDBACK_POLICY), "policy", "its word");
}

int main(void)
{
	test_judge();
	test_words();
	return tap_done();
}
