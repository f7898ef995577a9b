/* What the files about payments share. */
#ifndef GATEWAY_PAYMENTS_BOOK_INNER_H
#define GATEWAY_PAYMENTS_BOOK_INNER_H

#include "gateway/verbs/payments_book.h"
#include "ledger/payments.h"

typedef bool (*PaymentDoes)(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome,
			    GError **error);

/* As a line of a file says it, not judged. */
PaymentRow payments_book_row(const PaymentsBook *book, Arena *arena, const PaymentLine *line);
/* Judged, nothing written. */
bool payments_book_weigh(const PaymentsBook *book, Arena *arena, PaymentRow *row, GError **error);
/* One transaction; RETRY when somebody else changed it meanwhile. */
bool payments_book_commit(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentDoes does,
			  GError **error);
/* True: try again; the error is gone. */
bool payments_book_lost(GError **error, int race);
/* The row on record of that source; *ret NULL: none. */
bool payments_book_source(const PaymentsBook *book, Arena *arena, const char *source_key, PaymentRow **ret,
			  GError **error);

#endif
