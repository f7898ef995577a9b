/*
 * Sides: which of our companies a document is of, and who owes whom. Debtor and creditor, not issuer and receiver:
 * types 43 and 46 of the SII are reversed, and the sides of a settlement (43) whose total is negative change places once
 * more. A RUT names a debtor of ours in Chile only, so an id with a dash is one.
 */
#ifndef LEDGER_SIDES_H
#define LEDGER_SIDES_H

#include "ledger/facts.h"

typedef struct {
	const Company *company; /* NULL: neither side is ours */
	Direction direction;	/* ISSUED: we are the creditor; RECEIVED: we are the debtor */
	const Party *debtor, *creditor;
} Sides;

Sides sides_of(const Document *document, const Facts *facts);
/* A tax id that stands for nobody in particular: 66666666-6, 55555555-5, XAXX010101000, XEXX010101000. */
bool sides_is_generic(const char *tax_id);
/* A tax id that a customer can be made of: not generic and, for a RUT, with the right check digit. */
bool sides_is_somebody(const char *tax_id);

/* Who a customer is: its tax id; behind one that stands for nobody, its foreign id, else its name, unless that names nobody
 * either ("Público en general"): "XEXX010101000 US-123", "66666666-6 maria soto". NULL: nobody that a customer is made of. */
const char *sides_identity(Arena *arena, const Party *debtor);

#endif
