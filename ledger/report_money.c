#include "ledger/report_money.h"

#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "base/texts.h"

Wide report_wide(int64_t units, int64_t micro)
{
	return (Wide)units * MONEY_SCALE + micro;
}

const char *report_amount_text(Arena *arena, Wide micro)
{
	Wide size = micro < 0 ? -micro : micro;
	Wide units = size / MONEY_SCALE;
	const char *rest = money_micro_text(arena, (int64_t)(size % MONEY_SCALE));
	Texts digits = { 0 };
	/* Eighteen digits at a time: a sum of the largest amounts has more than 64 bits. */
	const Wide part = (Wide)1000000000000000000;
	if (units >= part)
		texts_addf(arena, &digits, "%" G_GINT64_FORMAT "%018" G_GINT64_FORMAT, (int64_t)(units / part),
			   (int64_t)(units % part));
	else
		texts_addf(arena, &digits, "%" G_GINT64_FORMAT, (int64_t)units);
	return arena_printf(arena, "%s%s%s", micro < 0 ? "-" : "", digits.items[0], rest + 1);
}

int64_t report_ratio(Wide part, Wide whole, int64_t scale)
{
	if (whole == 0)
		return REPORT_NONE;
	bool negative = (part < 0) != (whole < 0);
	Wide size = (part < 0 ? -part : part) * scale;
	Wide by = whole < 0 ? -whole : whole;
	Wide result = (size + by / 2) / by;
	if (result > INT64_MAX)
		return REPORT_NONE;
	return negative ? -(int64_t)result : (int64_t)result;
}

const char *report_tenths_text(Arena *arena, int64_t tenths)
{
	if (tenths == REPORT_NONE)
		return NULL;
	int64_t size = tenths < 0 ? -tenths : tenths;
	return arena_printf(arena, "%s%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, tenths < 0 ? "-" : "", size / 10,
			    size % 10);
}

/* ---- ageing ---- */

static size_t report_bucket(Date due, Date today)
{
	static const int64_t last[REPORT_BUCKETS - 1] = { 0, 30, 60, 90, 120 };
	int64_t late = date_is_set(due) ? date_diff(today, due) : 0;
	for (size_t i = 0; i < G_N_ELEMENTS(last); i++)
		if (late <= last[i])
			return i;
	return REPORT_BUCKETS - 1;
}

typedef struct {
	Wide days;
	int64_t invoices;
} ReportDays;

static void report_ageing_end(ReportAgeing *ageing, const ReportDays *days)
{
	Wide late = ageing->buckets[REPORT_BUCKETS - 2] + ageing->buckets[REPORT_BUCKETS - 1];
	ageing->at_risk = report_ratio(late, ageing->total, 1000);
	ageing->age = report_ratio(days->days, days->invoices, 10);
}

ReportAgeing *report_ageing(Arena *arena, const ReportOpen *rows, size_t n, Date today, size_t *ret_n)
{
	ReportAgeing *list = NULL;
	ReportDays days = { 0 };
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const ReportOpen *row = &rows[i];
		ReportAgeing *last = *ret_n > 0 ? &list[*ret_n - 1] : NULL;
		bool same = last != NULL && text_equal(last->group, row->group) &&
			    text_equal(last->currency, row->currency);
		if (!same) {
			if (last != NULL)
				report_ageing_end(last, &days);
			days = (ReportDays){ 0 };
			arena_append(arena, list, *ret_n,
				     ((ReportAgeing){ .group = row->group, .currency = row->currency }));
			last = &list[*ret_n - 1];
		}
		last->invoices += row->invoices;
		last->buckets[report_bucket(row->due, today)] += row->amount;
		last->total += row->amount;
		days.days += date_is_set(row->issued) ? (Wide)date_diff(today, row->issued) * row->invoices : 0;
		days.invoices += date_is_set(row->issued) ? row->invoices : 0;
	}
	if (*ret_n > 0)
		report_ageing_end(&list[*ret_n - 1], &days);
	return list;
}

/* ---- DSO ---- */

static Wide report_sales_between(const ReportSales *rows, size_t n, Date from, Date until)
{
	Wide sum = 0;
	for (size_t i = 0; i < n; i++)
		if (date_compare(rows[i].day, from) >= 0 && date_compare(rows[i].day, until) <= 0)
			sum += rows[i].amount;
	return sum;
}

/* Month by month backwards: what is open is thought to be of the latest sales. */
static int64_t report_countback(Wide open, const ReportSales *rows, size_t n, Date from, Date today)
{
	int64_t tenths = 0;
	Date until = today;
	while (open > 0) {
		Date first = date_make(until.year, until.month, 1);
		int64_t days = date_diff(until, first) + 1;
		Wide sales = report_sales_between(rows, n, first, until);
		if (date_compare(first, from) < 0)
			return REPORT_NONE;
		if (sales >= open)
			return tenths + report_ratio(open * days, sales, 10);
		open -= sales > 0 ? sales : 0;
		tenths += days * 10;
		until = date_add_days(first, -1);
	}
	return tenths;
}

ReportDso report_dso(Wide open, const ReportSales *rows, size_t n, Date from, Date today, int64_t days)
{
	ReportDso dso = { .open = open };
	dso.sales = report_sales_between(rows, n, date_add_days(today, 1 - days), today);
	dso.simple = dso.sales > 0 ? report_ratio(open * days, dso.sales, 10) : REPORT_NONE;
	dso.countback = report_countback(open, rows, n, from, today);
	return dso;
}

/* ---- PPC ---- */

ReportPpc *report_ppc(Arena *arena, const ReportPaid *rows, size_t n, size_t *ret_n)
{
	ReportPpc *list = NULL;
	Wide days = 0;
	Wide money_days = 0;
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const ReportPaid *row = &rows[i];
		if (!date_is_set(row->issued) || !date_is_set(row->paid))
			continue;
		if (*ret_n == 0 || !text_equal(list[*ret_n - 1].currency, row->currency)) {
			arena_append(arena, list, *ret_n, ((ReportPpc){ .currency = row->currency }));
			days = money_days = 0;
		}
		ReportPpc *last = &list[*ret_n - 1];
		int64_t took = date_diff(row->paid, row->issued);
		last->invoices += row->invoices;
		last->amount += row->amount;
		days += (Wide)took * row->invoices;
		money_days += row->amount * took;
		last->mean = report_ratio(days, last->invoices, 10);
		last->weighted = report_ratio(money_days, last->amount, 10);
	}
	return list;
}
