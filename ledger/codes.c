#include "ledger/codes.h"

#include <glib.h>
#include <string.h>

#define WAIT STATE_EVENT_WAIT
#define DISPUTE STATE_EVENT_DISPUTE
#define REJECT STATE_EVENT_REJECT
#define CLAIM STATE_EVENT_CLAIM_PAID
#define NO_EVENT CODE_NO_EVENT

static const CodeRow codes_rows[] = {
	{ "OTHER", HOLD_DAYS, 2, NO_EVENT, TRAY_REPLIES, 1 },
	{ "QUESTION", HOLD_DAYS, 2, NO_EVENT, TRAY_REPLIES, 1 },
	{ "ACK", HOLD_NONE, 0, NO_EVENT, TRAY_REPLIES, 0 },
	{ "WRONG_CONTACT", HOLD_NONE, 0, NO_EVENT, TRAY_REPLIES, 2 },
	{ "CALL_ME", HOLD_DAYS, 1, NO_EVENT, TRAY_REPLIES, 2 },
	{ "NEED_REP", HOLD_NONE, 0, NO_EVENT, TRAY_REPLIES, 2 },
	{ "APPROVAL", HOLD_DAYS, 5, WAIT, TRAY_REPLIES, 3 },
	{ "NEED_INVOICE", HOLD_DAYS, 3, WAIT, TRAY_REPLIES, 4 },
	{ "NEED_PORTAL", HOLD_DAYS, 5, WAIT, TRAY_REPLIES, 4 },
	{ "PROMISE", HOLD_DATE, 2, WAIT, TRAY_PROMISES, 5 },
	{ "SCHEDULED", HOLD_DATE, 2, WAIT, TRAY_PROMISES, 6 },
	{ "PLAN", HOLD_STOP, 0, WAIT, TRAY_PROMISES, 7 },
	{ "PARTIAL", HOLD_DAYS, 2, NO_EVENT, TRAY_PAYMENTS, 7 },
	{ "PAID_CLAIM", HOLD_DAYS, 3, CLAIM, TRAY_PAYMENTS, 8 },
	{ "REMIT", HOLD_DAYS, 5, CLAIM, TRAY_PAYMENTS, 9 },
	{ "PAID_PROOF", HOLD_DAYS, 5, CLAIM, TRAY_PAYMENTS, 9 },
	{ "COMPLAINT", HOLD_DAYS, 2, NO_EVENT, TRAY_REPLIES, 9 },
	{ "NEED_PO", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 10 },
	{ "NEED_DOC", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 10 },
	{ "OFFSET", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 10 },
	{ "DISPUTE", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 10 }, /* a person says so */
	{ "DISP_TERMS", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_TAXDATA", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_DUP", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_PRICE", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_QTY", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_QUALITY", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_SERVICE", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "DISP_NOTRECEIVED", HOLD_STOP, 0, DISPUTE, TRAY_DISPUTES, 11 },
	{ "STOP", HOLD_STOP, 0, NO_EVENT, TRAY_REPLIES, 12 },
	{ "FACTORED", HOLD_STOP, 0, NO_EVENT, TRAY_DISPUTES, 13 },
	{ "REJECTED", HOLD_STOP, 0, REJECT, TRAY_DISPUTES, 14 },
	{ "LEGAL", HOLD_STOP, 0, NO_EVENT, TRAY_DISPUTES, 15 },
	{ "BANKCHANGE", HOLD_STOP, 0, NO_EVENT, TRAY_REPLIES, 16 },
};

bool codes_has(const Answer *answer, const char *code)
{
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++)
		if (strcmp(answer->codes[i].code, code) == 0)
			return true;
	return false;
}

bool codes_stops_customer(const Answer *answer)
{
	return codes_has(answer, "LEGAL");
}

const CodeRow *codes_row(const char *code)
{
	for (size_t i = 0; code != NULL && i < G_N_ELEMENTS(codes_rows); i++)
		if (strcmp(codes_rows[i].code, code) == 0)
			return &codes_rows[i];
	return &codes_rows[0];
}

/* A day that has passed promises nothing, and one beyond a quarter is a plan that a person must agree to. */
#define CODES_PROMISE_DEFAULT_DAYS 7
#define CODES_PROMISE_MAX_DAYS 92

static Date codes_named_day(const char *text, Date today)
{
	Date named;
	Date last = date_add_days(today, CODES_PROMISE_MAX_DAYS);
	if (!date_parse_prefix(text, &named) || date_compare(named, today) < 0)
		return date_add_days(today, CODES_PROMISE_DEFAULT_DAYS);
	return date_compare(named, last) > 0 ? last : named;
}

Date codes_hold_until(const CodeRow *row, const char *date, const Calendar *calendar, Date today)
{
	switch (row->hold) {
	case HOLD_DAYS:
		return calendar_add(calendar, today, row->days);
	case HOLD_DATE:
		return calendar_add(calendar, codes_named_day(date, today), row->days);
	case HOLD_NONE:
	case HOLD_STOP:
		break;
	}
	return (Date){ 0 };
}

bool codes_outlasts(const Invoice *invoice, const CodeRow *row, Date until)
{
	if (invoice->hold_reason == NULL)
		return true;
	if (!date_is_set(invoice->hold_until))
		return !date_is_set(until) && row->weight > codes_row(invoice->hold_reason)->weight;
	return !date_is_set(until) || date_compare(until, invoice->hold_until) > 0;
}
