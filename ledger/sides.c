#include "ledger/sides.h"

#include "base/rfc.h"
#include "base/rut.h"

static bool sides_reversed(const Document *document)
{
	return document->effect == EFFECT_REVERSED_DEBT || document->effect == EFFECT_REVERSED_CREDIT;
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
