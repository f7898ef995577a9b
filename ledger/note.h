/*
 * Notes that people write on an invoice or a customer. One that is addressed to an area opens a task for its people and
 * is mailed to them; who answers that mail writes the next note and ends the task (ledger/replies.c). Pure.
 */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H

#include "ledger/company.h"
#include "ledger/outcome.h"

/* Beginning of the alert's key; the task's subject follows. */
#define NOTE_KEY "note "

typedef struct {
	const Company *company;
	const Invoice *invoice;	  /* NULL: of the customer */
	const Customer *customer; /* NULL: of the invoice */
	const char *author, *text;
	const char *area;   /* NULL: addressed to nobody */
	Date due;	    /* by when an answer is wanted; unset: two business days */
	const char *unique; /* makes the task one of its kind; no blanks */
	int64_t now;
} NewNote;

/* REJECT: no text, a day without an area or in the past. */
bool note_add(Arena *arena, const NewNote *new, Outcome *outcome, GError **error);
/* The task's subject in the step of a mail; NULL: it is of no note. */
const char *note_subject_of(Arena *arena, const char *step);

#endif
