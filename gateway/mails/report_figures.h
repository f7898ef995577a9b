/*
 * The figures of one company as `valija report` prints them and the reports by mail show them: rows of the store, summed
 * up by ledger/report_*. Results live in the wish's arena.
 */
#ifndef GATEWAY_REPORT_FIGURES_H
#define GATEWAY_REPORT_FIGURES_H

#include "ledger/company.h"
#include "store/store_report.h"

/* Of the last so many days when nothing else is asked for. */
#define REPORT_FIGURES_DAYS 90

typedef struct {
	Store *store;
	Arena *arena;
	const Company *company;
	Date today;   /* in its zone */
	int64_t days; /* the last ones, today included */
} FiguresWish;

typedef struct {
	const char *currency;
	ReportDso dso;
} FiguresDso;

ReportSpan report_figures_span(const FiguresWish *wish);
/* by: "customer", "collector", "segment"; NULL: all together. */
bool report_figures_ageing(const FiguresWish *wish, const char *by, ReportAgeing **ret, size_t *ret_n, GError **error);
bool report_figures_dso(const FiguresWish *wish, FiguresDso **ret, size_t *ret_n, GError **error);
bool report_figures_ppc(const FiguresWish *wish, ReportPpc **ret, size_t *ret_n, GError **error);
bool report_figures_claims(const FiguresWish *wish, ReportClaim **ret, size_t *ret_n, GError **error);
bool report_figures_acts(const FiguresWish *wish, ReportAct **ret, size_t *ret_n, GError **error);
/* What the day asks of people: tasks, and invoices that wait for one (ledger/agenda.h); each with its kind. */
bool report_figures_agenda(const FiguresWish *wish, AgendaItem **ret, size_t *ret_n, GError **error);
bool report_figures_gateway(const FiguresWish *wish, ReportGateway *ret, GError **error);

#endif
