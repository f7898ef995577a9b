/*
 * Payments of files: which invoice the money is for, and what follows. Pure.
 *
 * A row that names an invoice is that invoice's, or waits until it comes; by key, UUID, type and folio, series and folio,
 * or folio alone. A folio alone counts for issued invoices whose date is not long after the payment's (the window) and,
 * when the row names a customer, for that customer's. A row that names none: an invoice that its reference names and that
 * owes exactly its amount; else the one open invoice of its customer that owes exactly its amount, within the window of
 * days around issue and due date. Two that fit are listed, and none is taken.
 *
 * A row that names several (payments_cell) pays them when it is exactly what they owe together; else it is listed.
 *
 * Which invoice a name means does not depend on the order in which things came: when a namesake comes later, a row that
 * was matched by folio alone is taken back and listed. By amount a row is judged when a person imports it or asks for it.
 */
#ifndef LEDGER_PAYMENTS_H
#define LEDGER_PAYMENTS_H

#include "ledger/company.h"
#include "ledger/facts.h"
#include "ledger/outcome.h"

/* In one spelling: upper case, without blanks, words like "Factura N°" and leading zeros: "f-0001042" -> "1042". NULL
 * when nothing is left. */
const char *payments_name(Arena *arena, const char *text);
/* The invoices of a cell that names several, each once, in that spelling: "F123, F124; 125". One, or none: n is 0. */
Texts payments_cell(Arena *arena, const char *text);
/* Adds the names of an invoice to the list, each once, in that spelling. */
void payments_names(Arena *arena, const Invoice *invoice, Texts *ret);
/* Words of a reference that may name an invoice: "PAGO FACT 1042 Y 33-1043" -> 1042, 33-1043. */
Texts payments_words(Arena *arena, const char *reference);

typedef struct {
	const Invoice *named; /* that have the row's name, of every company it may be of */
	size_t n_named;
	const Invoice *hinted; /* that a word of its reference names */
	size_t n_hinted;
	const Invoice *open; /* open issued ones of the customer that it names */
	size_t n_open;
	int64_t window; /* days */
} PaymentInvoices;

/* Sets state, matched_by, invoice_key, company (when it was ""), reason and candidates. */
void payments_judge(Arena *arena, const PaymentInvoices *invoices, PaymentRow *row);

typedef struct {
	const Company *companies;
	size_t n_companies;
	const Invoice *invoice; /* what it was judged to pay, or pays now; NULL: none */
	const Posting *postings; /* onto that invoice, and of this row */
	size_t n_postings;
	const Invoice *successors; /* that replace that invoice */
	size_t n_successors;
	const char *actor;
	int64_t now;
	const char *reason; /* of an undo; NULL: none */
} PaymentAct;

/* The row as it was judged goes on record; matched: its posting, the invoice settled. REJECT when the sums leave every
 * range. */
bool payments_record(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome, GError **error);
/* Takes the row's money back. REJECT when it is undone already. */
bool payments_undo(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome, GError **error);

#endif
