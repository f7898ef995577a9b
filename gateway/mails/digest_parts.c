#include "gateway/mails/digest_parts.h"

#include <stdlib.h>

#include "base/text.h"

#define DIGEST_CURRENCIES 3
#define DIGEST_SCALE 1000000

/* ---- values ---- */

CellValue digest_text(const char *text)
{
	return (CellValue){ .kind = CELL_TEXT, .text = text };
}

CellValue digest_word(const char *word)
{
	return (CellValue){ .kind = CELL_WORD, .text = word };
}

CellValue digest_amount(const DigestBook *book, Wide amount, const char *currency)
{
	return (CellValue){ .kind = CELL_AMOUNT, .text = report_amount_text(book->wish.arena, amount),
			    .currency = currency };
}

CellValue digest_micro(const DigestBook *book, int64_t micro, const char *currency)
{
	return digest_amount(book, micro, currency);
}

CellValue digest_count(int64_t number)
{
	return (CellValue){ .kind = CELL_COUNT, .number = number };
}

CellValue digest_plural(const char *word, int64_t number)
{
	return (CellValue){ .kind = CELL_PLURAL, .text = word, .number = number };
}

CellValue digest_days(int64_t tenths)
{
	return (CellValue){ .kind = CELL_DAYS, .number = tenths };
}

CellValue digest_percent(int64_t tenths)
{
	return (CellValue){ .kind = CELL_PERCENT, .number = tenths };
}

CellValue digest_date(Date date)
{
	return (CellValue){ .kind = date_is_set(date) ? CELL_DATE : CELL_EMPTY, .date = date };
}

CellValue digest_month(Date date)
{
	return (CellValue){ .kind = CELL_MONTH, .date = date };
}

/* ---- figures and tables ---- */

void digest_figure(DigestBook *book, NoticeFigure figure)
{
	arena_append(book->wish.arena, book->figures, book->n_figures, figure);
}

DigestTable digest_table(DigestBook *book, const char *title, const char *const *heads, size_t n_heads)
{
	const NoticeTable table = { .title = title, .heads = heads, .n_heads = n_heads, .series = 1 };
	return (DigestTable){ .book = book, .table = table };
}

void digest_cell_with(DigestTable *table, CellValue value, CellValue detail, bool late)
{
	arena_append(table->book->wish.arena, table->cells, table->n_cells, ((NoticeCell){ value, detail, late }));
}

void digest_cell(DigestTable *table, CellValue value)
{
	digest_cell_with(table, value, (CellValue){ .kind = CELL_EMPTY }, false);
}

void digest_weight(DigestTable *table, Wide value)
{
	arena_append(table->book->wish.arena, table->values, table->n_values, value);
}

/* Millionths of the largest. */
static const int64_t *digest_weights(const DigestTable *table)
{
	int64_t *weights = arena_array(table->book->wish.arena, int64_t, table->n_values + 1);
	Wide largest = 0;
	for (size_t i = 0; i < table->n_values; i++)
		largest = MAX(largest, table->values[i]);
	for (size_t i = 0; i < table->n_values; i++) {
		Wide value = MAX(table->values[i], 0);
		weights[i] = largest > 0 ? report_ratio(value, largest, DIGEST_SCALE) : 0;
	}
	return weights;
}

void digest_table_end(DigestTable *table)
{
	DigestBook *book = table->book;
	table->table.cells = table->cells;
	table->table.n_rows = table->n_cells / table->table.n_heads;
	table->table.weights = digest_weights(table);
	if (table->table.n_rows > 0)
		arena_append(book->wish.arena, book->tables, book->n_tables, table->table);
}

/* ---- what is open ---- */

Wide digest_overdue(const ReportAgeing *ageing)
{
	return ageing->total - ageing->buckets[0];
}

Wide digest_at_risk(const ReportAgeing *ageing)
{
	return ageing->buckets[REPORT_BUCKETS - 2] + ageing->buckets[REPORT_BUCKETS - 1];
}

static int digest_compare_currencies(const void *left, const void *right)
{
	const ReportAgeing *a = left;
	const ReportAgeing *b = right;
	int by_invoices = (a->invoices < b->invoices) - (a->invoices > b->invoices);
	return by_invoices != 0 ? by_invoices : g_strcmp0(a->currency, b->currency);
}

bool digest_parts_book(const FiguresWish *wish, DigestBook *ret, GError **error)
{
	ReportAgeing *ageing = NULL;
	size_t n = 0;
	if (!report_figures_ageing(wish, NULL, &ageing, &n, error))
		return false;
	if (n > 1)
		qsort(ageing, n, sizeof *ageing, digest_compare_currencies);
	*ret = (DigestBook){ .wish = *wish, .ageing = ageing, .n_ageing = n };
	ret->currency = n > 0 ? ageing[0].currency : NULL;
	return true;
}

void digest_parts_open(DigestBook *book)
{
	if (book->n_ageing == 0)
		return;
	const ReportAgeing *open = &book->ageing[0];
	Wide overdue = digest_overdue(open);
	digest_figure(book, (NoticeFigure){ .name = "report.figures.open",
					    .value = digest_amount(book, open->total, open->currency),
					    .detail = digest_plural("report.invoices", open->invoices) });
	digest_figure(book, (NoticeFigure){ .name = "report.figures.overdue",
					    .value = digest_amount(book, overdue, open->currency),
					    .about = "report.details.of_open",
					    .detail = digest_percent(report_ratio(overdue, open->total, 1000)) });
	digest_figure(book, (NoticeFigure){ .name = "report.figures.at_risk",
					    .value = digest_amount(book, digest_at_risk(open), open->currency),
					    .about = "report.details.of_open",
					    .detail = digest_percent(open->at_risk) });
}

bool digest_parts_dso(DigestBook *book, GError **error)
{
	FiguresDso *rows = NULL;
	size_t n = 0;
	if (!report_figures_dso(&book->wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_equal(rows[i].currency, book->currency))
			digest_figure(book, (NoticeFigure){ .name = "report.figures.dso",
							    .value = digest_days(rows[i].dso.simple),
							    .about = "report.details.countback",
							    .detail = digest_days(rows[i].dso.countback) });
	return true;
}

bool digest_parts_ppc(DigestBook *book, GError **error)
{
	ReportPpc *rows = NULL;
	size_t n = 0;
	if (!report_figures_ppc(&book->wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (text_equal(rows[i].currency, book->currency))
			digest_figure(book, (NoticeFigure){ .name = "report.figures.ppc", .value = digest_days(rows[i].mean),
							    .about = "report.details.weighted",
							    .detail = digest_days(rows[i].weighted) });
	return true;
}

void digest_parts_currencies(DigestBook *book)
{
	static const char *const heads[] = { "report.heads.currency", "report.heads.open", "report.heads.overdue" };
	DigestTable table = digest_table(book, "report.titles.currencies", heads, G_N_ELEMENTS(heads));
	for (size_t i = 0; book->n_ageing > 1 && i < book->n_ageing; i++) {
		const ReportAgeing *row = &book->ageing[i];
		digest_cell(&table, digest_text(row->currency));
		digest_cell_with(&table, digest_amount(book, row->total, row->currency),
				 digest_plural("report.invoices", row->invoices), false);
		digest_cell_with(&table, digest_amount(book, digest_overdue(row), row->currency),
				 digest_percent(report_ratio(digest_overdue(row), row->total, 1000)), false);
	}
	digest_table_end(&table);
}

static void digest_ageing_of(DigestBook *book, const ReportAgeing *ageing)
{
	static const char *const heads[] = { "report.heads.bucket", "report.heads.share", "report.heads.amount" };
	static const char *const buckets[REPORT_BUCKETS] = {
		"report.buckets.not_due",    "report.buckets.late_1_30",   "report.buckets.late_31_60",
		"report.buckets.late_61_90", "report.buckets.late_91_120", "report.buckets.late_over_120",
	};
	DigestTable table = digest_table(book, "report.titles.ageing", heads, G_N_ELEMENTS(heads));
	table.table.chart = true;
	table.table.chart_kind = CHART_SHARES;
	table.table.total = true;
	table.table.of = book->n_ageing > 1 ? digest_text(ageing->currency) : (CellValue){ .kind = CELL_EMPTY };
	for (size_t i = 0; i < REPORT_BUCKETS; i++) {
		digest_cell(&table, digest_word(buckets[i]));
		digest_cell(&table, digest_percent(report_ratio(ageing->buckets[i], ageing->total, 1000)));
		digest_cell(&table, digest_amount(book, ageing->buckets[i], ageing->currency));
		digest_weight(&table, ageing->buckets[i]);
	}
	digest_cell(&table, digest_word("total"));
	digest_cell(&table, digest_percent(report_ratio(ageing->total, ageing->total, 1000)));
	digest_cell(&table, digest_amount(book, ageing->total, ageing->currency));
	digest_table_end(&table);
}

void digest_parts_ageing(DigestBook *book)
{
	for (size_t i = 0; i < book->n_ageing && i < DIGEST_CURRENCIES; i++)
		digest_ageing_of(book, &book->ageing[i]);
}

/* ---- customers ---- */

const char *digest_customer(const DigestBook *book, const char *tax_id, GError **error)
{
	Customer *customer = NULL;
	if (tax_id != NULL && !store_customer(book->wish.store, book->wish.arena, book->wish.company->name, tax_id,
					      &customer, error))
		return NULL;
	if (customer != NULL && customer->name != NULL)
		return customer->name;
	return tax_id != NULL ? tax_id : "";
}

typedef struct {
	const ReportAgeing *row;
	Wide amount;
} Debtor;

static int digest_compare_debtors(const void *left, const void *right)
{
	const Debtor *a = left;
	const Debtor *b = right;
	int by_amount = (a->amount < b->amount) - (a->amount > b->amount);
	return by_amount != 0 ? by_amount : g_strcmp0(a->row->group, b->row->group);
}

static Debtor *digest_debtors(const DigestBook *book, DigestMeasure of, size_t *ret_n, GError **error)
{
	ReportAgeing *rows = NULL;
	size_t n = 0;
	*ret_n = 0;
	if (!report_figures_ageing(&book->wish, "customer", &rows, &n, error))
		return NULL;
	Debtor *debtors = arena_array(book->wish.arena, Debtor, n + 1);
	for (size_t i = 0; i < n; i++)
		if (text_equal(rows[i].currency, book->currency) && of(&rows[i]) > 0)
			debtors[(*ret_n)++] = (Debtor){ &rows[i], of(&rows[i]) };
	if (*ret_n > 1)
		qsort(debtors, *ret_n, sizeof *debtors, digest_compare_debtors);
	return debtors;
}

bool digest_parts_debtors(DigestBook *book, const char *title, DigestMeasure of, size_t limit, GError **error)
{
	static const char *const heads[] = { "report.heads.customer", "report.heads.overdue", "report.heads.open" };
	DigestTable table = digest_table(book, title, heads, G_N_ELEMENTS(heads));
	size_t n = 0;
	const Debtor *debtors = digest_debtors(book, of, &n, error);
	if (debtors == NULL)
		return false;
	for (size_t i = 0; i < n && i < limit; i++) {
		const ReportAgeing *row = debtors[i].row;
		const char *name = digest_customer(book, row->group, error);
		if (name == NULL)
			return false;
		digest_cell(&table, *name != '\0' ? digest_text(name) : digest_word("report.what.unknown"));
		digest_cell_with(&table, digest_amount(book, debtors[i].amount, row->currency),
				 digest_percent(report_ratio(debtors[i].amount, row->total, 1000)), true);
		digest_cell_with(&table, digest_amount(book, row->total, row->currency),
				 digest_plural("report.invoices", row->invoices), false);
	}
	table.table.more = n > limit ? (int64_t)(n - limit) : 0;
	digest_table_end(&table);
	return true;
}
