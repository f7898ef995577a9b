/* A customer's credit against the store: ledger/credit.h with the rows that it needs, one transaction each. */
#ifndef GATEWAY_CREDIT_BOOK_H
#define GATEWAY_CREDIT_BOOK_H

#include "gateway/verbs/payments_book.h"

/* A person applies the credit of an invoice's customer to it; amount in millionths, 0: as much as there is and is owed.
 * tax_id is the customer's, as a check. */
bool credit_book_apply(const PaymentsBook *book, const char *tax_id, const char *invoice, int64_t amount,
		       GError **error);
/* Takes the application with that source back. */
bool credit_book_undo(const PaymentsBook *book, const Posting *one, GError **error);

#endif
