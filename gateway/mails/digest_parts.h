/*
 * What the reports by mail are made of: figures and tables, gathered from the store and written down for
 * templates/notice_report.h. Everything lives in the arena of the wish. Only the files of the digest use it.
 */
#ifndef GATEWAY_DIGEST_PARTS_H
#define GATEWAY_DIGEST_PARTS_H

#include "gateway/mails/report_figures.h"
#include "templates/notice_report.h"

typedef struct {
	FiguresWish wish;
	const Staff *staff;   /* whose names tables show */
	const char *currency; /* of most open invoices: figures are of it; NULL: nothing is open */
	const ReportAgeing *ageing; /* a row for each currency, that of most invoices first */
	size_t n_ageing;
	NoticeFigure *figures;
	size_t n_figures;
	NoticeTable *tables;
	size_t n_tables;
} DigestBook;

/* One table while it is written. */
typedef struct {
	DigestBook *book;
	NoticeTable table;
	NoticeCell *cells;
	size_t n_cells;
	Wide *values; /* of its chart */
	size_t n_values;
} DigestTable;

/* What is open, by currency. */
bool digest_parts_book(const FiguresWish *wish, DigestBook *ret, GError **error);

CellValue digest_text(const char *text);
CellValue digest_word(const char *word);
CellValue digest_amount(const DigestBook *book, Wide amount, const char *currency);
CellValue digest_micro(const DigestBook *book, int64_t micro, const char *currency);
CellValue digest_count(int64_t number);
CellValue digest_plural(const char *word, int64_t number);
CellValue digest_days(int64_t tenths);
CellValue digest_percent(int64_t tenths);
CellValue digest_date(Date date);
CellValue digest_month(Date date);

/* value and detail; about NULL: the detail speaks for itself. */
void digest_figure(DigestBook *book, NoticeFigure figure);
/* heads: names of words.report.heads, of static storage. */
DigestTable digest_table(DigestBook *book, const char *title, const char *const *heads, size_t n_heads);
void digest_cell(DigestTable *table, CellValue value);
void digest_cell_with(DigestTable *table, CellValue value, CellValue detail, bool late);
/* What the row of the chart, or one of its columns, stands for. */
void digest_weight(DigestTable *table, Wide value);
/* Appends the table to the book, unless it has no row. */
void digest_table_end(DigestTable *table);

/* Late in a row of ageing: all but what is not due. */
Wide digest_overdue(const ReportAgeing *ageing);
/* More than 90 days late. */
Wide digest_at_risk(const ReportAgeing *ageing);
/* The name of a customer; without a row of it, the tax id. */
const char *digest_customer(const DigestBook *book, const char *tax_id, GError **error);
/* Figures of what is open, overdue and at risk. */
void digest_parts_open(DigestBook *book);
bool digest_parts_dso(DigestBook *book, GError **error);
bool digest_parts_ppc(DigestBook *book, GError **error);
/* A row for each currency when there are several. */
void digest_parts_currencies(DigestBook *book);
/* With its chart, for each of the first currencies. */
void digest_parts_ageing(DigestBook *book);
/* Who owes most of what `of` counts, in the book's currency: at most `limit` customers. */
typedef Wide (*DigestMeasure)(const ReportAgeing *ageing);
bool digest_parts_debtors(DigestBook *book, const char *title, DigestMeasure of, size_t limit, GError **error);

#endif
