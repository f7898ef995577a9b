#include "gateway/mails/report_figures.h"

#include "base/text.h"

#define FIGURES_COUNTBACK_MONTHS 24

ReportSpan report_figures_span(const FiguresWish *wish)
{
	Date from = date_add_days(wish->today, 1 - wish->days);
	return (ReportSpan){ .company = wish->company->name, .from = date_at(from, 0, 0, wish->company->zone),
			     .until = date_at(date_add_days(wish->today, 1), 0, 0, wish->company->zone) - 1 };
}

bool report_figures_ageing(const FiguresWish *wish, const char *by, ReportAgeing **ret, size_t *ret_n, GError **error)
{
	ReportOpen *open = NULL;
	size_t n = 0;
	if (!store_report_open(wish->store, wish->arena, wish->company->name, by, &open, &n, error))
		return false;
	*ret = report_ageing(wish->arena, open, n, wish->today, ret_n);
	return true;
}

/* Rows of one currency lie together. */
static const ReportSales *figures_sales_of(const ReportSales *all, size_t n_all, const char *currency, size_t *ret_n)
{
	const ReportSales *first = NULL;
	*ret_n = 0;
	for (size_t i = 0; i < n_all; i++) {
		if (!text_equal(all[i].currency, currency))
			continue;
		first = first != NULL ? first : &all[i];
		(*ret_n)++;
	}
	return first;
}

bool report_figures_dso(const FiguresWish *wish, FiguresDso **ret, size_t *ret_n, GError **error)
{
	ReportAgeing *open = NULL;
	ReportSales *sales = NULL;
	size_t n_sales = 0;
	Date month = date_add_months(date_make(wish->today.year, wish->today.month, 1), -FIGURES_COUNTBACK_MONTHS);
	Date begin = date_add_days(wish->today, 1 - wish->days);
	Date from = date_compare(begin, month) < 0 ? begin : month;
	if (!report_figures_ageing(wish, NULL, &open, ret_n, error) ||
	    !store_report_sales(wish->store, wish->arena, wish->company->name, from, wish->today, &sales, &n_sales,
				error))
		return false;
	FiguresDso *list = arena_array(wish->arena, FiguresDso, *ret_n + 1);
	for (size_t i = 0; i < *ret_n; i++) {
		size_t n = 0;
		const ReportSales *own = figures_sales_of(sales, n_sales, open[i].currency, &n);
		list[i].currency = open[i].currency;
		list[i].dso = report_dso(open[i].total, own, n, month, wish->today, wish->days);
	}
	*ret = list;
	return true;
}

bool report_figures_ppc(const FiguresWish *wish, ReportPpc **ret, size_t *ret_n, GError **error)
{
	ReportPaid *paid = NULL;
	size_t n = 0;
	Date from = date_add_days(wish->today, 1 - wish->days);
	if (!store_report_paid(wish->store, wish->arena, wish->company->name, from, wish->today, &paid, &n, error))
		return false;
	*ret = report_ppc(wish->arena, paid, n, ret_n);
	return true;
}

bool report_figures_claims(const FiguresWish *wish, ReportClaim **ret, size_t *ret_n, GError **error)
{
	const ReportSpan span = report_figures_span(wish);
	ReportClaim *claims = NULL;
	size_t n = 0;
	if (!store_report_claims(wish->store, wish->arena, &span, &claims, &n, error))
		return false;
	*ret = report_claims(wish->arena, claims, n, ret_n);
	return true;
}

bool report_figures_acts(const FiguresWish *wish, ReportAct **ret, size_t *ret_n, GError **error)
{
	const ReportSpan span = report_figures_span(wish);
	ReportAct *acts = NULL;
	size_t n = 0;
	if (!store_report_acts(wish->store, wish->arena, &span, &acts, &n, error))
		return false;
	*ret = report_acts(wish->arena, acts, n, ret_n);
	return true;
}

bool report_figures_agenda(const FiguresWish *wish, AgendaItem **ret, size_t *ret_n, GError **error)
{
	AgendaItem *items = NULL;
	AgendaItem *invoices = NULL;
	size_t n = 0;
	size_t n_items = 0;
	const char *company = wish->company->name;
	if (!store_agenda_tasks(wish->store, wish->arena, company, wish->today, &items, &n_items, error) ||
	    !store_agenda_invoices(wish->store, wish->arena, company, wish->today, &invoices, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		invoices[i].kind = agenda_invoice_kind(&invoices[i], wish->today);
		if (invoices[i].kind != NULL)
			arena_append(wish->arena, items, n_items, invoices[i]);
	}
	*ret = items;
	*ret_n = n_items;
	return true;
}

bool report_figures_gateway(const FiguresWish *wish, ReportGateway *ret, GError **error)
{
	const ReportSpan span = report_figures_span(wish);
	ReportTraffic traffic;
	if (!store_report_traffic(wish->store, wish->arena, &span, &traffic, error))
		return false;
	*ret = report_gateway(&traffic);
	return true;
}
