#include "templates/locale.h"
#include "tests/tap.h"

#define NB "\u00a0"
#define NN "\u202f"

typedef struct {
	const char *language, *amount, *currency, *want;
} MoneyRow;

static const MoneyRow money_rows[] = {
	{ "es-CL", "1234567", "CLP", "$1.234.567" },
	{ "es-CL", "0", "CLP", "$0" },
	{ "es-CL", "999", "CLP", "$999" },
	{ "es-CL", "1234", "CLP", "$1.234" },
	{ "es-CL", "1234.5", "CLP", "$1.234,5" },
	{ "es-CL", "-1234567", "CLP", "$-1.234.567" },
	{ "es-CL", "1234.5", "USD", "USD" NB "1.234,50" },
	{ "es-CL", "12.5", "CLF", "UF" NB "12,5000" },
	{ "es-CL", "9223372036854.775807", "CLP", "$9.223.372.036.854,775807" },
	{ "es-MX", "1234.56", "MXN", "$1,234.56 MXN" },
	{ "es-MX", "1234567.5", "MXN", "$1,234,567.50 MXN" },
	{ "es-MX", "0.01", "MXN", "$0.01 MXN" },
	{ "es-MX", "1000", "USD", "$1,000.00 USD" },
	{ "es-MX", "1000", "EUR", "EUR" NB "1,000.00" },
	{ "es-MX", "0.123456", "MXN", "$0.123456 MXN" },
	{ "es", "1234567.5", "EUR", "1.234.567,50" NB "€" },
	{ "es", "1234567", "CLP", "1.234.567" NB "CLP" },
	{ "en", "1234567", "CLP", "CLP" NB "1,234,567" },
	{ "en", "1234.5", "GBP", "£1,234.50" },
	{ "en", "1234.5", "USD", "USD" NB "1,234.50" },
	{ "pt-BR", "1234.56", "BRL", "R$" NB "1.234,56" },
	{ "pt-BR", "1234.56", "USD", "USD" NB "1.234,56" },
	{ "fr", "1234.56", "EUR", "1" NN "234,56" NB "€" },
	{ "fr", "1234567", "CLP", "1" NN "234" NN "567" NB "CLP" },
	{ "es-CL", "1234.5", "", "1.234,5" },
	{ "es-CL", "-9223372036854.775807", "JPY", "JPY-9.223.372.036.854,775807" },
};

static void test_money(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(money_rows); i++) {
		const MoneyRow *row = &money_rows[i];
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(Locale) locale = locale_new(row->language);
		Money money = { 0 };
		bool parsed = money_parse(row->amount, row->currency, &money);
		g_autofree char *name = g_strdup_printf("%s %s in %s", row->amount, row->currency,
							row->language);
		is_str(parsed ? locale_money(arena, locale, money) : NULL, row->want, name);
	}
}

/* The digits of what people read are the digits of the amount, for any amount. */
static void test_money_exact(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20261127);
	g_autoptr(Locale) locale = locale_new("es-MX");
	int wrong = 0;
	for (int i = 0; i < 20000; i++) {
		g_autoptr(Arena) arena = arena_new();
		int64_t wide = (int64_t)g_rand_int(random) << 31 ^ g_rand_int(random);
		int64_t micro = wide >> g_rand_int_range(random, 0, 50);
		g_autofree char *text = g_strdup(locale_money(arena, locale, money_make(micro, "MXN")));
		GString *plain = g_string_new(NULL);
		for (const char *at = text; *at != '\0' && *at != ' '; at++)
			if (*at != ',' && *at != '$')
				g_string_append_c(plain, *at);
		int64_t back = 0;
		wrong += !money_parse_micro(plain->str, &back) || back != micro;
		g_string_free(plain, TRUE);
	}
	is_i64(wrong, 0, "20,000 random amounts read back exactly");
}

static void test_money_many_currencies(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Locale) locale = locale_new("en");
	for (char a = 'A'; a <= 'Z'; a++)
		for (char b = 'A'; b <= 'Z'; b++) {
			char code[4] = { 'Q', a, b, '\0' };
			locale_money(arena, locale, money_make(MONEY_SCALE, code));
		}
	is_str(locale_money(arena, locale, money_make(MONEY_SCALE, "QZZ")), "QZZ" NB "1.00",
	       "676 unknown currencies do not wear the cache out");
}

typedef struct {
	const char *language, *date, *want_long, *want_short;
} DateRow;

static const DateRow date_rows[] = {
	{ "es-CL", "2026-11-27", "27 de noviembre de 2026", "27-11-2026" },
	{ "es-MX", "2026-11-27", "27 de noviembre de 2026", "27 nov 2026" },
	{ "es", "2026-01-01", "1 de enero de 2026", "1 ene 2026" },
	{ "en", "2026-11-27", "27 November 2026", "27 Nov 2026" },
	{ "pt-BR", "2026-11-27", "27 de novembro de 2026", "27/11/2026" },
	{ "fr", "2024-02-29", "29 février 2024", "29/02/2024" },
	{ "es-CL", "1969-12-31", "31 de diciembre de 1969", "31-12-1969" },
};

static void test_dates(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(date_rows); i++) {
		const DateRow *row = &date_rows[i];
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(Locale) locale = locale_new(row->language);
		Date date = { 0 };
		date_parse(row->date, &date);
		is_str(locale_date(arena, locale, date, LOCALE_LONG), row->want_long, row->language);
		is_str(locale_date(arena, locale, date, LOCALE_SHORT), row->want_short, row->language);
		is_str(locale_date(arena, locale, (Date){ 0 }, LOCALE_LONG), "", "no date is no text");
	}
}

typedef struct {
	const char *tag, *want, *parent;
} MatchRow;

static const MatchRow match_rows[] = {
	{ "es-CL", "es-CL", "es" }, { "es_cl", "es-CL", "es" }, { "ES-mx", "es-MX", "es" },
	{ "es-PE", "es", "en" },    { "es", "es", "en" },	{ "pt", "pt-BR", "en" },
	{ "pt-PT", "pt-BR", "en" }, { "fr-CA", "fr", "en" },	{ "en-US", "en", NULL },
	{ "de", "en", NULL },	    { "", "en", NULL },		{ NULL, "en", NULL },
	{ "e", "en", NULL },	    { "esp", "en", NULL },
};

static void test_match(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(match_rows); i++) {
		const MatchRow *row = &match_rows[i];
		is_str(locale_match(row->tag), row->want, row->tag != NULL ? row->tag : "(null)");
		is_str(locale_parent(row->want), row->parent, "the language to ask next");
	}
}

typedef struct {
	const char *language;
	int64_t count;
	const char *want;
} PluralRow;

static const PluralRow plural_rows[] = {
	{ "es-CL", 0, "other" }, { "es-CL", 1, "one" }, { "es-CL", 2, "other" }, { "es-MX", 1000000, "many" },
	{ "en", 0, "other" },	 { "en", 1, "one" },	{ "fr", 0, "one" },	 { "fr", 1, "one" },
	{ "fr", 2, "other" },	 { "pt-BR", 0, "one" }, { "pt-BR", 2, "other" },
};

static void test_plurals(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(plural_rows); i++) {
		g_autoptr(Locale) locale = locale_new(plural_rows[i].language);
		is_str(locale_plural(locale, plural_rows[i].count), plural_rows[i].want,
		       plural_rows[i].language);
	}
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Locale) chile = locale_new("es-CL");
	is_str(locale_number(arena, chile, 1234567), "1.234.567", "a count has the marks of the place");
}

typedef struct {
	const char *language, *days, *percent, *month, *amount;
} FigureRow;

static const FigureRow figure_rows[] = {
	{ "es-CL", "1.045,3", "45,3\u00a0%", "nov 2026", "$12.345.678.901.234.567" },
	{ "es-MX", "1,045.3", "45.3%", "nov 2026", "" },
	{ "es", "1045,3", "45,3\u00a0%", "nov 2026", "" },
	{ "en", "1,045.3", "45.3%", "Nov 2026", "" },
	{ "pt-BR", "1.045,3", "45,3%", "nov. de 2026", "" },
	{ "fr", "1\u202f045,3", "45,3\u00a0%", "nov. 2026", "" },
};

static void test_figures(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(figure_rows); i++) {
		const FigureRow *row = &figure_rows[i];
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(Locale) locale = locale_new(row->language);
		is_str(locale_tenths(arena, locale, 10453), row->days, row->language);
		is_str(locale_percent(arena, locale, 453), row->percent, row->language);
		is_str(locale_date(arena, locale, date_make(2026, 11, 27), LOCALE_MONTH), row->month, row->language);
	}
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Locale) chile = locale_new("es-CL");
	is_str(locale_amount(arena, chile, "12345678901234567", "CLP"), figure_rows[0].amount, "more than Money holds");
	is_str(locale_tenths(arena, chile, -4), "-0,4", "less than one below nothing");
	is_str(locale_tenths(arena, chile, INT64_MIN), "-922.337.203.685.477.580,8", "the least there is");
}

int main(void)
{
	test_figures();
	test_money();
	test_money_exact();
	test_money_many_currencies();
	test_dates();
	test_match();
	test_plurals();
	return tap_done();
}
