#include "ledger/states.h"

#include <glib.h>

/* STATE_KEEP: the event changes nothing here. */
#define STATE_KEEP (-1)
#define STATE_COUNT (STATE_CEDED + 1)

/* In the order of INVOICE_STATES; docs/FLOW.md shows it and test_states compares the two. RELEASE and BALANCE are
 * computed. Closed states are left by money (BALANCE) or by a new fact: REPLACE over CEDE, whichever came first. */
static const int states_table[][STATE_COUNT] = {
#define ROW(...) { __VA_ARGS__ }
#define WAIT STATE_WAITING
#define DISP STATE_DISPUTED
#define REJ STATE_REJECTED
#define UNCF STATE_PAYMENT_UNCONFIRMED
#define REPL STATE_REPLACED
#define CED STATE_CEDED
#define KEEP STATE_KEEP
	/*			       new   waiting overdue disputed rejected unconf. part  paid  void  replaced ceded */
	[STATE_EVENT_WAIT] =	   ROW(WAIT, WAIT,   WAIT,   KEEP,    KEEP,    KEEP,   WAIT, KEEP, KEEP, KEEP,	  KEEP),
	[STATE_EVENT_DISPUTE] =	   ROW(DISP, DISP,   DISP,   DISP,    KEEP,    DISP,   DISP, KEEP, KEEP, KEEP,	  KEEP),
	[STATE_EVENT_REJECT] =	   ROW(REJ,  REJ,    REJ,    REJ,     REJ,     REJ,    REJ,  KEEP, KEEP, KEEP,	  KEEP),
	[STATE_EVENT_CLAIM_PAID] = ROW(UNCF, UNCF,   UNCF,   KEEP,    KEEP,    UNCF,   UNCF, KEEP, KEEP, KEEP,	  KEEP),
	[STATE_EVENT_CEDE] =	   ROW(CED,  CED,    CED,    CED,     CED,     CED,    CED,  CED,  CED,	 KEEP,	  CED),
	[STATE_EVENT_REPLACE] =	   ROW(REPL, REPL,   REPL,   REPL,    REPL,    REPL,   REPL, REPL, REPL, REPL,	  REPL),
#undef ROW
#undef WAIT
#undef DISP
#undef REJ
#undef UNCF
#undef REPL
#undef CED
#undef KEEP
};

static InvoiceState states_unheld(const Invoice *invoice, Date today)
{
	bool late = date_is_set(invoice->due) && date_compare(invoice->due, today) < 0;
	if (invoice->paid > 0)
		return STATE_PART_PAID;
	return late ? STATE_OVERDUE : STATE_NEW;
}

InvoiceState states_after_balance(const Invoice *invoice, int64_t rounding, Date today)
{
	bool something = invoice->paid > 0 || invoice->credited > 0;
	if (invoice->state == STATE_REPLACED || invoice->state == STATE_CEDED)
		return invoice->state;
	if (invoice_balance(invoice) <= (something ? rounding : 0))
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
		return states_after_balance(invoice, 0, today);
	if (event == STATE_EVENT_RELEASE)
		return invoice_is_open(invoice) || invoice->state == STATE_REJECTED ? states_unheld(invoice, today) :
										      invoice->state;
	int next = states_table[event][invoice->state];
	return next == STATE_KEEP ? invoice->state : (InvoiceState)next;
}
