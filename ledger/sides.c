#include "ledger/sides.h"

#include <string.h>

#include "base/money.h"
#include "base/rfc.h"
#include "base/rut.h"

/* Only a settlement may be negative (ValorType); elsewhere a negative total is a contradiction, not a change of sides. */
static bool sides_reversed(const Document *document)
{
	Money total;
	bool reversed = document->effect == EFFECT_REVERSED_DEBT || document->effect == EFFECT_REVERSED_CREDIT;
	bool negative = money_parse(document->total, document->currency, &total) && total.micro < 0;
	return reversed && !negative;
}

static const Company *sides_company(const Facts *facts, const char *tax_id)
{
	for (size_t i = 0; tax_id != NULL && i < facts->n_companies; i++)
		if (texts_has(&facts->companies[i].tax_ids, tax_id))
			return &facts->companies[i];
	return NULL;
}

Sides sides_of(const Document *document, const Facts *facts)
{
	Sides sides = { .direction = DIRECTION_OTHER };
	bool reversed = sides_reversed(document);
	sides.creditor = reversed ? &document->receiver : &document->issuer;
	sides.debtor = reversed ? &document->issuer : &document->receiver;
	const Company *creditor = sides_company(facts, sides.creditor->tax_id);
	const Company *debtor = sides_company(facts, sides.debtor->tax_id);
	if (creditor != NULL)
		sides.direction = DIRECTION_ISSUED;
	else if (debtor != NULL)
		sides.direction = DIRECTION_RECEIVED;
	sides.company = creditor != NULL ? creditor : debtor;
	return sides;
}

bool sides_is_generic(const char *tax_id)
{
	return tax_id == NULL || rut_is_generic(tax_id) || rfc_is_generic(tax_id);
}

bool sides_is_somebody(const char *tax_id)
{
	return !sides_is_generic(tax_id) && (strchr(tax_id, '-') == NULL || rut_is_valid(tax_id));
}
