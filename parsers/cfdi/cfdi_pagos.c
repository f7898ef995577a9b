#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "parsers/cfdi/cfdi.h"
#include "parsers/replies/bank.h"

#define PAGOS10 "http://www.sat.gob.mx/Pagos"
#define PAGOS20 "http://www.sat.gob.mx/Pagos20"
#define RATE_ONE INT64_C(10000000000)
#define CENT 10000 /* millionths */
#define WARNINGS_MAX 50

#define PAYMENT(attribute, member)                                \
	{                                                         \
		"", (attribute), offsetof(Payment, member), false \
	}
#define PAID(attribute, member)                                        \
	{                                                              \
		"", (attribute), offsetof(PaidDocument, member), false \
	}

static const CfdiField payment_fields[] = {
	PAYMENT("FechaPago", date),   PAYMENT("FormaDePagoP", form),
	PAYMENT("MonedaP", currency), PAYMENT("TipoCambioP", exchange_rate),
	PAYMENT("Monto", amount),
};

/* The rate is EquivalenciaDR in 2.0 and TipoCambioDR in 1.0; either way units of MonedaDR for one of MonedaP.
 */
static const CfdiField paid_fields[] = {
	PAID("IdDocumento", uuid),
	PAID("MonedaDR", currency),
	PAID("TipoCambioDR", rate),
	PAID("EquivalenciaDR", rate),
	PAID("ImpSaldoAnt", previous),
	PAID("ImpPagado", paid),
	PAID("ImpSaldoInsoluto", outstanding),
};

static const XmlNode *pagos_child(const XmlNode *node, const char *name)
{
	for (const XmlNode *child = node->children; child != NULL; child = child->next)
		if (strcmp(child->name, name) == 0 && g_strcmp0(child->ns, node->ns) == 0)
			return child;
	return NULL;
}

static const XmlNode *pagos_next(const XmlNode *node)
{
	for (const XmlNode *next = node->next; next != NULL; next = next->next)
		if (strcmp(next->name, node->name) == 0 && g_strcmp0(next->ns, node->ns) == 0)
			return next;
	return NULL;
}

static const char *pagos_upper(Arena *arena, const char *text)
{
	g_autofree char *upper = text != NULL ? g_ascii_strup(text, -1) : NULL;
	return arena_strdup(arena, upper);
}

static void pagos_document(CfdiReading *reading, const XmlNode *node, Payment *payment)
{
	PaidDocument paid = { 0 };
	cfdi_fields_read(reading, node, (CfdiFields){ paid_fields, G_N_ELEMENTS(paid_fields) }, &paid);
	const char *instalment = cfdi_fields_value(reading, node, "NumParcialidad");
	if (instalment != NULL)
		paid.instalment = g_ascii_strtoll(instalment, NULL, 10);
	paid.uuid = pagos_upper(reading->arena, paid.uuid);
	payment->documents =
		arena_grow(reading->arena, payment->documents, payment->n_documents, sizeof paid);
	payment->documents[payment->n_documents++] = paid;
}

/* ---- does it add up? ----------------------------------------------------------------------------------- */

typedef struct {
	__int128 low, high;
} Range;

/* A rate in units of 1/RATE_ONE, and how much its last written digit is worth. */
static bool pagos_rate(const char *text, int64_t *ret, int64_t *ret_unit)
{
	int64_t value = 0;
	int64_t unit = RATE_ONE;
	bool point = false;
	for (; *text != '\0'; text++) {
		if (*text == '.' && !point) {
			point = true;
			continue;
		}
		if (!g_ascii_isdigit(*text) || value > INT64_MAX / 100 || (point && unit == 1))
			return false;
		value = value * 10 + (*text - '0');
		unit /= point ? 10 : 1;
	}
	*ret_unit = unit;
	return !__builtin_mul_overflow(value, unit, ret) && *ret > 0;
}

/* What one document takes of the payment, in millionths of MonedaP: between what the rounding of amount and
 * rate allow (SAT, matriz de validaciones of the complement). */
static bool pagos_share(const Payment *payment, const PaidDocument *paid, Range *ret)
{
	int64_t amount = 0;
	if (!money_parse_micro(paid->paid, &amount))
		return false;
	bool same = paid->rate == NULL || g_strcmp0(paid->currency, payment->currency) == 0;
	if (same) {
		*ret = (Range){ amount, amount };
		return true;
	}
	const char *point = strchr(paid->paid, '.');
	int64_t half = MONEY_SCALE / 2;
	for (size_t i = 1; point != NULL && g_ascii_isdigit(point[i]); i++)
		half /= 10;
	int64_t rate = 0;
	int64_t unit = 0;
	if (!pagos_rate(paid->rate, &rate, &unit))
		return false;
	ret->low = (__int128)2 * (amount - half) * RATE_ONE / (2 * (__int128)rate + unit);
	ret->high = (__int128)2 * (amount + half) * RATE_ONE / (2 * (__int128)rate - unit);
	return true;
}

static void pagos_check_sum(CfdiReading *reading, const Payment *payment)
{
	int64_t amount = 0;
	Range sum = { 0, 0 };
	bool known = payment->n_documents > 0 && money_parse_micro(payment->amount, &amount);
	for (size_t i = 0; known && i < payment->n_documents; i++) {
		Range share = { 0, 0 };
		known = pagos_share(payment, &payment->documents[i], &share);
		sum.low += share.low;
		sum.high += share.high;
	}
	if (known && amount < sum.low - CENT)
		document_warn(reading->arena, reading->document,
			      "payment of %s is less than what it pays of its documents", payment->amount);
	if (known && amount > sum.high + CENT)
		document_warn(reading->arena, reading->document,
			      "payment of %s is more than what it pays of its documents", payment->amount);
}

static void pagos_check_balance(CfdiReading *reading, const PaidDocument *paid)
{
	int64_t previous = 0;
	int64_t amount = 0;
	int64_t outstanding = 0;
	if (!money_parse_micro(paid->previous, &previous) || !money_parse_micro(paid->paid, &amount) ||
	    !money_parse_micro(paid->outstanding, &outstanding))
		return;
	if (previous - amount != outstanding)
		document_warn(reading->arena, reading->document,
			      "balances of %s do not add up: %s - %s is not %s",
			      paid->uuid != NULL ? paid->uuid : "a document", paid->previous, paid->paid,
			      paid->outstanding);
}

/* ---- the complement ------------------------------------------------------------------------------------ */

/* Pagos 1.0 may leave out what was paid when there is one document in the payment's own currency: then it is
 * all. */
static void pagos_complete(Payment *payment)
{
	if (payment->n_documents == 1 && payment->documents[0].paid == NULL &&
	    payment->documents[0].rate == NULL)
		payment->documents[0].paid = payment->amount;
}

/* A receipt may hold thousands of payments: the first faults say enough. */
static void pagos_check(CfdiReading *reading, const Payment *payment)
{
	for (size_t i = 0; i < payment->n_documents && reading->document->warnings.n < WARNINGS_MAX; i++)
		pagos_check_balance(reading, &payment->documents[i]);
	if (reading->document->warnings.n >= WARNINGS_MAX)
		return;
	pagos_check_sum(reading, payment);
	if (payment->amount == NULL || payment->currency == NULL)
		document_warn(reading->arena, reading->document, "payment without amount or currency");
}

/* items counts payments and what they pay, over the whole document. */
static void pagos_payment(CfdiReading *reading, const XmlNode *node, size_t *items)
{
	Payment payment = { 0 };
	cfdi_fields_read(reading, node, (CfdiFields){ payment_fields, G_N_ELEMENTS(payment_fields) },
			 &payment);
	const XmlNode *paid = pagos_child(node, "DoctoRelacionado");
	for (; paid != NULL && !reading->cut; paid = pagos_next(paid)) {
		reading->cut = !cfdi_fields_room(reading, ++*items);
		pagos_document(reading, paid, &payment);
	}
	if (reading->document->account == NULL)
		reading->document->account = bank_account(reading->arena, xml_attr(node, "CtaBeneficiario"));
	pagos_complete(&payment);
	pagos_check(reading, &payment);
	document_add_payment(reading->arena, reading->document, payment);
}

/* Pagos 2.0 belongs to CFDI 4.0 and 1.0 to 3.3: under the other the seal would not cover it. */
void cfdi_pagos_read(CfdiReading *reading)
{
	Document *document = reading->document;
	const char *ns = strcmp(reading->version->version, "4.0") == 0 ? PAGOS20 : PAGOS10;
	const XmlNode *pagos = NULL;
	size_t items = 0;
	while ((pagos = cfdi_fields_complement(reading, ns, "Pagos", pagos)) != NULL) {
		if (pagos->ns == NULL) {
			reading->unsealed = true;
			document_warn(reading->arena, document,
				      "Pagos has no namespace: read by name, its seal unknown");
		}
		const XmlNode *node = pagos_child(pagos, "Pago");
		for (; node != NULL && !reading->cut; node = pagos_next(node)) {
			reading->cut = !cfdi_fields_room(reading, ++items);
			pagos_payment(reading, node, &items);
		}
	}
	if (document->n_payments == 0 && document->effect == EFFECT_PAYMENT)
		document_warn(reading->arena, document, "a payment receipt without payments");
	if (document->n_payments > 0 && document->effect != EFFECT_PAYMENT)
		document_warn(reading->arena, document, "payments in a document that is no payment receipt");
}
