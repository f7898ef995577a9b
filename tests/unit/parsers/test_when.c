#include "parsers/replies/when.h"
#include "tests/tap.h"

typedef struct {
	const char *text;
	const char *base; /* 2026-11-21 is a Saturday, 2026-11-24 a Tuesday, 2026-11-27 a Friday */
	const char *want; /* dates in order, blank between */
} WhenCase;

static const WhenCase cases[] = {
	/* absolute */
	{ "pagamos el 15/12", "2026-11-24", "2026-12-15" },
	{ "pagamos el 15/12/2026.", "2026-11-24", "2026-12-15" },
	{ "el 15-12-26", "2026-11-24", "2026-12-15" },
	{ "el 15-12", "2026-11-24", "2026-12-15" },
	{ "el 15.12.2026", "2026-11-24", "2026-12-15" },
	{ "due on 2026-12-15", "2026-11-24", "2026-12-15" },
	{ "15 de diciembre de 2026", "2026-11-24", "2026-12-15" },
	{ "15 de Diciembre", "2026-11-24", "2026-12-15" },
	{ "15 diciembre del 2026", "2026-11-24", "2026-12-15" },
	{ "15-dic-26", "2026-11-24", "2026-12-15" },
	{ "15 dic.", "2026-11-24", "2026-12-15" },
	{ "1º de dezembro", "2026-11-24", "2026-12-01" },
	{ "primero de diciembre", "2026-11-24", "2026-12-01" },
	{ "15 de dezembro de 2026", "2026-11-24", "2026-12-15" },
	{ "December 15th", "2026-11-24", "2026-12-15" },
	{ "Dec 15, 2026", "2026-11-24", "2026-12-15" },
	{ "the 15th of December", "2026-11-24", "2026-12-15" },
	{ "15th December 2026", "2026-11-24", "2026-12-15" },
	{ "le 15 décembre 2026", "2026-11-24", "2026-12-15" },
	{ "le 1er décembre", "2026-11-24", "2026-12-01" },
	{ "12/15/2026", "2026-11-24", "2026-12-15" },
	{ "el 5 del 12", "2026-11-24", "2026-12-05" },
	{ "viernes 27 de noviembre", "2026-11-24", "2026-11-27" },
	{ "viernes 27/11", "2026-11-24", "2026-11-27" },
	{ "el viernes, 27 de noviembre", "2026-11-24", "2026-11-27" },
	{ "31 de febrero", "2026-11-24", "" },
	{ "15/13", "2026-11-24", "" },
	/* the year that goes without saying */
	{ "el 10 de enero", "2026-12-28", "2027-01-10" },
	{ "el 20 de diciembre", "2027-01-04", "2026-12-20" },
	{ "factura del 3/10", "2026-11-24", "2026-10-03" },
	/* a day of the month */
	{ "el día 30", "2026-11-24", "2026-11-30" },
	{ "el 5", "2026-11-24", "2026-12-05" },
	{ "dia 10 do mês que vem", "2026-11-24", "2026-12-10" },
	{ "el 15 del próximo mes", "2026-11-24", "2026-12-15" },
	{ "el 28 del presente", "2026-11-24", "2026-11-28" },
	{ "el 28 de este mes", "2026-11-24", "2026-11-28" },
	{ "by the 5th", "2026-11-24", "2026-12-05" },
	{ "le 30", "2026-11-24", "2026-11-30" },
	{ "viernes 27", "2026-11-24", "2026-11-27" },
	{ "by the end of next week", "2026-11-24", "2026-12-04" },
	{ "fin de la semana que viene", "2026-11-24", "2026-12-04" },
	{ "a fin de coordinar", "2026-11-24", "" },
	{ "end of year", "2026-11-24", "2026-12-31" },
	{ "fin d'année", "2026-11-24", "2026-12-31" },
	{ "esta tarde", "2026-11-24", "2026-11-24" },
	/* weekdays: strictly after */
	{ "pagaremos el viernes", "2026-11-24", "2026-11-27" },
	{ "pagaremos el viernes", "2026-11-27", "2026-12-04" },
	{ "el proximo lunes", "2026-11-24", "2026-11-30" },
	{ "este viernes", "2026-11-24", "2026-11-27" },
	{ "el viernes de la próxima semana", "2026-11-24", "2026-12-04" },
	{ "el martes pasado", "2026-11-24", "2026-11-17" },
	{ "na sexta-feira", "2026-11-24", "2026-11-27" },
	{ "até sexta", "2026-11-24", "2026-11-27" },
	{ "on Friday", "2026-11-24", "2026-11-27" },
	{ "by Fri", "2026-11-24", "2026-11-27" },
	{ "next week on Thursday", "2026-11-24", "2026-12-03" },
	{ "vendredi", "2026-11-24", "2026-11-27" },
	{ "jeudi de la semaine prochaine", "2026-11-24", "2026-12-03" },
	/* relative days */
	{ "hoy mismo", "2026-11-24", "2026-11-24" },
	{ "mañana", "2026-11-24", "2026-11-25" },
	{ "mañana por la mañana", "2026-11-24", "2026-11-25" },
	{ "en la mañana", "2026-11-24", "" },
	{ "pasado mañana", "2026-11-24", "2026-11-26" },
	{ "ayer", "2026-11-24", "2026-11-23" },
	{ "ontem", "2026-11-24", "2026-11-23" },
	{ "amanhã", "2026-11-24", "2026-11-25" },
	{ "tomorrow", "2026-11-24", "2026-11-25" },
	{ "après-demain", "2026-11-24", "2026-11-26" },
	{ "aujourd'hui", "2026-11-24", "2026-11-24" },
	{ "en 5 días hábiles", "2026-11-24", "2026-12-01" },
	{ "dentro de cinco dias habiles", "2026-11-24", "2026-12-01" },
	{ "em 3 dias úteis", "2026-11-24", "2026-11-27" },
	{ "within 5 business days", "2026-11-24", "2026-12-01" },
	{ "sous 5 jours ouvrés", "2026-11-24", "2026-12-01" },
	{ "dans 10 jours", "2026-11-24", "2026-12-04" },
	{ "en 3 a 5 días hábiles", "2026-11-24", "2026-12-01" },
	{ "en 48 horas", "2026-11-24", "2026-11-26" },
	{ "en dos semanas", "2026-11-24", "2026-12-08" },
	{ "in two weeks", "2026-11-24", "2026-12-08" },
	{ "hace 3 días", "2026-11-24", "2026-11-21" },
	{ "3 days ago", "2026-11-24", "2026-11-21" },
	{ "pagamos a 30 días", "2026-11-24", "" },
	/* weeks, months and halves of months */
	{ "la próxima semana", "2026-11-24", "2026-12-04" },
	{ "la semana que viene", "2026-11-24", "2026-12-04" },
	{ "semana que vem", "2026-11-24", "2026-12-04" },
	{ "next week", "2026-11-24", "2026-12-04" },
	{ "la semaine prochaine", "2026-11-24", "2026-12-04" },
	{ "esta semana", "2026-11-24", "2026-11-27" },
	{ "durante la semana", "2026-11-24", "2026-11-27" },
	{ "a fin de mes", "2026-11-24", "2026-11-30" },
	{ "fines de diciembre", "2026-11-24", "2026-12-31" },
	{ "fin du mois", "2026-11-24", "2026-11-30" },
	{ "até o final do mês", "2026-11-24", "2026-11-30" },
	{ "end of the month", "2026-11-24", "2026-11-30" },
	{ "la primera quincena de diciembre", "2026-11-24", "2026-12-15" },
	{ "segunda quincena de enero", "2026-11-24", "2027-01-31" },
	{ "primeira quinzena de dezembro", "2026-11-24", "2026-12-15" },
	{ "première quinzaine de décembre", "2026-11-24", "2026-12-15" },
	{ "la próxima quincena", "2026-11-24", "2026-11-30" },
	{ "primera semana de diciembre", "2026-11-24", "2026-12-07" },
	{ "mediados de diciembre", "2026-11-24", "2026-12-15" },
	{ "mid December", "2026-11-24", "2026-12-15" },
	{ "en diciembre", "2026-11-24", "2026-12-31" },
	{ "el próximo mes", "2026-11-24", "2026-12-31" },
	{ "le mois prochain", "2026-11-24", "2026-12-31" },
	/* several */
	{ "la factura del 5 de octubre la pagamos el 20 de diciembre", "2026-11-24",
	  "2026-10-05 2026-12-20" },
	{ "entre el 10 y el 15 de diciembre", "2026-11-24", "2026-12-10 2026-12-15" },
	/* what is no date */
	{ "factura 33-1234 por $ 15.122.026", "2026-11-24", "" },
	{ "RUT 76.192.083-9", "2026-11-24", "" },
	{ "el 15% del total", "2026-11-24", "" },
	{ "el 100% de las facturas", "2026-11-24", "" },
	{ "tel 22 345 6789 / 24/7", "2026-11-24", "" },
	{ "la segunda factura y la sexta", "2026-11-24", "" },
	{ "por $1.250.000", "2026-11-24", "" },
	{ "el 3 por ciento", "2026-11-24", "" },
	/* without a day of its own, only a full date stands */
	{ "el viernes o el 15/12/2026", NULL, "2026-12-15" },
};

static void test_case(const WhenCase *row)
{
	g_autoptr(Arena) arena = arena_new();
	const Words *words = words_of(arena, row->text, 65536);
	Date base = { 0 };
	if (row->base != NULL)
		date_parse(row->base, &base);
	When *whens = NULL;
	size_t n = when_find(arena, when_rules(arena), words, (Sentence){ 0, words->n, false }, base, &whens);
	g_autoptr(GString) got = g_string_new(NULL);
	for (size_t i = 0; i < n; i++)
		g_string_append_printf(got, "%s%s", i > 0 ? " " : "", date_text(arena, whens[i].date));
	is_str(got->str, row->want, row->text);
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		test_case(&cases[i]);
	is_i64(when_mail_day("2026-11-24T23:30:00-03:00", 0).day, 24,
	       "the sender's own day, not the day in UTC");
	is_i64(when_mail_day(NULL, INT64_C(1795521600)).day, 24, "UTC where the mail states no date");
	ok(!date_is_set(when_mail_day(NULL, 0)), "no day where there is none");
	return tap_done();
}
