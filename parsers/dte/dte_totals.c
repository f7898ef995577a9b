#include <string.h>

#include "base/money.h"
#include "parsers/dte/dte.h"
#include "parsers/xml/decimal.h"

/* Taxes of ImptoReten by what they do to the total (SII, Formato DTE 2.2, section 4). */
typedef struct {
	int from, to;
	int sign;
} TaxRow;

static const TaxRow tax_rows[] = {
	{ 14, 14, 1 },	  { 15, 15, -1 },   { 17, 19, 1 },    { 23, 28, 1 },	{ 30, 34, -1 },
	{ 35, 35, 1 },	  { 36, 39, -1 },   { 41, 41, -1 },   { 44, 45, 1 },	{ 46, 49, -1 },
	{ 50, 53, 1 },	  { 271, 271, 1 },  { 301, 301, -1 }, { 321, 321, -1 }, { 331, 331, -1 },
	{ 341, 341, -1 }, { 361, 361, -1 }, { 371, 371, -1 }, { 481, 481, -1 },
};

/* What is added to the total and what is taken off, below Totales. */
typedef struct {
	const char *path;
	int sign;
} PartRow;

static const PartRow part_rows[] = {
	{ "MntNeto", 1 },
	{ "MntExe", 1 },
	{ "IVA", 1 },
	{ "GrntDep", 1 },
	{ "CredEC", -1 },
	{ "Comisiones/ValComNeto", -1 },
	{ "Comisiones/ValComExe", -1 },
	{ "Comisiones/ValComIVA", -1 },
};

typedef struct {
	const DteSource *source;
	Document *document;
	const XmlNode *totals;
	Decimal sum, withheld;
	bool has_withheld;
	bool unknown; /* an amount or a tax that cannot be judged: no sum is compared */
} Sum;

static void sum_add(Sum *sum, Decimal amount, int sign)
{
	sum->sum = sign > 0 ? decimal_add(sum->sum, amount) : decimal_subtract(sum->sum, amount);
}

/* False when it is absent; what is no amount is reported. */
static bool sum_read(Sum *sum, const XmlNode *node, const char *path, Decimal *ret)
{
	const char *text = xml_text(sum->source->arena, node, path);
	if (text == NULL)
		return false;
	if (decimal_parse(text, ret))
		return true;
	document_warn(sum->source->arena, sum->document, "%s is no amount: %s", path, text);
	sum->unknown = true;
	return false;
}

static int totals_tax_sign(const char *code)
{
	Decimal value;
	if (!decimal_parse(code, &value))
		return 0;
	for (size_t i = 0; i < G_N_ELEMENTS(tax_rows); i++)
		if (value.micro >= (DecimalUnits)tax_rows[i].from * 1000000 &&
		    value.micro <= (DecimalUnits)tax_rows[i].to * 1000000)
			return tax_rows[i].sign;
	return 0;
}

static void sum_taxes(Sum *sum)
{
	const XmlNode *tax = xml_child(sum->totals, "ImptoReten");
	for (; tax != NULL; tax = xml_next(tax)) {
		Decimal amount;
		int sign = totals_tax_sign(xml_text(sum->source->arena, tax, "TipoImp"));
		if (!sum_read(sum, tax, "MontoImp", &amount))
			continue;
		sum->unknown |= sign == 0;
		sum_add(sum, amount, sign);
		if (sign < 0) {
			sum->withheld = decimal_add(sum->withheld, amount);
			sum->has_withheld = true;
		}
	}
}

static const char *totals_text(Arena *arena, Decimal value)
{
	bool fits = value.micro >= INT64_MIN && value.micro <= INT64_MAX;
	return fits ? money_micro_text(arena, (int64_t)value.micro) : "beyond what can be booked";
}

static void sum_compare(Sum *sum)
{
	Arena *arena = sum->source->arena;
	Decimal total;
	bool judged = xml_child(sum->totals, "MntNeto") != NULL || xml_child(sum->totals, "MntExe") != NULL;
	if (!sum_read(sum, sum->totals, "MntTotal", &total) || sum->unknown || !judged)
		return;
	if (total.micro != sum->sum.micro)
		document_warn(arena, sum->document, "totals do not add up: %s stated, its parts come to %s",
			      sum->document->total, totals_text(arena, sum->sum));
}

/* What is collected is MontoPeriodo = MntTotal + MontoNF when it is stated; SaldoAnterior and VlrPagar are
 * never debt. */
static void sum_period(Sum *sum)
{
	Document *document = sum->document;
	Arena *arena = sum->source->arena;
	Decimal period;
	Decimal total;
	Decimal not_billed = { 0 };
	if (!sum_read(sum, sum->totals, "MontoPeriodo", &period) || !decimal_parse(document->total, &total))
		return;
	sum_read(sum, sum->totals, "MontoNF", &not_billed);
	if (period.micro != total.micro + not_billed.micro) {
		document_warn(arena, document,
			      "MontoPeriodo %s is not MntTotal and MontoNF: MntTotal is taken",
			      totals_text(arena, period));
		return;
	}
	if (period.micro == total.micro)
		return;
	document_warn(arena, document, "total is MontoPeriodo: MntTotal is %s, the rest is not billed here",
		      document->total);
	document->total = xml_text(arena, sum->totals, "MontoPeriodo");
}

/* A plan whose amounts are all there must come to what is owed. */
static void sum_instalments(Sum *sum)
{
	const Document *document = sum->document;
	Decimal planned = { 0 };
	Decimal total;
	if (document->n_instalments == 0 || !decimal_parse(document->total, &total))
		return;
	for (size_t i = 0; i < document->n_instalments; i++) {
		Decimal amount;
		if (!decimal_parse(document->instalments[i].amount, &amount))
			return;
		planned = decimal_add(planned, amount);
	}
	if (planned.micro != total.micro)
		document_warn(sum->source->arena, sum->document, "instalments come to %s, the total is %s",
			      totals_text(sum->source->arena, planned), document->total);
}

static void sum_range(Sum *sum)
{
	int64_t micro = 0;
	const char *total = sum->document->total;
	if (total == NULL)
		document_warn(sum->source->arena, sum->document, "no MntTotal");
	else if (!money_parse_micro(total, &micro))
		document_warn(sum->source->arena, sum->document, "MntTotal cannot be booked: %s", total);
}

void dte_totals_apply(const DteSource *source, Document *document)
{
	Sum sum = { .source = source,
		    .document = document,
		    .totals = xml_path(source->body, "Encabezado/Totales") };
	for (size_t i = 0; i < G_N_ELEMENTS(part_rows); i++) {
		Decimal amount;
		if (sum_read(&sum, sum.totals, part_rows[i].path, &amount))
			sum_add(&sum, amount, part_rows[i].sign);
	}
	sum_taxes(&sum);
	if (sum.has_withheld)
		document->withheld = totals_text(source->arena, sum.withheld);
	sum_compare(&sum);
	sum_period(&sum);
	sum_instalments(&sum);
	sum_range(&sum);
}
