/*
 * Agenda: what each of our people has to do on a day, and in which order; and what is left without a next action.
 * Pure.
 */
#ifndef LEDGER_AGENDA_H
#define LEDGER_AGENDA_H

#include "ledger/report_money.h"
#include "ledger/staff.h"

/* The other kinds of an item are those of ledger/task.h. */
#define AGENDA_FIRST_CONTACT "first-contact" /* its day has come and no mail has spoken of it yet */
#define AGENDA_WAITS "waits"		     /* an invoice that waits for a person */

typedef struct {
	const char *company;
	const char *kind;
	int64_t task; /* number of the task; 0: it is an invoice */
	const char *invoice_key, *customer, *name; /* NULL: none */
	const char *owner, *area, *collector;	   /* NULL: none */
	const char *detail; /* of an invoice: its next_kind */
	Date due;	    /* of an invoice: its next day; unset: none */
	Date invoice_due;
	const char *currency; /* of the balance; NULL: no invoice */
	int64_t balance;
	bool written; /* a mail has spoken of the invoice; of one without a next day: a task is open for it */
} AgendaItem;

typedef struct {
	const AgendaItem *item;
	const char *person;   /* who acts today; NULL: nobody is responsible */
	const char *stands_in; /* for whom; NULL: it is the person's own */
} AgendaEntry;

typedef enum { AGENDA_BY_PROMISE, AGENDA_BY_EXPOSURE } AgendaOrder;

/* Everybody who collects by a collector's word, "ana; north": persons, groups or both, each once. */
const Person **agenda_collectors(Arena *arena, const Staff *staff, const char *words, size_t *ret_n);
typedef struct {
	const Staff *staff;
	const char *person;
	AgendaOrder order;
	Date today;
} AgendaWish;

/* The first of these words that is no person and no group; NULL: all are, or the config names nobody at all. */
const char *agenda_stranger(Arena *arena, const Staff *staff, const char *words);
/* Items of a day, once for each person who is to do it. person NULL: of everybody. Promises first, the oldest first,
 * then what fell due first; or the largest sums first, each currency for itself. */
AgendaEntry *agenda_of(Arena *arena, const AgendaWish *wish, const AgendaItem *items, size_t n, size_t *ret_n);
/* Which of the rows of store_agenda_invoices() belong on an agenda: kind is set, or NULL when it does not. */
const char *agenda_invoice_kind(const AgendaItem *item, Date today);
/* Why an open invoice is left without a next action; NULL: it has one. */
const char *agenda_orphan(Arena *arena, const AgendaItem *item, Date today);

#endif
