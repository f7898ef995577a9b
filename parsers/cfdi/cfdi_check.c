#include <string.h>

#include "base/money.h"
#include "base/rfc.h"
#include "parsers/cfdi/cfdi.h"

#define LOCAL_TAXES "http://www.sat.gob.mx/implocal"
#define OLD_TOLERANCE 50000 /* 0.05: issuers of 3.2 rounded each on their own */

/* Adds a stated amount to the sum, with its sign. Absent is nothing; what is no amount is told. */
static bool check_add(CfdiReading *reading, int64_t *sum, const char *what, const char *amount, int sign)
{
	int64_t micro = 0;
	if (amount == NULL)
		return true;
	if (!money_parse_micro(amount, &micro)) {
		document_warn(reading->arena, reading->document, "%s is no amount: %s", what, amount);
		return false;
	}
	return sign > 0 ? !__builtin_add_overflow(*sum, micro, sum)
			: !__builtin_sub_overflow(*sum, micro, sum);
}

static bool check_local_taxes(CfdiReading *reading, int64_t *sum)
{
	const XmlNode *local = NULL;
	bool known = true;
	while (known &&
	       (local = cfdi_fields_complement(reading, LOCAL_TAXES, "ImpuestosLocales", local)) != NULL)
		known = check_add(reading, sum, "TotaldeTraslados",
				  cfdi_fields_value(reading, local, "TotaldeTraslados"), 1) &&
			check_add(reading, sum, "TotaldeRetenciones",
				  cfdi_fields_value(reading, local, "TotaldeRetenciones"), -1);
	return known;
}

/* Total = SubTotal - Descuento + taxes added - taxes withheld, local ones too (Anexo 20). The stated total is
 * the debt whatever comes out. */
static void check_total(CfdiReading *reading)
{
	const Document *document = reading->document;
	bool old = strcmp(reading->version->attribute, "version") == 0;
	const char *discount = cfdi_fields_value(reading, reading->root, old ? "descuento" : "Descuento");
	int64_t sum = 0;
	int64_t total = 0;
	bool known = check_add(reading, &sum, "SubTotal", document->net, 1) &&
		     check_add(reading, &sum, "Descuento", discount, -1) &&
		     check_add(reading, &sum, "TotalImpuestosTrasladados", document->tax, 1) &&
		     check_add(reading, &sum, "TotalImpuestosRetenidos", document->withheld, -1) &&
		     check_local_taxes(reading, &sum) &&
		     check_add(reading, &total, "Total", document->total, 1);
	if (document->total == NULL)
		document_warn(reading->arena, reading->document, "no Total");
	int64_t difference = 0;
	if (!known || document->total == NULL || document->net == NULL ||
	    __builtin_sub_overflow(total, sum, &difference))
		return;
	int64_t tolerance = old ? OLD_TOLERANCE : 0;
	if (difference > tolerance || difference < -tolerance)
		document_warn(reading->arena, reading->document,
			      "totals do not add up: %s stated, %s computed", document->total,
			      money_micro_text(reading->arena, sum));
}

static void check_tax_id(CfdiReading *reading, const char *who, const char *tax_id)
{
	if (tax_id == NULL)
		document_warn(reading->arena, reading->document, "no RFC of the %s", who);
	else if (!rfc_shape(tax_id))
		document_warn(reading->arena, reading->document, "RFC of the %s has another shape: %s", who,
			      tax_id);
	else if (!rfc_is_generic(tax_id) && !rfc_is_test(tax_id) && !rfc_check_digit(tax_id))
		document_warn(reading->arena, reading->document, "check digit of the %s's RFC is another: %s",
			      who, tax_id);
}

void cfdi_check_document(CfdiReading *reading)
{
	const Document *document = reading->document;
	Date issued = { 0 };
	if (!date_parse_prefix(document->issued, &issued))
		document_warn(reading->arena, reading->document, "no readable date of issue");
	check_tax_id(reading, "issuer", document->issuer.tax_id);
	if (strcmp(reading->version->format, "cfdi") != 0)
		return;
	check_tax_id(reading, "receiver", document->receiver.tax_id);
	check_total(reading);
}
