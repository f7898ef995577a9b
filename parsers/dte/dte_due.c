#include "base/date.h"
#include "parsers/dte/dte.h"
#include "parsers/xml/decimal.h"

#define TERM_DAYS_MAX 3650

static const char *due_id_text(const DteSource *source, const char *name)
{
	return xml_text(source->arena, xml_path(source->body, "Encabezado/IdDoc"), name);
}

/* The plan's earliest date; each instalment keeps its own. */
static bool due_by_instalments(const DteSource *source, Document *document)
{
	Date first = { 0 };
	for (size_t i = 0; i < document->n_instalments; i++) {
		Date date;
		if (!date_parse_prefix(document->instalments[i].date, &date))
			document_warn(source->arena, document, "an instalment without a date");
		else if (!date_is_set(first) || date_compare(date, first) < 0)
			first = date;
	}
	document->due_date = date_text(source->arena, first);
	document->due_rule = DUE_INSTALMENTS;
	return document->due_date != NULL;
}

static bool due_by_statement(const DteSource *source, Document *document)
{
	const char *stated = due_id_text(source, "FchVenc");
	Date date;
	Date issued;
	if (stated == NULL)
		return false;
	if (!date_parse_prefix(stated, &date)) {
		document_warn(source->arena, document, "FchVenc is no date: %s", stated);
		return false;
	}
	if (date_parse_prefix(document->issued, &issued) && date_compare(date, issued) < 0)
		document_warn(source->arena, document, "due before it was issued: %s", stated);
	document->due_date = date_text(source->arena, date);
	document->due_rule = DUE_STATED;
	return true;
}

static bool due_by_terms(const DteSource *source, Document *document)
{
	const char *stated = due_id_text(source, "TermPagoDias");
	Decimal days;
	Date issued;
	if (stated == NULL || !date_parse_prefix(document->issued, &issued))
		return false;
	if (!decimal_parse(stated, &days) || days.micro < 0 ||
	    days.micro > (DecimalUnits)TERM_DAYS_MAX * 1000000) {
		document_warn(source->arena, document, "TermPagoDias is no number of days: %s", stated);
		return false;
	}
	document->due_date = date_text(source->arena, date_add_days(issued, (int64_t)(days.micro / 1000000)));
	document->due_rule = DUE_TERMS;
	return true;
}

static bool due_is_debt(DocumentEffect effect)
{
	return effect == EFFECT_DEBT || effect == EFFECT_REVERSED_DEBT;
}

/* Ley 21.131: without a term, 30 days from reception, which the document does not know. */
void dte_due_apply(const DteSource *source, Document *document)
{
	if (due_by_instalments(source, document) || due_by_statement(source, document) ||
	    due_by_terms(source, document))
		return;
	document->due_date = NULL;
	document->due_rule = due_is_debt(document->effect) ? DUE_RECEPTION : DUE_NONE;
}
