/* The reports that compare: each customer with its own habit, and the gateway with what it is meant to do. */
#include "gateway/report_print.h"

#define REPORT_CUSTOMERS 500

static void report_figure(const Report *report, json_t *row, const char *key, int64_t tenths)
{
	json_set_text(row, key, report_tenths_text(report->arena, tenths));
}

static void report_done(Report *report, json_t *row)
{
	table_row(&report->table, row);
	json_decref(row);
}

bool report_print_gateway(Report *report, GError **error)
{
	ReportTraffic traffic;
	if (!store_report_traffic(report->app->store, report->arena, &report->span, &traffic, error))
		return false;
	ReportGateway gateway = report_gateway(&traffic);
	json_t *row = json_object();
	json_set_text(row, "company", report->company->name);
	json_set_integer(row, "days", report->days);
	json_set_integer(row, "mails", gateway.mails);
	json_set_integer(row, "waiting", gateway.waiting);
	json_set_integer(row, "quarantined", gateway.quarantined);
	json_set_integer(row, "documents", gateway.documents);
	json_set_integer(row, "duplicates", gateway.duplicates);
	report_figure(report, row, "minutes", gateway.minutes);
	report_figure(report, row, "minutes_95", gateway.minutes_95);
	json_set_integer(row, "sent", gateway.sent);
	json_set_integer(row, "failed", gateway.failed);
	json_set_integer(row, "bounces", gateway.bounces);
	json_set_integer(row, "replies", gateway.replies);
	report_figure(report, row, "bounce_rate", gateway.bounce_rate);
	report_figure(report, row, "reply_rate", gateway.reply_rate);
	report_done(report, row);
	return true;
}

/* ---- outliers ---- */

typedef struct {
	const char *what, *tax_id, *name, *invoice, *currency, *usual, *now;
	int64_t amount;
} Outlier;

static void report_outlier(Report *report, const Outlier *outlier)
{
	json_t *row = json_object();
	json_set_text(row, "company", report->company->name);
	json_set_text(row, "what", outlier->what);
	json_set_text(row, "customer", outlier->tax_id);
	json_set_text(row, "name", outlier->name);
	json_set_text(row, "invoice", outlier->invoice);
	json_set_text(row, "currency", outlier->currency);
	json_set_text(row, "amount", money_micro_text(report->arena, outlier->amount));
	json_set_text(row, "usual", outlier->usual);
	json_set_text(row, "now", outlier->now);
	report_done(report, row);
}

static void report_odd_invoice(Report *report, const Habit *habit, const Invoice *invoice)
{
	Outlier outlier = { .tax_id = invoice->debtor_tax_id, .name = invoice->debtor_name, .invoice = invoice->key,
			    .currency = invoice->total.currency, .amount = invoice_balance(invoice) };
	if (habit_is_odd(habit, invoice, report->today, HABIT_LATE)) {
		outlier.what = "late";
		outlier.usual = arena_printf(report->arena, "%s +- %s days", report_tenths_text(report->arena, habit->delay),
					     report_tenths_text(report->arena, habit->spread));
		outlier.now = arena_printf(report->arena, "%d days", (int)date_diff(report->today, invoice->due));
		report_outlier(report, &outlier);
	}
	if (habit_is_odd(habit, invoice, report->today, HABIT_METHOD)) {
		outlier.what = "method";
		outlier.usual = habit->method;
		outlier.now = invoice->payment_method;
		report_outlier(report, &outlier);
	}
}

static bool report_odd_customer(Report *report, int64_t id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Customer *customer = NULL;
	Invoice *invoices = NULL;
	HabitRecord record;
	size_t n = 0;
	Report one = *report;
	one.arena = arena;
	if (!store_customer_by_id(report->app->store, arena, id, &customer, error) || customer == NULL ||
	    !store_habit(report->app->store, arena, customer, &record, error) ||
	    !store_open_invoices(report->app->store, arena, id, &invoices, &n, error))
		return *error == NULL;
	Habit habit = habit_of(&record);
	for (size_t i = 0; i < n; i++)
		report_odd_invoice(&one, &habit, &invoices[i]);
	report->table = one.table;
	return true;
}

static bool report_odd_customers(Report *report, GError **error)
{
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(report->app->store, arena, report->company->name, after, REPORT_CUSTOMERS,
					  &ids, &n, error))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!report_odd_customer(report, ids[i], error))
				return false;
			after = ids[i];
		}
		if (n == 0)
			return true;
	}
}

bool report_print_outliers(Report *report, GError **error)
{
	ReportCredit *credit = NULL;
	size_t n = 0;
	if (!report_odd_customers(report, error) ||
	    !store_report_credit(report->app->store, report->arena, report->company->name, &credit, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		report_outlier(report, &(Outlier){ .what = "credit", .tax_id = credit[i].customer,
						   .currency = credit[i].currency, .amount = credit[i].amount });
	return true;
}
