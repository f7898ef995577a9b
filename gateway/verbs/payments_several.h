/*
 * One row of a file that pays several invoices: it does when it is exactly what they owe together; then each is a payment
 * of its own, "REF/1", "REF/2" …, which a person can take back. Else the row is listed, and nothing is taken.
 */
#ifndef GATEWAY_PAYMENTS_SEVERAL_H
#define GATEWAY_PAYMENTS_SEVERAL_H

#include "gateway/verbs/payments_book.h"

/* names: of payments_cell(). Idempotent: what a death left half done is finished by the next import. */
bool payments_several_take(const PaymentsBook *book, Arena *arena, const PaymentLine *line, const Texts *names,
			   PaymentResult *ret, GError **error);

#endif
