/* What each answer code does: one row a code (collections facts, section 6). */
#ifndef LEDGER_CODES_H
#define LEDGER_CODES_H

#include "ledger/states.h"

typedef enum { TRAY_REPLIES, TRAY_PROMISES, TRAY_DISPUTES, TRAY_PAYMENTS } Tray;
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

/* Never NULL: an unknown code acts as OTHER. */
const CodeRow *codes_row(const char *code);

#endif
