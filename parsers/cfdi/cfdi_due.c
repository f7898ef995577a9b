#include <string.h>

#include "base/text.h"
#include "parsers/cfdi/cfdi.h"

#define DETALLISTA "http://www.sat.gob.mx/detallista"
#define DAYS_MAX 3650
#define MONTHS_MAX 120

typedef struct {
	int days, months;
} Grant;

typedef struct {
	const char *word;
	bool whole; /* the word and nothing behind it */
	Grant each;
} Unit;

static const Unit units[] = {
	{ "dia", false, { 1, 0 } }, { "day", false, { 1, 0 } },	   { "d", true, { 1, 0 } },
	{ "ds", true, { 1, 0 } },   { "semana", false, { 7, 0 } }, { "week", false, { 7, 0 } },
	{ "mes", false, { 0, 1 } }, { "month", false, { 0, 1 } },  { "quincena", false, { 15, 0 } },
};

static const struct {
	const char *word;
	int number;
} numbers[] = {
	{ "siete ", 7 },   { "ocho ", 8 },     { "diez ", 10 },	   { "quince ", 15 },
	{ "veinte ", 20 }, { "treinta ", 30 }, { "sesenta ", 60 }, { "noventa ", 90 },
	{ "un ", 1 },	   { "una ", 1 },      { "dos ", 2 },	   { "tres ", 3 },
};

static const char *const at_once[] = { "contado", "inmediato", "efectivo", "una sola exhibicion" };

static bool due_is_letter(char c)
{
	return g_ascii_isalpha(c);
}

static const Unit *due_unit(const char *at)
{
	while (*at == ' ')
		at++;
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		size_t length = strlen(units[i].word);
		if (strncmp(at, units[i].word, length) == 0 &&
		    (!units[i].whole || !due_is_letter(at[length])))
			return &units[i];
	}
	return NULL;
}

/* "net" or "neto" right before the number. */
static bool due_is_net(const char *text, const char *at)
{
	while (at > text && at[-1] == ' ')
		at--;
	return (at - text >= 3 && strncmp(at - 3, "net", 3) == 0) ||
	       (at - text >= 4 && strncmp(at - 4, "neto", 4) == 0);
}

static bool due_take(int number, const Unit *unit, Grant *ret)
{
	static const Unit days = { "", false, { 1, 0 } };
	const Unit *each = unit != NULL ? unit : &days;
	*ret = (Grant){ number * each->each.days, number * each->each.months };
	return ret->days <= DAYS_MAX && ret->months <= MONTHS_MAX;
}

/* The first number that counts days, weeks or months; a discount ("-6%") does not. */
static bool due_digits(const char *text, Grant *ret)
{
	for (const char *at = text; *at != '\0';) {
		size_t length = strspn(at, "0123456789");
		if (length == 0) {
			at++;
			continue;
		}
		const Unit *unit = due_unit(at + length);
		bool counts = length <= 4 && at[length] != '%' && at[length] != '.';
		if (counts && (unit != NULL || due_is_net(text, at)))
			return due_take((int)g_ascii_strtoll(at, NULL, 10), unit, ret);
		at += length;
	}
	return false;
}

static bool due_words(const char *text, Grant *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
		const char *at = strstr(text, numbers[i].word);
		bool whole = at != NULL && (at == text || !due_is_letter(at[-1]));
		const Unit *unit = whole ? due_unit(at + strlen(numbers[i].word)) : NULL;
		if (unit != NULL)
			return due_take(numbers[i].number, unit, ret);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(at_once); i++)
		if (strstr(text, at_once[i]) != NULL) {
			*ret = (Grant){ 0, 0 };
			return true;
		}
	*ret = (Grant){ 15, 0 };
	return strstr(text, "quincena") != NULL;
}

/* Lower case without accents; control characters are no part of a word ("NE\rT15"), runs of blanks are one.
 */
static const char *due_plain(Arena *arena, const char *terms)
{
	char *plain = arena_strdup(arena, text_fold(arena, terms));
	char *to = plain;
	for (const char *from = plain; *from != '\0'; from++) {
		bool control = g_ascii_iscntrl(*from);
		if (!control && !(*from == ' ' && to > plain && to[-1] == ' '))
			*to++ = *from;
	}
	*to = '\0';
	return plain;
}

bool cfdi_due_terms(Arena *arena, const char *terms, Date issued, Date *ret_due)
{
	Grant grant = { 0, 0 };
	if (terms == NULL || !date_is_set(issued))
		return false;
	const char *plain = due_plain(arena, terms);
	if (!due_digits(plain, &grant) && !due_words(plain, &grant))
		return false;
	*ret_due = date_add_days(date_add_months(issued, grant.months), grant.days);
	return true;
}

/* The one complement with terms for machines, of retail chains. */
static bool due_detallista(const CfdiReading *reading, Date issued, Date *ret_due)
{
	const XmlNode *retail = cfdi_fields_complement(reading, DETALLISTA, "detallista", NULL);
	const XmlNode *period = xml_path(retail, "paymentTerms/netPayment/paymentTimePeriod/timePeriodDue");
	const char *unit = xml_attr(period, "timePeriod");
	const char *value = xml_text(reading->arena, period, "value");
	if (value == NULL || g_strcmp0(unit, "DAYS") != 0)
		return false;
	return cfdi_due_terms(reading->arena, arena_printf(reading->arena, "%s dias", value), issued,
			      ret_due);
}

void cfdi_due_read(CfdiReading *reading)
{
	Document *document = reading->document;
	Date issued = { 0 };
	Date due = { 0 };
	if (document->effect != EFFECT_DEBT || !date_parse_prefix(document->issued, &issued))
		return;
	if (cfdi_due_terms(reading->arena, document->terms, issued, &due) ||
	    due_detallista(reading, issued, &due)) {
		document->due_rule = DUE_TERMS;
	} else if (g_strcmp0(document->payment_method, "PUE") == 0) {
		due = date_month_end(issued);
		document->due_rule = DUE_MONTH_END;
	}
	document->due_date = date_text(reading->arena, due);
}
