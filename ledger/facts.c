#include "ledger/facts.h"

#include <string.h>

#include "base/text.h"
#include "ledger/payments.h"

static bool facts_all_digits(const char *text)
{
	return text != NULL && *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static const char *facts_folio(const char *number)
{
	while (number[0] == '0' && number[1] != '\0')
		number++;
	return number;
}

/* SII: the referenced document is of the same issuer unless RUTOtr says whose it is; 8xx are orders and contracts, no
 * documents of the tax office, and folio 0 names a whole period (dte facts, 2.5). */
static const char *facts_dte_key(Arena *arena, const Document *document, const Reference *reference)
{
	const char *issuer = reference->tax_id != NULL ? reference->tax_id : document->issuer.tax_id;
	if (!facts_all_digits(reference->type) || !facts_all_digits(reference->number) || issuer == NULL)
		return NULL;
	const char *type = facts_folio(reference->type);
	const char *folio = facts_folio(reference->number);
	bool order = strlen(type) == 3 && type[0] == '8';
	return order || strcmp(folio, "0") == 0 ? NULL : arena_printf(arena, "CL:%s:%s:%s", issuer, type, folio);
}

static const char *facts_uuid_key(Arena *arena, const char *uuid)
{
	if (uuid == NULL)
		return NULL;
	g_autofree char *upper = g_ascii_strup(uuid, -1);
	return arena_printf(arena, "MX:%s", upper);
}

const char *facts_reference_key(Arena *arena, const Document *document, const Reference *reference)
{
	if (reference->uuid != NULL)
		return facts_uuid_key(arena, reference->uuid);
	return facts_dte_key(arena, document, reference);
}

static void facts_add_key(Arena *arena, Texts *keys, const char *key)
{
	if (key != NULL && !texts_has(keys, key))
		texts_add(arena, keys, key);
}

static void facts_payment_keys(Arena *arena, const Payment *payment, Texts *ret)
{
	for (size_t i = 0; i < payment->n_documents; i++)
		facts_add_key(arena, ret, facts_uuid_key(arena, payment->documents[i].uuid));
}

void facts_keys(Arena *arena, const Finding *finding, Texts *ret)
{
	for (size_t i = 0; i < finding->n_documents; i++) {
		const Document *document = &finding->documents[i];
		facts_add_key(arena, ret, document->key);
		for (size_t r = 0; r < document->n_references; r++)
			facts_add_key(arena, ret, facts_reference_key(arena, document, &document->references[r]));
		for (size_t p = 0; p < document->n_payments; p++)
			facts_payment_keys(arena, &document->payments[p], ret);
	}
}

void facts_payment_names(Arena *arena, const Finding *finding, Texts *ret)
{
	for (size_t i = 0; i < finding->n_documents; i++) {
		const Document *document = &finding->documents[i];
		bool debt = document->effect == EFFECT_DEBT || document->effect == EFFECT_REVERSED_DEBT;
		const Invoice invoice = { .key = document->key, .uuid = document->uuid, .type = document->type,
					  .series = document->series, .number = document->number };
		if (debt && document->key != NULL)
			payments_names(arena, &invoice, ret);
	}
}

const char *facts_follow(const Posting *posting, const char *key)
{
	if (text_equal(posting->source_key, key))
		return posting->target_key;
	/* DEBIT, whole: ledger/settle.h */
	return posting->kind == POSTING_DEBIT && posting->whole ? posting->source_key : NULL;
}

const Invoice *facts_invoice(const Facts *facts, const char *company, const char *key)
{
	for (size_t i = 0; i < facts->n_invoices; i++)
		if (text_equal(facts->invoices[i].company, company) && text_equal(facts->invoices[i].key, key))
			return &facts->invoices[i];
	return NULL;
}

const char *facts_label(Arena *arena, const Document *document)
{
	const char *series = document->series != NULL ? document->series : "";
	const char *number = document->number != NULL ? document->number : document->uuid;
	return arena_printf(arena, "%s %s%s%s of %s", document->type != NULL ? document->type : document->format,
			    series, *series != '\0' ? "-" : "", number != NULL ? number : "without number",
			    document->issuer.tax_id != NULL ? document->issuer.tax_id : "unknown issuer");
}
