/* Payments as banks of Chile and Mexico export them: separators, charsets, quotes, marks, days, and what is wrong. */
#include <string.h>

#include "base/text.h"
#include "parsers/replies/payment_file.h"
#include "parsers/replies/payment_value.h"
#include "tests/tap.h"

/* "line reference date invoice amount currency more|…" and "fault line column: text|…" */
static const char *read_with(Arena *arena, const char *bytes, size_t length, const PaymentMap *map)
{
	CsvTable table;
	PaymentFile file;
	Texts said = { 0 };
	g_autoptr(GError) error = NULL;
	if (!csv_read(arena, bytes, length, NULL, '\0', &table, &error))
		return arena_printf(arena, "refused: %s", error->message);
	payment_file_read(arena, &table, map, &file);
	for (size_t i = 0; i < file.n; i++) {
		const PaymentLine *line = &file.lines[i];
		texts_addf(arena, &said, "%d %s %s %s %s %s %s", (int)line->line, line->reference,
			   date_text(arena, line->date), line->invoice != NULL ? line->invoice : "-",
			   money_micro_text(arena, line->amount.micro), line->amount.currency,
			   line->more != NULL ? line->more : "-");
	}
	for (size_t i = 0; i < file.n_faults; i++)
		texts_addf(arena, &said, "fault %d %s: %s", (int)file.faults[i].line, file.faults[i].column,
			   file.faults[i].text);
	return texts_join(arena, &said, "|");
}

static const char *reads(Arena *arena, const char *text)
{
	static const PaymentMap plain = { 0 };
	return read_with(arena, text, strlen(text), &plain);
}

#define HEADER "reference,date,invoice,currency,amount\n"

static void test_shapes(Arena *arena)
{
	is_str(reads(arena, HEADER "A1,2026-11-20,33-7,CLP,1000\n"), "2 A1 2026-11-20 33-7 1000 CLP -",
	       "the columns of the contract");
	is_str(reads(arena, "amount;Currency; INVOICE ;date;reference;Banco\r\n1000;clp;33-7;2026-11-20;A1;\"B; \"\"x\"\"\"\r\n"),
	       "2 A1 2026-11-20 33-7 1000 CLP {\"Banco\":\"B; \\\"x\\\"\"}", "in any order, by semicolon, quoted, with more");
	is_str(reads(arena, "reference\tdate\tinvoice\tcurrency\tamount\nA1\t2026-11-20\t33-7\tCLP\t1.000,50\n"),
	       "2 A1 2026-11-20 33-7 1000.5 CLP -", "by tab");
	is_str(reads(arena, "\xef\xbb\xbf" HEADER "\nA1,2026-11-20,,CLP,1\n"), "3 A1 2026-11-20 - 1 CLP -",
	       "a BOM and a blank line");
	is_str(reads(arena, "reference,date,invoice,currency,amount,nota\n\"a\nb\",2026-11-20,1,CLP,5,Ñandú\nA2,2026-11-20,1,CLP,6,\n"),
	       "2 a\nb 2026-11-20 1 5 CLP {\"nota\":\"Ñandú\"}|4 A2 2026-11-20 1 6 CLP -", "a line end in quotes");
	is_str(reads(arena, "reference,date,invoice,currency,amount,nota\nA1,2026-11-20,1,CLP,5,\xd1" "and\xfa\n"),
	       "2 A1 2026-11-20 1 5 CLP {\"nota\":\"Ñandú\"}", "Latin-1");
	is_str(reads(arena, HEADER "A1,2026-11-20,\"33-7,CLP,1000\n"),
	       "refused: line 2: a quote that is opened here is never closed", "an open quote");
	is_str(reads(arena, ""), "refused: it is empty: a header row is wanted", "nothing");
}

static void test_wide(Arena *arena)
{
	static const PaymentMap plain = { 0 };
	g_autofree char *text = g_strdup(HEADER "Á1,2026-11-20,1,CLP,5\n");
	gsize n = 0;
	g_autofree char *wide = g_convert(text, -1, "UTF-16LE", "UTF-8", NULL, &n, NULL);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_byte_array_append(bytes, (const guint8 *)"\xff\xfe", 2);
	g_byte_array_append(bytes, (const guint8 *)wide, (guint)n);
	is_str(read_with(arena, (const char *)bytes->data, bytes->len, &plain), "2 Á1 2026-11-20 1 5 CLP -", "UTF-16");
}

static void test_faults(Arena *arena)
{
	is_str(reads(arena, "reference,date,invoice,currency,amout\nA1,2026-11-20,1,CLP,5\n"),
	       "fault 1 amount: there is no column \"amount\" for the amount; the header has: reference, date, invoice, "
	       "currency, amout", "a wrong column is one fault");
	is_str(reads(arena, HEADER "A1,2026-02-30,1,CLP,5\nA2,2026-11-20,1,CLP,x\nA3,2026-11-20,1,peso,5\nA4,2026-11-20,1,CLP,5\n"
				   "A5,2026-11-20,1,CLP,-5\n"),
	       "5 A4 2026-11-20 1 5 CLP -"
	       "|fault 2 date: \"2026-02-30\" is no day: 2026-11-30 or 30/11/2026 is wanted (dates = in [payments NAME] says "
	       "otherwise)"
	       "|fault 3 amount: \"x\" is no amount"
	       "|fault 4 currency: \"peso\" is no currency: three letters like CLP or MXN are wanted"
	       "|fault 6 amount: \"-5\" is no payment: money that went back is taken back with payments undo",
	       "a wrong cell keeps out its row only");
	const char *twice = reads(arena, HEADER ",2026-11-20,1,CLP,5\n,2026-11-20,1,CLP,5\n,2026-11-20,2,CLP,5\n");
	g_auto(GStrv) rows = g_strsplit(twice, "|", -1);
	ok(g_strv_length(rows) == 3 && strstr(rows[0], ":1 ") != NULL && strstr(rows[1], ":2 ") != NULL &&
		   strncmp(rows[0] + 2, rows[1] + 2, 28) == 0 && strncmp(rows[0] + 2, rows[2] + 2, 28) != 0,
	   "rows without reference are known by content and occurrence");
}

static void test_map(Arena *arena)
{
	const PaymentMap map = { .reference = "Nº operación", .date = "Fecha", .invoice = "-", .currency = "-",
				 .amount = "Abono", .customer = "RUT", .default_currency = "CLP",
				 .dates = PAYMENT_DATES_DAY_FIRST };
	const char *text = "Fecha;N\xc2\xba OPERACI\xc3\x93N;Abono;Rut\n03-11-26;77;$ 1.234.567;76.192.083-9\n";
	is_str(read_with(arena, text, strlen(text), &map), "2 77 2026-11-03 - 1234567 CLP -", "a map of columns");
	CsvTable table;
	ok(csv_read(arena, text, strlen(text), NULL, '\0', &table, NULL) && payment_file_fits(arena, &table, &map) &&
		   !payment_file_fits(arena, &table, &(PaymentMap){ 0 }), "a map fits its own files");
}

static void test_amounts(Arena *arena)
{
	static const struct {
		const char *text, *currency, *wanted;
		PaymentMark mark;
	} rows[] = {
		{ "1.234.567", "CLP", "1234567", PAYMENT_MARK_AUTO },	{ "1.234,50", "CLP", "1234.5", PAYMENT_MARK_AUTO },
		{ "1,234.50", "MXN", "1234.5", PAYMENT_MARK_AUTO },	{ "1.234", "CLP", "1234", PAYMENT_MARK_AUTO },
		{ "1,234", "MXN", "1234", PAYMENT_MARK_AUTO },		{ "12.5", "MXN", "12.5", PAYMENT_MARK_AUTO },
		{ "12,5", "EUR", "12.5", PAYMENT_MARK_AUTO },		{ "0.125", "MXN", "0.125", PAYMENT_MARK_AUTO },
		{ "1234.567", "MXN", "1234.567", PAYMENT_MARK_AUTO },	{ "1.234", "MXN", NULL, PAYMENT_MARK_AUTO },
		{ "1.234", "MXN", "1.234", PAYMENT_MARK_POINT },	{ "1.234", "MXN", "1234", PAYMENT_MARK_COMMA },
		{ "$ 1.000.-", "CLP", "1000", PAYMENT_MARK_AUTO },	{ "(500)", "CLP", "-500", PAYMENT_MARK_AUTO },
		{ "500-", "CLP", "-500", PAYMENT_MARK_AUTO },		{ "-1,000.00", "MXN", "-1000", PAYMENT_MARK_AUTO },
		{ "MXN 1 234,50", "MXN", "1234.5", PAYMENT_MARK_AUTO }, { "1.2.3", "CLP", NULL, PAYMENT_MARK_AUTO },
		{ "1,23,456.0", "MXN", NULL, PAYMENT_MARK_AUTO },	{ "12-34", "CLP", NULL, PAYMENT_MARK_AUTO },
		{ "99999999999999999999", "CLP", NULL, PAYMENT_MARK_AUTO }, { "1e9", "CLP", NULL, PAYMENT_MARK_AUTO },
		{ ".", "CLP", NULL, PAYMENT_MARK_AUTO },		{ "1 000 000", "CLP", "1000000", PAYMENT_MARK_AUTO },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t micro = 0;
		const char *why = NULL;
		bool read = payment_value_amount(rows[i].text, rows[i].currency, rows[i].mark, &micro, &why);
		is_str(read ? money_micro_text(arena, micro) : NULL, rows[i].wanted, rows[i].text);
	}
	is_str(reads(arena, HEADER "A1,2026-11-20,1,EUR,\"1.234\"\nA2,2026-11-20,1,EUR,\"1.234,5\"\n"),
	       "2 A1 2026-11-20 1 1234 EUR -|3 A2 2026-11-20 1 1234.5 EUR -", "one amount gives the mark of all away");
}

static void test_dates(Arena *arena)
{
	static const struct {
		const char *text;
		PaymentDates order;
		const char *wanted;
	} rows[] = {
		{ "2026-11-03", PAYMENT_DATES_AUTO, "2026-11-03" },	{ "03/11/2026", PAYMENT_DATES_AUTO, "2026-11-03" },
		{ "3.11.26", PAYMENT_DATES_AUTO, "2026-11-03" },	{ "2026-11-03T10:20:30", PAYMENT_DATES_AUTO, "2026-11-03" },
		{ "03/11/2026 23:59", PAYMENT_DATES_AUTO, "2026-11-03" }, { "11/03/2026", PAYMENT_DATES_MONTH_FIRST, "2026-11-03" },
		{ "20261103", PAYMENT_DATES_AUTO, "2026-11-03" },	{ "03112026", PAYMENT_DATES_DAY_FIRST, "2026-11-03" },
		{ "11/25/2026", PAYMENT_DATES_AUTO, NULL },		{ "31-02-2026", PAYMENT_DATES_AUTO, NULL },
		{ "2026-11", PAYMENT_DATES_AUTO, NULL },		{ "45993", PAYMENT_DATES_AUTO, NULL },
		{ "03-11-0026", PAYMENT_DATES_AUTO, NULL },		{ "", PAYMENT_DATES_AUTO, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Date date = { 0 };
		bool read = payment_value_date(rows[i].text, rows[i].order, &date);
		is_str(read ? date_text(arena, date) : NULL, rows[i].wanted, rows[i].text);
	}
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_shapes(arena);
	test_wide(arena);
	test_faults(arena);
	test_map(arena);
	test_amounts(arena);
	test_dates(arena);
	return tap_done();
}
