/* What each answer code does: one row a code (collections facts, section 6). */
#ifndef LEDGER_CODES_H
#define LEDGER_CODES_H

#include "base/calendar.h"
#include "ledger/states.h"

/* Folders that answers lie in; to move an answer into the last two is to say that it has no code. */
typedef enum {
	TRAY_REPLIES,
	TRAY_PROMISES,
	TRAY_DISPUTES,
	TRAY_PAYMENTS,
	TRAY_UNMATCHED,
	TRAY_QUARANTINE,
} Tray;
#define TRAYS_N 6
typedef enum {
	HOLD_NONE,
	HOLD_DAYS,  /* days business days from today */
	HOLD_DATE,  /* to the named date + days business days; without a date: from today + 7 calendar days */
	HOLD_STOP,  /* until a person lifts it */
} HoldKind;

typedef struct {
	const char *code;
	HoldKind hold;
	int64_t days;
	int event;  /* a StateEvent, or CODE_NO_EVENT */
	Tray tray;
	int weight; /* of several codes in one mail the heaviest acts; the others stay in the note */
} CodeRow;

#define CODE_NO_EVENT (-1)

/* True when an answer has that code. */
bool codes_has(const Answer *answer, const char *code);
/* Law and insolvency stop everything of a customer, not only what the mail spoke of. */
bool codes_stops_customer(const Answer *answer);
/* Never NULL: an unknown code acts as OTHER. */
const CodeRow *codes_row(const char *code);

/* How long the row holds from today; date is the day that the answer names (NULL: none). Unset: until a person lifts
 * it. */
Date codes_hold_until(const CodeRow *row, const char *date, const Calendar *calendar, Date today);
/* A hold never shortens one that lasts longer, and a stop stays a stop: only a graver reason takes its place. */
bool codes_outlasts(const Invoice *invoice, const CodeRow *row, Date until);

#endif
