/* The reports of `report`, one function each: reads the rows of one company, computes, prints. */
#ifndef GATEWAY_REPORT_PRINT_H
#define GATEWAY_REPORT_PRINT_H

#include "gateway/mails/report_figures.h"
#include "gateway/table.h"

typedef struct {
	App *app;
	Table table;
	Arena *arena;		/* of the company at hand */
	const Company *company; /* NULL at the end */
	Date today;		/* in its zone, or --date */
	int64_t days;	/* the last ones, today included */
	const char *by;	    /* "customer", "collector", "segment"; NULL: none */
	const char *person; /* NULL: everybody */
	AgendaOrder order;
	AgendaItem *items; /* of all companies, for the agenda; in the process's arena */
	size_t n_items;
	bool found_fault; /* the exit status is 1 */
} Report;

FiguresWish report_print_wish(const Report *report);

bool report_print_ageing(Report *report, GError **error);
bool report_print_dso(Report *report, GError **error);
bool report_print_ppc(Report *report, GError **error);
bool report_print_claims(Report *report, GError **error);
bool report_print_collectors(Report *report, GError **error);
bool report_print_deadlines(Report *report, GError **error);
bool report_print_orphans(Report *report, GError **error);
bool report_print_gateway(Report *report, GError **error);
bool report_print_outliers(Report *report, GError **error);
/* Gathers; the one of the end prints. */
bool report_print_agenda(Report *report, GError **error);
void report_print_agenda_end(Report *report);

#endif
