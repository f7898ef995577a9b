/* The reports that compare: each customer with its own habit, and the gateway with what it is meant to do. */
#include "gateway/mails/outliers.h"
#include "gateway/mails/report_print.h"

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
	const FiguresWish wish = report_print_wish(report);
	ReportGateway gateway;
	if (!report_figures_gateway(&wish, &gateway, error))
		return false;
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

static void report_outlier(void *context, const Outlier *outlier)
{
	static const char *const kinds[] = { [OUTLIER_LATE] = "late", [OUTLIER_METHOD] = "method",
					     [OUTLIER_CREDIT] = "credit" };
	Report *report = context;
	g_autoptr(Arena) arena = arena_new();
	bool late = outlier->kind == OUTLIER_LATE;
	json_t *row = json_object();
	json_set_text(row, "company", report->company->name);
	json_set_text(row, "what", kinds[outlier->kind]);
	json_set_text(row, "customer", outlier->tax_id);
	json_set_text(row, "name", outlier->name);
	json_set_text(row, "invoice", outlier->invoice);
	json_set_text(row, "currency", outlier->currency);
	json_set_text(row, "amount", money_micro_text(arena, outlier->amount));
	json_set_text(row, "usual",
		      late ? arena_printf(arena, "%s +- %s days", report_tenths_text(arena, outlier->usual),
					  report_tenths_text(arena, outlier->spread)) : outlier->usual_method);
	json_set_text(row, "now",
		      late ? arena_printf(arena, "%" G_GINT64_FORMAT " days", outlier->days) : outlier->method);
	report_done(report, row);
}

bool report_print_outliers(Report *report, GError **error)
{
	const FiguresWish wish = report_print_wish(report);
	return outliers_each(&wish, report_outlier, report, error);
}
