#include "gateway/mails/report_print.h"

#include "base/text.h"

FiguresWish report_print_wish(const Report *report)
{
	return (FiguresWish){ .store = report->app->store, .arena = report->arena, .company = report->company,
			      .today = report->today, .days = report->days };
}

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
	const FiguresWish wish = report_print_wish(report);
	ReportAgeing *rows = NULL;
	size_t n = 0;
	if (!report_figures_ageing(&wish, report->by, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		report_give_ageing(report, &rows[i]);
	return true;
}

bool report_print_dso(Report *report, GError **error)
{
	const FiguresWish wish = report_print_wish(report);
	FiguresDso *rows = NULL;
	size_t n = 0;
	if (!report_figures_dso(&wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		const ReportDso *dso = &rows[i].dso;
		json_t *row = report_row(report);
		json_set_text(row, "currency", rows[i].currency);
		report_set_amount(report, row, "open", dso->open);
		json_set_integer(row, "days", report->days);
		report_set_amount(report, row, "sales", dso->sales);
		report_set_tenths(report, row, "simple", dso->simple);
		report_set_tenths(report, row, "countback", dso->countback);
		report_give(report, row);
	}
	return true;
}

bool report_print_ppc(Report *report, GError **error)
{
	const FiguresWish wish = report_print_wish(report);
	ReportPpc *rows = NULL;
	size_t n = 0;
	if (!report_figures_ppc(&wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
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
	const FiguresWish wish = report_print_wish(report);
	ReportClaim *rows = NULL;
	size_t n = 0;
	if (!report_figures_claims(&wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
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
	const FiguresWish wish = report_print_wish(report);
	ReportAct *rows = NULL;
	size_t n = 0;
	if (!report_figures_acts(&wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
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
	FiguresWish wish = report_print_wish(report);
	AgendaItem *items = NULL;
	size_t n = 0;
	wish.arena = report->app->arena;
	if (!report_figures_agenda(&wish, &items, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		arena_append(wish.arena, report->items, report->n_items, items[i]);
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
