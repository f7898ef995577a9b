/*
 * Recipients: to whom of a customer's contacts a mail goes. Who pays is written to and who approves gets a copy; when
 * nobody is left who pays, who approves is asked. Our salesperson gets a copy. Pure.
 */
#ifndef LEDGER_RECIPIENTS_H
#define LEDGER_RECIPIENTS_H

#include "ledger/book.h"

typedef struct {
	const Contact **to; /* none: there is nobody to write to */
	size_t n_to;
	const Contact **cc;
	size_t n_cc;
} Recipients;

typedef struct {
	const Contact *contacts;
	size_t n;
	Date today;
	bool escalates; /* who escalates gets a copy too */
} RecipientsInput;

/* Contacts that are not ok (bounced, stopped, proposed) or have no address are passed over; who is absent, too, where
 * somebody else is there. */
void recipients_of(Arena *arena, const RecipientsInput *input, Recipients *ret);
/* The pause of everybody, or of the domain of one of them; NULL: none. */
const Pause *recipients_pause(Arena *arena, const Recipients *recipients, const Pause *pauses, size_t n);

#endif
