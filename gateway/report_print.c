#include "gateway/report_print.h"

#include "base/text.h"

static json_t *report_row(const Report *report)
{
	json_t *row = json_object();
	json_set_text(row, "company", report->company->name);
	return row;
}

static void report_give(Report *report, json_t *row)
{
	table_row(&report->table, row);
	json_decref(row);
}

static void report_set_amount(const Report *report, json_t *row, const char *key, Wide amount)
{
	json_set_text(row, key, report_amount_text(report->arena, amount));
}

static void report_set_tenths(const Report *report, json_t *row, const char *key, int64_t tenths)
{
	json_set_text(row, key, report_tenths_text(report->arena, tenths));
}

/* ---- money ---- */

static void report_give_ageing(Report *report, const ReportAgeing *ageing)
{
	static const char *const buckets[REPORT_BUCKETS] = { "not_due",	 "late_1_30",	"late_31_60",
							     "late_61_90", "late_91_120", "late_over_120" };
	json_t *row = report_row(report);
	json_set_text(row, "by", report->by);
	json_set_text(row, "group", ageing->group);
	json_set_text(row, "currency", ageing->currency);
	json_set_integer(row, "invoices", ageing->invoices);
	for (size_t i = 0; i < REPORT_BUCKETS; i++)
		report_set_amount(report, row, buckets[i], ageing->buckets[i]);
	report_set_amount(report, row, "total", ageing->total);
	report_set_tenths(report, row, "at_risk", ageing->at_risk);
	report_set_tenths(report, row, "age", ageing->age);
	report_give(report, row);
}

bool report_print_ageing(Report *report, GError **error)
{
	ReportOpen *open = NULL;
	size_t n = 0;
	size_t n_rows = 0;
	if (!store_report_open(report->app->store, report->arena, report->company->name, report->by, &open, &n, error))
		return false;
	const ReportAgeing *rows = report_ageing(report->arena, open, n, report->today, &n_rows);
	for (size_t i = 0; i < n_rows; i++)
		report_give_ageing(report, &rows[i]);
	return true;
}

#define REPORT_COUNTBACK_MONTHS 24

typedef struct {
	const ReportSales *rows;
	size_t n;
	Date from;
} Sales;

/* Rows of one currency lie together. */
static Sales report_sales_of(const Sales *all, const char *currency)
{
	Sales of = { .from = all->from };
	for (size_t i = 0; i < all->n; i++) {
		if (!text_equal(all->rows[i].currency, currency))
			continue;
		of.rows = of.n == 0 ? &all->rows[i] : of.rows;
		of.n++;
	}
	return of;
}

static void report_give_dso(Report *report, const Sales *all, const char *currency, Wide open)
{
	Sales sales = report_sales_of(all, currency);
	ReportDso dso = report_dso(open, sales.rows, sales.n, sales.from, report->today, report->days);
	json_t *row = report_row(report);
	json_set_text(row, "currency", currency);
	report_set_amount(report, row, "open", dso.open);
	json_set_integer(row, "days", report->days);
	report_set_amount(report, row, "sales", dso.sales);
	report_set_tenths(report, row, "simple", dso.simple);
	report_set_tenths(report, row, "countback", dso.countback);
	report_give(report, row);
}

bool report_print_dso(Report *report, GError **error)
{
	ReportOpen *open = NULL;
	ReportSales *list = NULL;
	size_t n = 0;
	size_t n_rows = 0;
	Date month = date_add_months(date_make(report->today.year, report->today.month, 1), -REPORT_COUNTBACK_MONTHS);
	Date begin = date_add_days(report->today, 1 - report->days);
	Sales all = { .from = month };
	Date from = date_compare(begin, month) < 0 ? begin : month;
	const char *company = report->company->name;
	if (!store_report_open(report->app->store, report->arena, company, NULL, &open, &n, error) ||
	    !store_report_sales(report->app->store, report->arena, company, from, report->today, &list, &all.n, error))
		return false;
	all.rows = list;
	const ReportAgeing *rows = report_ageing(report->arena, open, n, report->today, &n_rows);
	for (size_t i = 0; i < n_rows; i++)
		report_give_dso(report, &all, rows[i].currency, rows[i].total);
	return true;
}

bool report_print_ppc(Report *report, GError **error)
{
	ReportPaid *paid = NULL;
	size_t n = 0;
	size_t n_rows = 0;
	if (!store_report_paid(report->app->store, report->arena, report->company->name,
			       date_add_days(report->today, 1 - report->days), report->today, &paid, &n, error))
		return false;
	const ReportPpc *rows = report_ppc(report->arena, paid, n, &n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		json_t *row = report_row(report);
		json_set_text(row, "currency", rows[i].currency);
		json_set_integer(row, "days", report->days);
		json_set_integer(row, "invoices", rows[i].invoices);
		report_set_amount(report, row, "amount", rows[i].amount);
		report_set_tenths(report, row, "mean", rows[i].mean);
		report_set_tenths(report, row, "weighted", rows[i].weighted);
		report_give(report, row);
	}
	return true;
}

/* ---- people ---- */

bool report_print_claims(Report *report, GError **error)
{
	ReportClaim *claims = NULL;
	size_t n = 0;
	size_t n_rows = 0;
	if (!store_report_claims(report->app->store, report->arena, &report->span, &claims, &n, error))
		return false;
	const ReportClaim *rows = report_claims(report->arena, claims, n, &n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		json_t *row = report_row(report);
		json_set_text(row, "reason", rows[i].reason);
		json_set_text(row, "currency", rows[i].currency);
		json_set_integer(row, "invoices", rows[i].invoices);
		report_set_amount(report, row, "held", rows[i].held);
		json_set_integer(row, "resolved", rows[i].tasks);
		report_set_tenths(report, row, "days_to_resolve", rows[i].days);
		report_give(report, row);
	}
	return true;
}

bool report_print_collectors(Report *report, GError **error)
{
	ReportAct *acts = NULL;
	size_t n = 0;
	size_t n_rows = 0;
	if (!store_report_acts(report->app->store, report->arena, &report->span, &acts, &n, error))
		return false;
	const ReportAct *rows = report_acts(report->arena, acts, n, &n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		json_t *row = report_row(report);
		json_set_text(row, "person", rows[i].person);
		json_set_text(row, "act", rows[i].act);
		json_set_text(row, "result", rows[i].result);
		json_set_integer(row, "count", rows[i].count);
		report_set_tenths(report, row, "share", rows[i].share);
		report_give(report, row);
	}
	return true;
}

/* ---- days ---- */

static void report_set_item(const Report *report, json_t *row, const AgendaItem *item)
{
	Arena *arena = report->arena;
	json_set_text(row, "company", item->company);
	json_set(row, "task", item->task != 0 ? json_integer(item->task) : json_null());
	json_set_text(row, "kind", item->kind);
	json_set_text(row, "due", date_text(arena, item->due));
	json_set_text(row, "customer", item->customer);
	json_set_text(row, "name", item->name);
	json_set_text(row, "invoice", item->invoice_key);
	json_set_text(row, "currency", item->currency);
	json_set_text(row, "balance", item->currency != NULL ? money_micro_text(arena, item->balance) : NULL);
	json_set_text(row, "detail", item->detail);
}

static const char *report_people(const Report *report, const AgendaItem *item)
{
	const AgendaWish wish = { .staff = &report->app->settings->staff, .today = report->today };
	Texts names = { 0 };
	size_t n = 0;
	const AgendaEntry *entries = agenda_of(report->arena, &wish, item, 1, &n);
	for (size_t i = 0; i < n; i++)
		if (entries[i].person != NULL)
			texts_add(report->arena, &names, entries[i].person);
	return names.n > 0 ? texts_join(report->arena, &names, "; ") : NULL;
}

bool report_print_deadlines(Report *report, GError **error)
{
	AgendaItem *items = NULL;
	size_t n = 0;
	Date until = date_add_days(report->today, report->days);
	if (!store_agenda_tasks(report->app->store, report->arena, report->company->name, until, &items, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!date_is_set(items[i].due))
			continue;
		int64_t late = date_diff(report->today, items[i].due);
		json_t *row = json_object();
		json_set_text(row, "when", late > 0 ? "broken" : late == 0 ? "today" : "coming");
		json_set_integer(row, "days", late);
		json_set_text(row, "people", report_people(report, &items[i]));
		report_set_item(report, row, &items[i]);
		report_give(report, row);
	}
	return true;
}

bool report_print_orphans(Report *report, GError **error)
{
	AgendaItem *items = NULL;
	size_t n = 0;
	if (!store_agenda_invoices(report->app->store, report->arena, report->company->name,
				   date_add_days(report->today, -1), &items, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		const char *why = agenda_orphan(report->arena, &items[i], report->today);
		if (why == NULL)
			continue;
		json_t *row = json_object();
		report_set_item(report, row, &items[i]);
		json_set_text(row, "why", why);
		report_give(report, row);
		report->found_fault = true;
	}
	return true;
}

bool report_print_agenda(Report *report, GError **error)
{
	Arena *arena = report->app->arena;
	AgendaItem *invoices = NULL;
	size_t n = 0;
	const char *company = report->company->name;
	if (!store_agenda_tasks(report->app->store, arena, company, report->today, &report->items, &report->n_items,
				error) ||
	    !store_agenda_invoices(report->app->store, arena, company, report->today, &invoices, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		invoices[i].kind = agenda_invoice_kind(&invoices[i], report->today);
		if (invoices[i].kind != NULL)
			arena_append(arena, report->items, report->n_items, invoices[i]);
	}
	return true;
}

void report_print_agenda_end(Report *report)
{
	const AgendaWish wish = { .staff = &report->app->settings->staff, .person = report->person,
				  .order = report->order, .today = report->today };
	size_t n = 0;
	const AgendaEntry *entries = agenda_of(report->arena, &wish, report->items, report->n_items, &n);
	for (size_t i = 0; i < n; i++) {
		json_t *row = json_object();
		json_set_text(row, "person", entries[i].person);
		json_set_text(row, "stands_in_for", entries[i].stands_in);
		report_set_item(report, row, entries[i].item);
		report_give(report, row);
	}
}
