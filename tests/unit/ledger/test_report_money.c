/* The figures of `report` about money: the worked examples of docs/OPERATIONS.md, and where they end. */
#include "ledger/report_money.h"

#include "tests/tap.h"

static Date day(const char *text)
{
	Date date = { 0 };
	if (text != NULL && !date_parse(text, &date))
		g_error("%s", text);
	return date;
}

static Wide units(int64_t whole)
{
	return report_wide(whole, 0);
}

static void test_ageing(Arena *arena)
{
	/* 30 November 2026 */
	const ReportOpen rows[] = {
		{ NULL, "CLP", day("2026-12-10"), day("2026-11-10"), 1, units(100000) },
		{ NULL, "CLP", day("2026-11-30"), day("2026-10-31"), 1, units(200000) },
		{ NULL, "CLP", day("2026-11-29"), day("2026-10-30"), 1, units(50000) },
		{ NULL, "CLP", day("2026-10-31"), day("2026-10-01"), 2, units(300000) },
		{ NULL, "CLP", day("2026-10-30"), day("2026-09-30"), 1, units(40000) },
		{ NULL, "CLP", day("2026-09-01"), day("2026-08-02"), 1, units(60000) },
		{ NULL, "CLP", day("2026-08-31"), day("2026-08-01"), 1, units(150000) },
		{ NULL, "CLP", day("2026-08-02"), day("2026-07-03"), 1, units(50000) },
		{ NULL, "CLP", day("2026-08-01"), day("2026-07-02"), 1, units(50000) },
		{ NULL, "USD", day(NULL), day(NULL), 1, report_wide(10, 500000) },
	};
	static const char *const wanted[REPORT_BUCKETS] = { "300000", "350000", "40000", "60000", "200000", "50000" };
	size_t n = 0;
	const ReportAgeing *ageing = report_ageing(arena, rows, G_N_ELEMENTS(rows), day("2026-11-30"), &n);
	is_i64((int64_t)n, 2, "one row a currency");
	for (size_t i = 0; i < REPORT_BUCKETS; i++)
		is_str(report_amount_text(arena, ageing[0].buckets[i]), wanted[i], "a day falls into its bucket");
	is_str(report_amount_text(arena, ageing[0].total), "1000000", "they add up");
	is_i64(ageing[0].invoices, 10, "ten invoices");
	is_i64(ageing[0].at_risk, 250, "25.0 % is more than 90 days late");
	/* 20 + 30 + 31 + 2 * 60 + 61 + 120 + 121 + 150 + 151 = 804 days of ten */
	is_i64(ageing[0].age, 804, "80.4 days old on average");
	is_str(report_amount_text(arena, ageing[1].buckets[0]), "10.5", "without a due day nothing is late");
	is_i64(ageing[1].age, REPORT_NONE, "and without an issue day nothing is old");
	ok(report_tenths_text(arena, REPORT_NONE) == NULL, "which is said as nothing");
}

static void test_groups(Arena *arena)
{
	const ReportOpen rows[] = {
		{ "ana", "CLP", day("2026-11-01"), day("2026-10-01"), 1, units(1) },
		{ "ana", "USD", day("2026-11-01"), day("2026-10-01"), 1, units(2) },
		{ "eva", "USD", day("2026-11-01"), day("2026-10-01"), 1, units(3) },
	};
	size_t n = 0;
	const ReportAgeing *ageing = report_ageing(arena, rows, G_N_ELEMENTS(rows), day("2026-11-30"), &n);
	is_i64((int64_t)n, 3, "neither groups nor currencies are added");
	is_str(ageing[2].group, "eva", "each under its name");
	ok(report_ageing(arena, rows, 0, day("2026-11-30"), &n) == NULL && n == 0, "nothing open: no row");
}

static void test_dso(Arena *arena)
{
	const ReportSales sales[] = {
		{ "CLP", day("2026-09-10"), units(600000) },
		{ "CLP", day("2026-10-20"), units(500000) },
		{ "CLP", day("2026-11-05"), units(400000) },
	};
	ReportDso dso = report_dso(units(600000), sales, 3, day("2026-01-01"), day("2026-11-15"), 90);
	/* 600,000 / 1,500,000 * 90 */
	is_str(report_tenths_text(arena, dso.simple), "36.0", "simple");
	/* November's 15 days cover 400,000; 200,000 of October's 500,000 are 12.4 of its 31 days */
	is_str(report_tenths_text(arena, dso.countback), "27.4", "countback");
	dso = report_dso(units(600000), sales, 3, day("2026-01-01"), day("2026-11-15"), 30);
	is_str(report_amount_text(arena, dso.sales), "900000", "sales of the last 30 days");
	is_str(report_tenths_text(arena, dso.simple), "20.0", "and the figure of those");
	dso = report_dso(units(9000000), sales, 3, day("2026-01-01"), day("2026-11-15"), 90);
	is_i64(dso.countback, REPORT_NONE, "sales that do not reach back so far give no figure");
	dso = report_dso(0, sales, 0, day("2026-01-01"), day("2026-11-15"), 90);
	ok(dso.simple == REPORT_NONE && dso.countback == 0, "nothing sold and nothing open");
}

static void test_ppc(Arena *arena)
{
	const ReportPaid rows[] = {
		{ "CLP", day("2026-09-01"), day("2026-10-01"), 1, units(100000) },
		{ "CLP", day("2026-09-01"), day("2026-10-31"), 1, units(300000) },
		{ "CLP", day(NULL), day("2026-10-31"), 1, units(300000) },
		{ "MXN", day("2026-09-01"), day("2026-09-02"), 3, units(7) },
	};
	size_t n = 0;
	const ReportPpc *ppc = report_ppc(arena, rows, G_N_ELEMENTS(rows), &n);
	is_i64((int64_t)n, 2, "one row a currency");
	is_str(report_tenths_text(arena, ppc[0].mean), "45.0", "invoices of 30 and 60 days: 45");
	is_str(report_tenths_text(arena, ppc[0].weighted), "52.5", "(30 * 100,000 + 60 * 300,000) / 400,000");
	is_i64(ppc[0].invoices, 2, "one without an issue day is left out");
	is_str(report_tenths_text(arena, ppc[1].mean), "1.0", "the next currency begins anew");
}

static void test_wide(Arena *arena)
{
	Wide most = report_wide(INT64_MAX, 999999);
	is_str(report_amount_text(arena, most), "9223372036854775807.999999", "the largest sum of a store is exact");
	is_str(report_amount_text(arena, -most), "-9223372036854775807.999999", "either side");
	is_str(report_amount_text(arena, report_wide(-1, -500000)), "-1.5", "a sum below zero");
	is_str(report_amount_text(arena, report_wide(0, -5)), "-0.000005", "below one");
	is_i64(report_ratio(most, most, 1000), 1000, "a share of it too");
	is_i64(report_ratio(1, 3, 10), 3, "rounded down");
	is_i64(report_ratio(5, 100, 10), 1, "half is rounded away from zero");
	is_i64(report_ratio(-5, 100, 10), -1, "on either side");
	is_i64(report_ratio(most, 1, 10), REPORT_NONE, "what no number holds is none");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_ageing(arena);
	test_groups(arena);
	test_dso(arena);
	test_ppc(arena);
	test_wide(arena);
	return tap_done();
}
