#include "ledger/sides.h"

#include <string.h>

#include "base/money.h"
#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"

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

static bool sides_is_anybody(const char *folded)
{
	static const char *const anybody[] = {
		"publico", "publico en general", "publico general", "venta al publico", "ventas al publico",
		"consumidor final", "cliente final", "cliente", "clientes varios", "varios", "sin nombre", "anonimo",
		"cliente mostrador", "mostrador", "boleta", "cliente boleta", "extranjero", "cliente extranjero",
		"general public", "n/a", "na", "-", "sin rut", "particular",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(anybody); i++)
		if (strcmp(folded, anybody[i]) == 0)
			return true;
	return false;
}

const char *sides_identity(Arena *arena, const Party *debtor)
{
	if (sides_is_somebody(debtor->tax_id))
		return debtor->tax_id;
	if (debtor->tax_id == NULL || !sides_is_generic(debtor->tax_id))
		return NULL;
	const char *foreign = text_or_null(arena, debtor->foreign_id);
	if (foreign != NULL)
		return arena_printf(arena, "%s %s", debtor->tax_id, text_fold(arena, foreign));
	const char *name = text_or_null(arena, debtor->name);
	const char *folded = name != NULL ? text_fold(arena, name) : NULL;
	if (folded == NULL)
		return NULL;
	/* Blanks and dots as people happen to write them make nobody else. */
	g_auto(GStrv) words = g_strsplit_set(folded, " .,", -1);
	Texts kept = { 0 };
	for (size_t i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			texts_add(arena, &kept, words[i]);
	const char *spelled = texts_join(arena, &kept, " ");
	return *spelled == '\0' || sides_is_anybody(spelled) ? NULL :
								arena_printf(arena, "%s %s", debtor->tax_id, spelled);
}
