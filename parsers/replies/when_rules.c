#include "parsers/replies/when_rules.h"

#include <glib.h>
#include <string.h>

typedef struct {
	const char *word;
	int value;
} Named;

static const Named month_names[] = {
	{ "enero", 1 },	     { "ene", 1 },	  { "janeiro", 1 },    { "jan", 1 },
	{ "january", 1 },    { "janvier", 1 },	  { "janv", 1 },       { "febrero", 2 },
	{ "feb", 2 },	     { "fevereiro", 2 },  { "fev", 2 },	       { "february", 2 },
	{ "fevrier", 2 },    { "fevr", 2 },	  { "marzo", 3 },      { "mar", 3 },
	{ "marco", 3 },	     { "march", 3 },	  { "mars", 3 },       { "abril", 4 },
	{ "abr", 4 },	     { "april", 4 },	  { "apr", 4 },	       { "avril", 4 },
	{ "avr", 4 },	     { "mayo", 5 },	  { "may", 5 },	       { "maio", 5 },
	{ "mai", 5 },	     { "junio", 6 },	  { "jun", 6 },	       { "junho", 6 },
	{ "june", 6 },	     { "juin", 6 },	  { "julio", 7 },      { "jul", 7 },
	{ "julho", 7 },	     { "july", 7 },	  { "juillet", 7 },    { "juil", 7 },
	{ "agosto", 8 },     { "ago", 8 },	  { "august", 8 },     { "aug", 8 },
	{ "aout", 8 },	     { "septiembre", 9 }, { "setiembre", 9 },  { "sept", 9 },
	{ "sep", 9 },	     { "setembro", 9 },	  { "set", 9 },	       { "september", 9 },
	{ "septembre", 9 },  { "octubre", 10 },	  { "oct", 10 },       { "outubro", 10 },
	{ "out", 10 },	     { "october", 10 },	  { "octobre", 10 },   { "noviembre", 11 },
	{ "nov", 11 },	     { "novembro", 11 },  { "november", 11 },  { "novembre", 11 },
	{ "diciembre", 12 }, { "dic", 12 },	  { "dezembro", 12 },  { "dez", 12 },
	{ "december", 12 },  { "dec", 12 },	  { "decembre", 12 },  { "novienbre", 11 },
	{ "nobiembre", 11 }, { "dicienbre", 12 }, { "disiembre", 12 }, { "setienbre", 9 },
	{ "febreo", 2 },     { "avirl", 4 },
};

static const Named weekday_names[] = {
	{ "lunes", 1 },	   { "martes", 2 },    { "miercoles", 3 }, { "jueves", 4 },    { "viernes", 5 },
	{ "sabado", 6 },   { "domingo", 7 },   { "vienes", 5 },	   { "miercoels", 3 }, { "segunda", 1 },
	{ "terca", 2 },	   { "quarta", 3 },    { "quinta", 4 },	   { "sexta", 5 },     { "monday", 1 },
	{ "tuesday", 2 },  { "wednesday", 3 }, { "thursday", 4 },  { "friday", 5 },    { "saturday", 6 },
	{ "sunday", 7 },   { "mon", 1 },       { "tue", 2 },	   { "tues", 2 },      { "wed", 3 },
	{ "thu", 4 },	   { "thur", 4 },      { "thurs", 4 },	   { "fri", 5 },       { "lundi", 1 },
	{ "mardi", 2 },	   { "mercredi", 3 },  { "jeudi", 4 },	   { "vendredi", 5 },  { "samedi", 6 },
	{ "dimanche", 7 }, { "wensday", 3 },   { "wendsday", 3 },
};

static const Named count_names[] = {
	{ "un", 1 },	  { "una", 1 },	     { "uno", 1 },	{ "um", 1 },	  { "uma", 1 },
	{ "one", 1 },	  { "a", 1 },	     { "une", 1 },	{ "dos", 2 },	  { "dois", 2 },
	{ "duas", 2 },	  { "two", 2 },	     { "deux", 2 },	{ "tres", 3 },	  { "three", 3 },
	{ "trois", 3 },	  { "cuatro", 4 },   { "quatro", 4 },	{ "four", 4 },	  { "quatre", 4 },
	{ "cinco", 5 },	  { "five", 5 },     { "cinq", 5 },	{ "seis", 6 },	  { "six", 6 },
	{ "siete", 7 },	  { "sete", 7 },     { "seven", 7 },	{ "ocho", 8 },	  { "oito", 8 },
	{ "eight", 8 },	  { "huit", 8 },     { "nueve", 9 },	{ "nove", 9 },	  { "nine", 9 },
	{ "neuf", 9 },	  { "diez", 10 },    { "dez", 10 },	{ "ten", 10 },	  { "dix", 10 },
	{ "quince", 15 }, { "quinze", 15 },  { "fifteen", 15 }, { "veinte", 20 }, { "vinte", 20 },
	{ "twenty", 20 }, { "treinta", 30 }, { "trinta", 30 },	{ "thirty", 30 }, { "trente", 30 },
	{ "couple", 2 },  { "par", 2 },
};

static int when_rules_look(const Named *names, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i].word, word) == 0)
			return names[i].value;
	return 0;
}

int when_rules_month(const char *word)
{
	return when_rules_look(month_names, G_N_ELEMENTS(month_names), word);
}

int when_rules_weekday(const char *word)
{
	return when_rules_look(weekday_names, G_N_ELEMENTS(weekday_names), word);
}

int when_rules_count(const char *word)
{
	return when_rules_look(count_names, G_N_ELEMENTS(count_names), word);
}

const WordSet when_rules_sets[] = {
	{ "month", "enero ene janeiro jan january janvier janv febrero feb fevereiro fev february fevrier "
		   "fevr marzo mar "
		   "marco march mars abril abr april apr avril avr mayo may maio mai junio jun junho june "
		   "juin julio jul "
		   "julho july juillet juil agosto ago august aug aout septiembre setiembre sept sep "
		   "setembro set "
		   "september septembre octubre oct outubro out october octobre noviembre nov novembro "
		   "november novembre "
		   "diciembre dic dezembro dez december dec decembre novienbre nobiembre dicienbre disiembre "
		   "setienbre "
		   "febreo avirl" },
	{ "fullmonth", "enero janeiro january janvier febrero fevereiro february fevrier marzo marco abril "
		       "april avril mayo "
		       "maio junio junho june juin julio julho july juillet agosto august aout septiembre "
		       "setiembre "
		       "setembro september septembre octubre outubro october octobre noviembre novembro "
		       "november novembre "
		       "diciembre dezembro december decembre" },
	{ "weekday", "lunes martes miercoles jueves viernes sabado domingo vienes miercoels monday tuesday "
		     "wednesday "
		     "thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
		     "wensday "
		     "wendsday" },
	{ "feira", "segunda terca quarta quinta sexta" },
	{ "shortday", "mon tue tues wed thu thur thurs fri" },
	{ "count", "un una uno um uma one a une dos dois duas two deux tres three trois cuatro quatro four "
		   "quatre cinco five "
		   "cinq seis six siete sete seven ocho oito eight huit nueve nove nine neuf diez dez ten "
		   "dix quince quinze "
		   "fifteen veinte vinte twenty treinta trinta thirty trente couple par" },
	{ "within", "en dentro em in within dans sous plazo prazo max maximo" },
	{ "days", "dia dias day days jour jours ds" },
	{ "working", "habil habiles abil abiles laborable laborables laboral laborales uteis util business "
		     "working ouvre ouvres "
		     "ouvrable ouvrables bancarios bancario" },
	{ "weeks", "semana semanas week weeks semaine semaines" },
	{ "months", "mes meses month months mois" },
	{ "hours", "hora horas hrs hr hs h hour hours heure heures" },
	{ "coming", "proximo proxima proximos sgte siguiente siguientes prox next coming prochain "
		    "prochaine" },
	{ "past", "pasado pasada passado passada ultimo ultima last dernier derniere anterior" },
};
const size_t when_rules_n_sets = G_N_ELEMENTS(when_rules_sets);

/* Longer matches win over shorter ones, earlier rows over later ones of equal length. */
const WhenRow when_rules_rows[] = {
	/* a day and a month, with or without a year */
	{ "# ?o|er|st|nd|rd|th|ro|ero ?de|of|do ?mes ?de @month ?de|del|do ?ano #", WHEN_DATE, 0, 0 },
	{ "# ?o|er|st|nd|rd|th|ro|ero ?de|of|do ?mes ?de @month", WHEN_DATE, 0, 0 },
	{ "primero|primeiro|1ero|premier de|d @month", WHEN_MONTH_DAY, 1, WHEN_FREE },
	{ "@month ?the # ?st|nd|rd|th #", WHEN_DATE, 0, 0 },
	{ "@month ?the # st|nd|rd|th", WHEN_DATE, 0, 0 },
	{ "@month #", WHEN_DATE, 0, 0 },
	{ "el|dia|al|no|em|le # del|de|do mes #", WHEN_DAY_OF, 0, 0 },
	{ "el|dia|al # del|de|do #", WHEN_DAY_OF, 0, 0 },
	/* a day of a month that goes without saying */
	{ "el|dia|al|le #", WHEN_DAY, 0, WHEN_FREE },
	{ "el|al|proximo dia #", WHEN_DAY, 0, WHEN_FREE },
	{ "the # st|nd|rd|th", WHEN_DAY, 0, WHEN_FREE },
	{ "on|by|until|before # st|nd|rd|th", WHEN_DAY, 0, WHEN_FREE },
	{ "@weekday|@shortday ?dia ?the #", WHEN_DAY, 0, WHEN_FREE },
	{ "@feira ?feira dia #", WHEN_DAY, 0, WHEN_FREE },
	{ "# de|del|of|do|du este|presente|corriente|this|corrente|courant|curso|actual ?mes|month", WHEN_DAY,
	  0, 0 },
	{ "# del|do|de mes ?en|em ?curso|corrente|corriente", WHEN_DAY, 0, WHEN_FREE },
	{ "# de este|deste|neste mes", WHEN_DAY, 0, 0 },
	{ "# deste mes", WHEN_DAY, 0, 0 },
	{ "# de cada mes", WHEN_DAY, 0, WHEN_FREE },
	{ "# del|de|do|of ?el|o @coming|otro|outro ?mes|month", WHEN_DAY, 0, 1 },
	{ "# del|do|de ?el|o mes @coming|entrante|seguinte", WHEN_DAY, 0, 1 },
	{ "# del|do|de ?el|o mes que viene|vem|entra", WHEN_DAY, 0, 1 },
	{ "# du mois prochain", WHEN_DAY, 0, 1 },
	{ "# del|do|de ?el|o mes pasado|passado|anterior", WHEN_DAY, 0, -1 },
	{ "# of last month", WHEN_DAY, 0, -1 },
	/* weekdays */
	{ "@weekday", WHEN_WEEKDAY, 0, 0 },
	{ "@feira feira", WHEN_WEEKDAY, 0, 0 },
	{ "na|ate|nesta|esta|proxima|na|pra @feira", WHEN_WEEKDAY, 0, 0 },
	{ "na|nesta @coming @feira ?feira", WHEN_WEEKDAY, 0, 0 },
	{ "on|by|this|next|before|until @shortday", WHEN_WEEKDAY, 0, 0 },
	{ "@weekday ?de ?la @coming @weeks", WHEN_WEEKDAY, 1, 0 },
	{ "@weekday ?de|del ?la semana que viene|entra", WHEN_WEEKDAY, 1, 0 },
	{ "@weekday ?de ?la semana @coming|entrante", WHEN_WEEKDAY, 1, 0 },
	{ "@weekday de ?la semaine prochaine", WHEN_WEEKDAY, 1, 0 },
	{ "@weekday en ocho", WHEN_WEEKDAY, 1, 0 },
	{ "@feira ?feira da @coming semana", WHEN_WEEKDAY, 1, 0 },
	{ "@feira ?feira da semana que vem", WHEN_WEEKDAY, 1, 0 },
	{ "next week ?on @weekday", WHEN_WEEKDAY, 1, 0 },
	{ "la ?@coming semana ?que ?viene ?@coming el dia @weekday", WHEN_WEEKDAY, 1, 0 },
	{ "@coming semana el ?dia @weekday", WHEN_WEEKDAY, 1, 0 },
	{ "semana que viene el ?dia @weekday", WHEN_WEEKDAY, 1, 0 },
	{ "@weekday @past", WHEN_WEEKDAY, -1, 0 },
	{ "@past @weekday", WHEN_WEEKDAY, -1, 0 },
	{ "@past @feira ?feira", WHEN_WEEKDAY, -1, 0 },
	{ "@feira ?feira passada", WHEN_WEEKDAY, -1, 0 },
	/* days counted from the mail */
	{ "hoy|hoje|today|tonight", WHEN_FIXED_DAYS, 0, 0 },
	{ "aujourd hui", WHEN_FIXED_DAYS, 0, 0 },
	{ "en el dia|transcurso del dia", WHEN_FIXED_DAYS, 0, 0 },
	{ "end of day|business", WHEN_FIXED_DAYS, 0, 0 },
	{ "esta tarde|noche", WHEN_FIXED_DAYS, 0, 0 },
	{ "transcurso|curso de ?la tarde|manana", WHEN_FIXED_DAYS, 0, 0 },
	{ "this afternoon|morning|evening", WHEN_FIXED_DAYS, 0, 0 },
	{ "cet|ce apres midi", WHEN_FIXED_DAYS, 0, 0 },
	{ "ce matin|soir", WHEN_FIXED_DAYS, 0, 0 },
	{ "hoje a tarde|noite", WHEN_FIXED_DAYS, 0, 0 },
	{ "manana|amanha|tomorrow|demain", WHEN_FIXED_DAYS, 1, 0 },
	{ "pasado manana", WHEN_FIXED_DAYS, 2, 0 },
	{ "depois de amanha", WHEN_FIXED_DAYS, 2, 0 },
	{ "day after tomorrow", WHEN_FIXED_DAYS, 2, 0 },
	{ "apres demain", WHEN_FIXED_DAYS, 2, 0 },
	{ "ayer|ontem|yesterday|hier", WHEN_FIXED_DAYS, -1, 0 },
	{ "antes de ayer", WHEN_FIXED_DAYS, -2, 0 },
	{ "anteayer|antier|anteontem|antenoche", WHEN_FIXED_DAYS, -2, 0 },
	{ "avant hier", WHEN_FIXED_DAYS, -2, 0 },
	{ "anoche", WHEN_FIXED_DAYS, -1, 0 },
	{ "@within ?de|los|the|les|un|maximo|plazo|next|proximos|siguientes ?de ?#|@count "
	  "?a|o|to|ate|ou|or|y|e #|@count "
	  "@coming|mas ?@days",
	  WHEN_DAYS, 0, 1 },
	{ "@within ?de|los|the|les|un|maximo|plazo|next|proximos|siguientes ?de|proximos ?# ?a|o|to|ou|or "
	  "#|@count @days",
	  WHEN_DAYS, 0, 1 },
	{ "d ici # @days", WHEN_DAYS, 0, 1 },
	{ "proximos|next #|@count @days", WHEN_DAYS, 0, 1 },
	{ "#|@count ?# @days mas|from", WHEN_DAYS, 0, 1 },
	{ "hace|ha|faz #|@count @days", WHEN_DAYS, 0, -1 },
	{ "il y a #|@count @days", WHEN_DAYS, 0, -1 },
	{ "#|@count @days ago|atras", WHEN_DAYS, 0, -1 },
	{ "@within ?de|los|the|les|un|maximo|plazo|next|proximos|siguientes ?de|proximos ?#|@count "
	  "?a|o|to|ate|ou|or|y #|@count "
	  "?proximos ?@days @working ?@days",
	  WHEN_BUSINESS_DAYS, 0, 1 },
	{ "@within ?de|los|the|les|un|maximo|plazo|next|proximos|siguientes ?de|proximos ?#|@count "
	  "?a|o|to|ate|ou|or|y #|@count "
	  "@working @days",
	  WHEN_BUSINESS_DAYS, 0, 1 },
	{ "proximos|next #|@count @days @working", WHEN_BUSINESS_DAYS, 0, 1 },
	{ "#|@count @days @working mas", WHEN_BUSINESS_DAYS, 0, 1 },
	{ "d ici # @days @working", WHEN_BUSINESS_DAYS, 0, 1 },
	{ "@within ?de|las|the|les|un|maximo|plazo|next|proximas|siguientes ?de|proximas ?# ?a|o|to|ate|ou # "
	  "@hours",
	  WHEN_HOURS, 0, 1 },
	{ "proximas|next|las # @hours", WHEN_HOURS, 0, 1 },
	{ "d ici # @hours", WHEN_HOURS, 0, 1 },
	{ "@within ?de|las|the|les|un|maximo|plazo|next|of ?proximas ?# ?a|o|to|ou|of #|@count ?of @weeks",
	  WHEN_WEEKS, 0, 1 },
	{ "d ici #|@count @weeks", WHEN_WEEKS, 0, 1 },
	{ "hace|ha|faz #|@count @weeks", WHEN_WEEKS, 0, -1 },
	{ "il y a #|@count @weeks", WHEN_WEEKS, 0, -1 },
	{ "#|@count @weeks ago|atras", WHEN_WEEKS, 0, -1 },
	{ "#|@count @weeks mas|from ?now", WHEN_WEEKS, 0, 1 },
	{ "@within ?de #|@count @months", WHEN_MONTHS, 0, 1 },
	{ "hace|ha|faz #|@count @months", WHEN_MONTHS, 0, -1 },
	{ "#|@count @months ago|atras", WHEN_MONTHS, 0, -1 },
	/* weeks */
	{ "esta|misma|presente|nesta|this|cette semana|week|semaine", WHEN_WEEK_END, 0, 0 },
	{ "durante|transcurso|curso|dentro|during|within ?en|de ?la|el|the|da semana|week", WHEN_WEEK_END, 0,
	  0 },
	{ "fin|finales|fines|final|fim|end de|of ?la|the|this|esta|da semana|week", WHEN_WEEK_END, 0, 0 },
	{ "fin de ?la|cette semaine", WHEN_WEEK_END, 0, 0 },
	{ "fin|finales|fines|final|fim|end ?de|of|da ?la|the @coming @weeks", WHEN_WEEK_END, 1, 0 },
	{ "fin|finales|fines|final|fim de|da ?la semana @coming|entrante|seguinte", WHEN_WEEK_END, 1, 0 },
	{ "fin|finales|fines|final|fim de|da ?la semana que viene|vem|entra|sigue", WHEN_WEEK_END, 1, 0 },
	{ "fin de ?la semaine prochaine|suivante", WHEN_WEEK_END, 1, 0 },
	{ "week end", WHEN_WEEK_END, 0, 0 },
	{ "@coming @weeks", WHEN_WEEK_END, 1, 0 },
	{ "semana @coming|entrante|seguinte", WHEN_WEEK_END, 1, 0 },
	{ "semana que viene|vem|entra|sigue", WHEN_WEEK_END, 1, 0 },
	{ "semaine prochaine|suivante", WHEN_WEEK_END, 1, 0 },
	{ "week after next", WHEN_WEEK_END, 2, 0 },
	{ "semana pasada|passada|anterior", WHEN_WEEK_END, -1, 0 },
	{ "@past week|semana", WHEN_WEEK_END, -1, 0 },
	{ "semaine derniere", WHEN_WEEK_END, -1, 0 },
	{ "primera|primeira|1a|1ra|first|premiere semana|week|semaine ?de|of|del|do ?the|el ?mes ?de @month",
	  WHEN_MONTH_DAY, 7, WHEN_FREE },
	{ "# ?ra|ª|a|st|era|er semana de|do|del @month", WHEN_MONTH_DAY, 7, WHEN_FREE },
	{ "segunda|second|2a|deuxieme semana|week|semaine ?de|of|del|do ?the|el ?mes ?de @month",
	  WHEN_MONTH_DAY, 14, WHEN_FREE },
	{ "tercera|terceira|third|3a|troisieme semana|week|semaine ?de|of|del|do ?the|el ?mes ?de @month",
	  WHEN_MONTH_DAY, 21, WHEN_FREE },
	{ "ultima|last|derniere semana|week|semaine ?de|of|del|do|du ?the|el ?mes|month|mois ?de @month",
	  WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "primera|primeira|1a|1ra|first|premiere semana|week|semaine de|of|del|do|du ?the|el ?proximo|next "
	  "mes|month|mois",
	  WHEN_MONTH_DAY, 7, 1 },
	{ "ultima|last|derniere semana|week|semaine de|of|del|do|du ?the|el|este mes|month|mois",
	  WHEN_MONTH_DAY, 31, 0 },
	/* months and halves of months */
	{ "fin|fines|final|finales|fim|fins|end|ultimo|cierre|termino ?dia ?de|of|do|del|du ?mes ?de @month",
	  WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "fin|fines|final|finales|fim|end|ultimo|cierre|termino ?dia de|of|do|del|du "
	  "?este|the|this|presente|o ?mismo "
	  "mes|month|mois",
	  WHEN_MONTH_DAY, 31, 0 },
	{ "fin|fines|final|finales|fim|end|ultimo|cierre ?dia de|of|do|del|du ?el @coming|next mes|month",
	  WHEN_MONTH_DAY, 31, 1 },
	{ "fin|fines|final|finales|fim|cierre de|do|del mes @coming|entrante", WHEN_MONTH_DAY, 31, 1 },
	{ "fin|fines|final|finales|fim|cierre de|do|del mes que viene|vem|entra", WHEN_MONTH_DAY, 31, 1 },
	{ "fin du mois prochain", WHEN_MONTH_DAY, 31, 1 },
	{ "fin de mois", WHEN_MONTH_DAY, 31, 0 },
	{ "month end", WHEN_MONTH_DAY, 31, 0 },
	{ "eom", WHEN_MONTH_DAY, 31, 0 },
	{ "mediados|mitad|meados|mid|middle|mi|quincena ?de|of|do|del|the ?mes|month|mois ?de @month",
	  WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "mediados|mitad|meados|middle ?de|of|do|del ?the|este mes|month", WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "mid month", WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "mi mois", WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "mediados|meados del|do|de @coming mes", WHEN_MONTH_DAY, 15, 1 },
	{ "principios|principio|comienzos|inicio|inicios|inicio|comeco|beginning|early|debut|primeros|"
	  "primeiros|first ?dias|days "
	  "?de|of|do|del ?mes ?de @month",
	  WHEN_MONTH_DAY, 5, WHEN_FREE },
	{ "principios|principio|comienzos|inicio|inicios|comeco|beginning|debut|primeros ?dias "
	  "?de|of|do|du|del ?the|el "
	  "?@coming|next mes|month|mois ?prochain",
	  WHEN_MONTH_DAY, 5, 1 },
	{ "primera|primeira|1a|1ra|1era|first|premiere quincena|quinzena|quinzaine|half ?de|of|d|del|do ?mes "
	  "?de @month",
	  WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "# ?ra|a|ª|era|er quincena|quinzena ?de|do @month", WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "segunda|2a|2da|second|deuxieme|seconde|ultima quincena|quinzena|quinzaine|half ?de|of|d|del|do "
	  "?mes ?de @month",
	  WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "primera|primeira|1ra|premiere quincena|quinzena|quinzaine", WHEN_MONTH_DAY, 15, WHEN_FREE },
	{ "segunda|2da|deuxieme|seconde quincena|quinzena|quinzaine", WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "primera|primeira quincena|quinzena del|do|de proximo mes", WHEN_MONTH_DAY, 15, 1 },
	{ "segunda quincena|quinzena del|do|de proximo mes", WHEN_MONTH_DAY, 31, 1 },
	{ "esta|la|proxima|siguiente|en|nesta|na|cada quincena|quinzena", WHEN_FORTNIGHT, 0, 0 },
	{ "en|em|in|during|durante|para|until|hasta|ate ?el ?mes ?de @fullmonth", WHEN_MONTH_DAY, 31,
	  WHEN_FREE },
	{ "en|em|in|during|durante|para ?el ?mes ?de @fullmonth ?de|del #", WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "mes de @month", WHEN_MONTH_DAY, 31, WHEN_FREE },
	{ "este|presente|neste|deste|this mes|month", WHEN_MONTH_DAY, 31, 0 },
	{ "durante|transcurso el|del|de|do mes", WHEN_MONTH_DAY, 31, 0 },
	{ "ce mois ci", WHEN_MONTH_DAY, 31, 0 },
	{ "@coming mes|month", WHEN_MONTH_DAY, 31, 1 },
	{ "mes @coming|entrante|seguinte", WHEN_MONTH_DAY, 31, 1 },
	{ "mes que viene|vem|entra", WHEN_MONTH_DAY, 31, 1 },
	{ "mois prochain", WHEN_MONTH_DAY, 31, 1 },
	{ "mes pasado|passado|anterior", WHEN_MONTH_DAY, 31, -1 },
	{ "last month", WHEN_MONTH_DAY, 31, -1 },
	{ "mois dernier", WHEN_MONTH_DAY, 31, -1 },
	{ "fin|fines|final|finales|fim|cierre|end de|do|del|of|d ?el|the|this|este|l|presente ano|year|annee",
	  WHEN_YEAR_END, 0, 0 },
	{ "year end", WHEN_YEAR_END, 0, 0 },
};
const size_t when_rules_n_rows = G_N_ELEMENTS(when_rules_rows);
