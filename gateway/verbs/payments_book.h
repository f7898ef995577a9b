/*
 * Payments of files against the store: what ledger/payments.h decides, with the rows that it needs, one transaction for
 * each row. The verb `payments` says the words.
 */
#ifndef GATEWAY_PAYMENTS_BOOK_H
#define GATEWAY_PAYMENTS_BOOK_H

#include "gateway/app.h"

typedef struct {
	App *app;
	const char *company; /* NULL: any of ours */
	const char *actor;
	const char *reason; /* of an undo; NULL: none */
	const char *file;   /* that rows are imported from */
} PaymentsBook;

/* What became of a row: the words of PAYMENT_STATES, "known" (on record already), "by-hand" (a person wrote it down),
 * "conflict" (its reference is on record with other content). */
typedef struct {
	const char *state;
	PaymentRow row;
} PaymentResult;

/* One row of a file; one that is on record and waits is judged again. */
bool payments_book_take(const PaymentsBook *book, Arena *arena, const PaymentLine *line, PaymentResult *ret,
			GError **error);
/* Judges a row that waits again; *ret_matched says whether something followed. */
bool payments_book_judge(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentResult *ret,
			 GError **error);
/* A person says what it pays. REJECT when it pays something already. */
bool payments_book_apply(const PaymentsBook *book, const char *reference, const char *invoice, GError **error);
/* Takes a payment of a file or of a person back, by reference or number. REJECT: there is none, or several. */
bool payments_book_undo(const PaymentsBook *book, const char *reference, GError **error);

#endif
