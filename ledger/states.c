#include "ledger/states.h"

#include <glib.h>

/* STATE_KEEP: the event changes nothing here. */
#define STATE_KEEP (-1)
#define STATE_COUNT (STATE_CEDED + 1)

/* Closed states are left only by money (BALANCE) or a new fact (REPLACE, CEDE). */
static const int states_table[][STATE_COUNT] = {
#define ROW(new_, waiting, overdue, disputed, rejected, unconfirmed, part)                                    \
	{ [STATE_NEW] = (new_), [STATE_WAITING] = (waiting), [STATE_OVERDUE] = (overdue),                     \
	  [STATE_DISPUTED] = (disputed), [STATE_REJECTED] = (rejected),                                       \
	  [STATE_PAYMENT_UNCONFIRMED] = (unconfirmed), [STATE_PART_PAID] = (part), [STATE_PAID] = STATE_KEEP, \
	  [STATE_VOID] = STATE_KEEP, [STATE_REPLACED] = STATE_KEEP, [STATE_CEDED] = STATE_KEEP }
	[STATE_EVENT_WAIT] = ROW(STATE_WAITING, STATE_WAITING, STATE_WAITING, STATE_KEEP, STATE_KEEP, STATE_KEEP,
				 STATE_WAITING),
	[STATE_EVENT_DISPUTE] = ROW(STATE_DISPUTED, STATE_DISPUTED, STATE_DISPUTED, STATE_DISPUTED, STATE_KEEP,
				    STATE_DISPUTED, STATE_DISPUTED),
	[STATE_EVENT_REJECT] = ROW(STATE_REJECTED, STATE_REJECTED, STATE_REJECTED, STATE_REJECTED, STATE_REJECTED,
				   STATE_REJECTED, STATE_REJECTED),
	[STATE_EVENT_CLAIM_PAID] =
		ROW(STATE_PAYMENT_UNCONFIRMED, STATE_PAYMENT_UNCONFIRMED, STATE_PAYMENT_UNCONFIRMED, STATE_KEEP,
		    STATE_KEEP, STATE_PAYMENT_UNCONFIRMED, STATE_PAYMENT_UNCONFIRMED),
	[STATE_EVENT_CEDE] = ROW(STATE_CEDED, STATE_CEDED, STATE_CEDED, STATE_CEDED, STATE_CEDED, STATE_CEDED,
				 STATE_CEDED),
	[STATE_EVENT_REPLACE] = ROW(STATE_REPLACED, STATE_REPLACED, STATE_REPLACED, STATE_REPLACED, STATE_REPLACED,
				    STATE_REPLACED, STATE_REPLACED),
#undef ROW
};

static InvoiceState states_unheld(const Invoice *invoice, Date today)
{
	bool late = date_is_set(invoice->due) && date_compare(invoice->due, today) < 0;
	if (invoice->paid > 0)
		return STATE_PART_PAID;
	return late ? STATE_OVERDUE : STATE_NEW;
}

static InvoiceState states_settled(const Invoice *invoice, Date today)
{
	if (invoice->state == STATE_REPLACED || invoice->state == STATE_CEDED)
		return invoice->state;
	if (invoice_balance(invoice) <= 0)
		return invoice->paid > 0 || invoice->credited == 0 ? STATE_PAID : STATE_VOID;
	/* Money came, but what holds it still holds. */
	bool held = invoice->hold_reason != NULL &&
		    (invoice->state == STATE_DISPUTED || invoice->state == STATE_REJECTED ||
		     invoice->state == STATE_WAITING || invoice->state == STATE_PAYMENT_UNCONFIRMED);
	return held ? invoice->state : states_unheld(invoice, today);
}

InvoiceState states_after(const Invoice *invoice, StateEvent event, Date today)
{
	if (event == STATE_EVENT_BALANCE)
		return states_settled(invoice, today);
	if (event == STATE_EVENT_RELEASE)
		return invoice_is_open(invoice) || invoice->state == STATE_REJECTED ? states_unheld(invoice, today) :
										      invoice->state;
	int next = states_table[event][invoice->state];
	return next == STATE_KEEP ? invoice->state : (InvoiceState)next;
}
