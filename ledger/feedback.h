/*
 * Feedback: what an address did with our mails, and when it may no longer be written to. Pure. A bounce counts only when
 * the caller has proven that it is about a mail of ours and about a recipient of it; lifting a suspension is a person's
 * act. Rules and their reasons: facts on reliability, section 4.
 */
#ifndef LEDGER_FEEDBACK_H
#define LEDGER_FEEDBACK_H

#include "ledger/book.h"

/* X(symbol, "word in the store"): the classes of a bounce that count, and the complaint of a reader */
#define FEEDBACK_KINDS(X) \
	X(HARD, "hard") X(SOFT, "soft") X(FULL, "full") X(POLICY, "policy") X(COMPLAINT, "complaint")

#define FEEDBACK_ENUM(symbol, word) FEEDBACK_##symbol,
typedef enum { FEEDBACK_KINDS(FEEDBACK_ENUM) } FeedbackKind;
const char *feedback_kind_word(FeedbackKind kind);
/* False when the word is none of the list. */
bool feedback_kind_from_word(const char *word, FeedbackKind *ret);
/* False for what is no feedback: delivered, delayed. */
bool feedback_kind_of_bounce(BounceClass class, FeedbackKind *ret);

typedef struct {
	const char *company, *address; /* as our mail had it */
	int64_t at;
	FeedbackKind kind;
	const char *status;	 /* "5.2.1"; NULL: none */
	const char *mail_sha256; /* the evidence: counted once */
} Feedback;

typedef enum {
	FEEDBACK_NOTED,	  /* nothing follows yet */
	FEEDBACK_TOLD,	  /* a person should know */
	FEEDBACK_SUSPENDED, /* not written to any more */
} FeedbackVerdict;

/* past: of the same address, in any order; entries of the same mail as now are ignored.
 * hard, complaint: suspended at once. 5.2.1 (disabled): twice within 7 days. soft and full: three times over 7 days or
 * more, none older than 60. policy: told, never the address' fault. */
FeedbackVerdict feedback_judge(const Feedback *past, size_t n, const Feedback *now);

#endif
