#include "templates/locale.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define LOCALE_CACHED_CURRENCIES 64
#define LOCALE_DAY_MS 86400000.0

typedef struct {
	const char *language;
	const char *icu; /* CLDR's name; en is the international one, which spells day before month */
	const char *parent;
	const char *signs; /* currencies written with their sign */
	bool code_too;	   /* ... and with their code after it */
	UDateFormatStyle short_date;
} LocaleRow;

static const LocaleRow locale_rows[] = {
	{ "es-CL", "es_CL", "es", "CLP", false, UDAT_MEDIUM },
	{ "es-MX", "es_MX", "es", "MXN USD", true, UDAT_MEDIUM },
	{ "es", "es", "en", "EUR", false, UDAT_MEDIUM },
	{ "en", "en_GB", NULL, "GBP EUR", false, UDAT_MEDIUM },
	{ "pt-BR", "pt_BR", "en", "BRL", false, UDAT_SHORT },
	{ "fr", "fr", "en", "EUR", false, UDAT_SHORT },
};

/* Units of account that nobody calls by their ISO code. */
typedef struct {
	const char *language, *currency, *name;
} LocaleUnit;

static const LocaleUnit locale_units[] = {
	{ "es-CL", "CLF", "UF" },
};

struct Locale {
	const LocaleRow *row;
	UDateFormat *dates[3];
	UPluralRules *plurals;
	UFormattedNumber *result;
	GHashTable *formatters; /* skeleton text -> UNumberFormatter */
};

static const char *const locale_names[] = { "es-CL", "es-MX", "es", "en", "pt-BR", "fr", NULL };

const char *const *locale_languages(void)
{
	return locale_names;
}

static size_t locale_base_length(const char *tag)
{
	return strcspn(tag, "-_");
}

static const LocaleRow *locale_row(const char *tag)
{
	g_autofree char *name = g_strdelimit(g_strdup(tag != NULL ? tag : "en"), "_", '-');
	for (size_t i = 0; i < G_N_ELEMENTS(locale_rows); i++)
		if (g_ascii_strcasecmp(name, locale_rows[i].language) == 0)
			return &locale_rows[i];
	name[locale_base_length(name)] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(locale_rows); i++)
		if (g_ascii_strcasecmp(name, locale_rows[i].language) == 0)
			return &locale_rows[i];
	for (size_t i = 0; i < G_N_ELEMENTS(locale_rows); i++) {
		size_t length = locale_base_length(locale_rows[i].language);
		if (strlen(name) == length && g_ascii_strncasecmp(name, locale_rows[i].language, length) == 0)
			return &locale_rows[i];
	}
	return locale_row("en");
}

const char *locale_match(const char *tag)
{
	return locale_row(tag)->language;
}

const char *locale_parent(const char *language)
{
	return locale_row(language)->parent;
}

static void locale_must(UErrorCode code, const char *what)
{
	if (U_FAILURE(code))
		g_error("ICU: %s: %s", what, u_errorName(code));
}

static void locale_close_formatter(void *formatter)
{
	unumf_close(formatter);
}

static UDateFormat *locale_open_dates(const LocaleRow *row, UDateFormatStyle style)
{
	UErrorCode code = U_ZERO_ERROR;
	UDateFormat *format = udat_open(UDAT_NONE, style, row->icu, u"UTC", -1, NULL, 0, &code);
	locale_must(code, "date format");
	return format;
}

/* As CLDR writes a year and a short month of that place. */
static UDateFormat *locale_open_months(const LocaleRow *row)
{
	UErrorCode code = U_ZERO_ERROR;
	UChar pattern[64];
	UDateTimePatternGenerator *patterns = udatpg_open(row->icu, &code);
	int32_t length = udatpg_getBestPattern(patterns, u"yMMM", -1, pattern, G_N_ELEMENTS(pattern), &code);
	UDateFormat *format = udat_open(UDAT_PATTERN, UDAT_PATTERN, row->icu, u"UTC", -1, pattern, length, &code);
	udatpg_close(patterns);
	locale_must(code, "month format");
	return format;
}

Locale *locale_new(const char *language)
{
	UErrorCode code = U_ZERO_ERROR;
	Locale *locale = g_new0(Locale, 1);
	locale->row = locale_row(language);
	locale->dates[LOCALE_LONG] = locale_open_dates(locale->row, UDAT_LONG);
	locale->dates[LOCALE_SHORT] = locale_open_dates(locale->row, locale->row->short_date);
	locale->dates[LOCALE_MONTH] = locale_open_months(locale->row);
	locale->plurals = uplrules_open(locale->row->icu, &code);
	locale->result = unumf_openResult(&code);
	locale_must(code, "plural rules");
	locale->formatters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, locale_close_formatter);
	return locale;
}

void locale_free(Locale *locale)
{
	if (locale == NULL)
		return;
	g_hash_table_unref(locale->formatters);
	unumf_closeResult(locale->result);
	uplrules_close(locale->plurals);
	udat_close(locale->dates[LOCALE_MONTH]);
	udat_close(locale->dates[LOCALE_SHORT]);
	udat_close(locale->dates[LOCALE_LONG]);
	g_free(locale);
}

const char *locale_language(const Locale *locale)
{
	return locale->row->language;
}

static const char *locale_utf8(Arena *arena, const UChar *text, int32_t length)
{
	g_autofree char *utf8 = g_utf16_to_utf8((const gunichar2 *)text, length, NULL, NULL, NULL);
	return arena_strdup(arena, utf8 != NULL ? utf8 : "");
}

static UNumberFormatter *locale_formatter(const Locale *locale, const char *skeleton)
{
	UNumberFormatter *formatter = g_hash_table_lookup(locale->formatters, skeleton);
	if (formatter != NULL)
		return formatter;
	UErrorCode code = U_ZERO_ERROR;
	glong length = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(skeleton, -1, NULL, &length, NULL);
	formatter = unumf_openForSkeletonAndLocale((const UChar *)wide, (int32_t)length, locale->row->icu,
						   &code);
	locale_must(code, skeleton);
	if (g_hash_table_size(locale->formatters) >= LOCALE_CACHED_CURRENCIES)
		g_hash_table_remove_all(locale->formatters);
	g_hash_table_insert(locale->formatters, g_strdup(skeleton), formatter);
	return formatter;
}

static const char *locale_decimal(Arena *arena, const Locale *locale, const char *skeleton,
				  const char *number)
{
	UErrorCode code = U_ZERO_ERROR;
	unumf_formatDecimal(locale_formatter(locale, skeleton), number, -1, locale->result, &code);
	int32_t length = 0;
	const UChar *text = ufmtval_getString(unumf_resultAsValue(locale->result, &code), &length, &code);
	locale_must(code, number);
	return locale_utf8(arena, text, length);
}

static bool locale_is_code(const char *currency)
{
	for (int i = 0; i < 3; i++)
		if (!g_ascii_isupper(currency[i]))
			return false;
	return currency[3] == '\0';
}

static const char *locale_unit_name(const Locale *locale, const char *currency)
{
	for (size_t i = 0; i < G_N_ELEMENTS(locale_units); i++)
		if (strcmp(locale_units[i].language, locale->row->language) == 0 &&
		    strcmp(locale_units[i].currency, currency) == 0)
			return locale_units[i].name;
	return NULL;
}

/* ".00####": at least the currency's decimals, and whatever more the amount has. */
static const char *locale_precision(Arena *arena, const char *currency)
{
	int decimals = money_decimals(currency);
	return arena_printf(arena, ".%.*s%.*s", decimals, "000000", 6 - decimals, "######");
}

const char *locale_amount(Arena *arena, const Locale *locale, const char *number, const char *currency)
{
	if (!locale_is_code(currency))
		return locale_decimal(arena, locale, ".######", number);
	const char *precision = locale_precision(arena, currency);
	const char *unit = locale_unit_name(locale, currency);
	if (unit != NULL)
		return arena_printf(arena, "%s\u00a0%s", unit,
				    locale_decimal(arena, locale, precision, number));
	bool sign = strstr(locale->row->signs, currency) != NULL;
	const char *text = locale_decimal(arena, locale,
					  arena_printf(arena, "currency/%s %s %s", currency,
						       sign ? "unit-width-narrow" : "unit-width-iso-code",
						       precision),
					  number);
	return sign && locale->row->code_too ? arena_printf(arena, "%s %s", text, currency) : text;
}

const char *locale_money(Arena *arena, const Locale *locale, Money money)
{
	return locale_amount(arena, locale, money_micro_text(arena, money.micro), money.currency);
}

static const char *locale_tenths_as(Arena *arena, const Locale *locale, const char *skeleton, int64_t tenths)
{
	uint64_t size = tenths < 0 ? -(uint64_t)tenths : (uint64_t)tenths;
	return locale_decimal(arena, locale, skeleton,
			      arena_printf(arena, "%s%" G_GUINT64_FORMAT ".%d", tenths < 0 ? "-" : "", size / 10,
					   (int)(size % 10)));
}

const char *locale_tenths(Arena *arena, const Locale *locale, int64_t tenths)
{
	return locale_tenths_as(arena, locale, ".0", tenths);
}

const char *locale_percent(Arena *arena, const Locale *locale, int64_t tenths)
{
	return locale_tenths_as(arena, locale, "percent .0", tenths);
}

const char *locale_number(Arena *arena, const Locale *locale, int64_t number)
{
	return locale_decimal(arena, locale, "precision-integer",
			      arena_printf(arena, "%" G_GINT64_FORMAT, number));
}

const char *locale_date(Arena *arena, const Locale *locale, Date date, LocaleDateStyle style)
{
	if (!date_is_set(date))
		return "";
	UErrorCode code = U_ZERO_ERROR;
	UChar text[128];
	int32_t length = udat_format(locale->dates[style], (UDate)date_to_days(date) * LOCALE_DAY_MS, text,
				     G_N_ELEMENTS(text), NULL, &code);
	locale_must(code, "date");
	return locale_utf8(arena, text, length);
}

const char *locale_plural(const Locale *locale, int64_t count)
{
	static const char *const categories[] = { "zero", "one", "two", "few", "many", "other" };
	UErrorCode code = U_ZERO_ERROR;
	UChar keyword[16];
	/* lint: float: the plural rules of ICU take nothing else, and this counts things, not money */
	int32_t length = uplrules_select(locale->plurals, (double)count, keyword, G_N_ELEMENTS(keyword),
					 &code);
	locale_must(code, "plural");
	for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
		if (strlen(categories[i]) == (size_t)length && keyword[0] == (UChar)categories[i][0] &&
		    keyword[1] == (UChar)categories[i][1])
			return categories[i];
	return "other";
}
