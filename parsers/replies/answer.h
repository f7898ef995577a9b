/*
 * What an answer says about the debt: the codes of docs/FORMATS.md with the sentence that says so and its
 * date. Rules are rows of phrases, one file a language (answer_rules_*.c); all languages are tried on every
 * mail. Codes are proposals for a person. Reads mail->reply only: quoted text never makes a code.
 */
#ifndef PARSERS_ANSWER_H
#define PARSERS_ANSWER_H

#include <stdbool.h>

#include "base/arena.h"
#include "parsers/finding.h"

/* X(symbol, "code"): order is the order in which codes of one sentence are reported */
#define ANSWER_CODES(X)                         \
	X(BANKCHANGE, "BANKCHANGE")             \
	X(LEGAL, "LEGAL")                       \
	X(REJECTED, "REJECTED")                 \
	X(STOP, "STOP")                         \
	X(FACTORED, "FACTORED")                 \
	X(WRONG_CONTACT, "WRONG_CONTACT")       \
	X(DISP_PRICE, "DISP_PRICE")             \
	X(DISP_QTY, "DISP_QTY")                 \
	X(DISP_QUALITY, "DISP_QUALITY")         \
	X(DISP_SERVICE, "DISP_SERVICE")         \
	X(DISP_NOTRECEIVED, "DISP_NOTRECEIVED") \
	X(DISP_TAXDATA, "DISP_TAXDATA")         \
	X(DISP_TERMS, "DISP_TERMS")             \
	X(DISP_DUP, "DISP_DUP")                 \
	X(OFFSET, "OFFSET")                     \
	X(PLAN, "PLAN")                         \
	X(PARTIAL, "PARTIAL")                   \
	X(REMIT, "REMIT")                       \
	X(PAID_PROOF, "PAID_PROOF")             \
	X(PAID_CLAIM, "PAID_CLAIM")             \
	X(SCHEDULED, "SCHEDULED")               \
	X(PROMISE, "PROMISE")                   \
	X(NEED_REP, "NEED_REP")                 \
	X(NEED_PORTAL, "NEED_PORTAL")           \
	X(NEED_PO, "NEED_PO")                   \
	X(NEED_DOC, "NEED_DOC")                 \
	X(NEED_INVOICE, "NEED_INVOICE")         \
	X(APPROVAL, "APPROVAL")                 \
	X(CALL_ME, "CALL_ME")                   \
	X(COMPLAINT, "COMPLAINT")               \
	X(AUTO_OOO, "AUTO_OOO")                 \
	X(AUTO_ACK, "AUTO_ACK")                 \
	X(ACK, "ACK")                           \
	X(OTHER, "OTHER")

#define ANSWER_CODE_ENUM(symbol, word) ANSWER_##symbol,
typedef enum { ANSWER_CODES(ANSWER_CODE_ENUM) ANSWER_N_CODES } AnswerKind;

/* Never NULL and never without a code: what no rule knows is OTHER. with_proof: the mail carries an
 * attachment that may prove a payment. Dates are resolved on the sender's own calendar day (mail->date). In
 * an automatic mail only AUTO_OOO, AUTO_ACK and WRONG_CONTACT are possible. */
const Answer *answer_read(Arena *arena, const Mail *mail, bool with_proof);

#endif
