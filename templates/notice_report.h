/*
 * A notice of figures: what the reports by mail say. The view is numbers and the names of words (words.json, "report"), so that
 * one view reads in every language; each table may be shown as a small chart, whose alternative text says its figures.
 * Which figures, and to whom, is decided elsewhere.
 *
 * Strings are borrowed for the call; results live in the arena. Texts may come from strangers: they are shown on one
 * line, escaped for their place. Errors are REJECT.
 */
#ifndef TEMPLATES_NOTICE_REPORT_H
#define TEMPLATES_NOTICE_REPORT_H

#include "templates/chart.h"
#include "templates/compose.h"
#include "templates/notice.h"

typedef enum {
	CELL_EMPTY,
	CELL_TEXT,    /* text */
	CELL_WORD,    /* text names a word: "report.buckets.late_1_30", or "reply" in groups "codes|tasks" */
	CELL_AMOUNT,  /* text, decimal, of currency */
	CELL_COUNT,   /* number */
	CELL_PLURAL,  /* number, in the words that text names: "documents" */
	CELL_DAYS,    /* number: tenths */
	CELL_PERCENT, /* number: tenths */
	CELL_DATE,    /* date */
	CELL_MONTH,   /* date */
} CellKind;
/* For the numbers above: there is none. */
#define CELL_NONE INT64_MIN

typedef struct {
	CellKind kind;
	const char *text, *currency, *groups;
	int64_t number;
	Date date;
} CellValue;

typedef struct {
	CellValue value;
	CellValue detail; /* smaller, below it */
	bool late;	  /* in the colour of what is overdue */
} NoticeCell;

typedef struct {
	const char *name;  /* "report.figures.open" */
	CellValue value;
	const char *about; /* what its detail is: "report.details.of_open"; NULL: the detail alone */
	CellValue detail;
} NoticeFigure;

typedef struct {
	const char *title; /* "report.titles.ageing" */
	CellValue of;	   /* after the title: a currency, a day */
	const char *note;  /* a sentence below the title: "report.notes.expected"; NULL */
	const char *const *heads; /* of the columns: "report.heads.customer"; all but the first are figures, to the right */
	size_t n_heads;
	const NoticeCell *cells; /* row by row */
	size_t n_rows;
	bool texts;	/* all its columns are words */
	bool total;	/* the last row is the sum of the others */
	int64_t more;	/* rows that are not shown */
	bool chart;	/* of these weights, one for each row that is no total, or two */
	ChartKind chart_kind;
	const int64_t *weights;
	size_t series;
} NoticeTable;

typedef struct {
	const char *language, *company, *person; /* person NULL: nobody's in particular */
	Date today, since;
	const NoticeFigure *figures;
	size_t n_figures;
	const NoticeTable *tables;
	size_t n_tables;
	int64_t count;	   /* of what the mail lists, for its subject */
	int64_t alerts;	   /* of these, alerts that may be answered with "visto" */
	const char *command;
	const char *test_banner;
} ReportView;

typedef struct {
	RenderedNotice notice;
	ComposeAttachment *charts; /* that its HTML shows */
	size_t n_charts;
} RenderedReport;

/* The notices of this kind: digest-agenda, digest-alerts, digest-management, digest-portfolio, digest-risk. */
bool notice_report_is(const char *notice);
bool notice_report_render(Arena *arena, const Catalog *catalog, const char *notice, const ReportView *view,
			  RenderedReport *ret, GError **error);

#endif
