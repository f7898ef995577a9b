/* The monthly report of risk. */
#include "gateway/mails/digest_reports.h"

#include <stdlib.h>

#include "base/text.h"
#include "gateway/mails/outliers.h"

#define RISK_MONTHS 12
#define RISK_DEBTORS 10
#define RISK_LARGEST 5
#define RISK_OUTLIERS 10

/* ---- figures ---- */

/* What the five largest debtors owe, of all that is open. */
static bool risk_largest(DigestBook *book, GError **error)
{
	ReportAgeing *rows = NULL;
	size_t n = 0;
	Wide largest[RISK_LARGEST] = { 0 };
	Wide sum = 0;
	if (book->n_ageing == 0)
		return true;
	if (!report_figures_ageing(&book->wish, "customer", &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		Wide total = text_equal(rows[i].currency, book->currency) ? rows[i].total : 0;
		for (size_t k = 0; k < RISK_LARGEST; k++)
			if (total > largest[k]) {
				Wide smaller = largest[k];
				largest[k] = total;
				total = smaller;
			}
	}
	for (size_t k = 0; k < RISK_LARGEST; k++)
		sum += largest[k];
	digest_figure(book, (NoticeFigure){ .name = "report.figures.largest",
					    .value = digest_percent(report_ratio(sum, book->ageing[0].total, 1000)),
					    .about = "report.details.of_open",
					    .detail = digest_amount(book, sum, book->currency) });
	return true;
}

/* Of the promises that ended as kept or as broken in the last 90 days. */
static bool risk_promises(DigestBook *book, GError **error)
{
	ReportAct *acts = NULL;
	size_t n = 0;
	int64_t kept = 0;
	int64_t ended = 0;
	if (!report_figures_acts(&book->wish, &acts, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool is_kept = text_equal(acts[i].result, "kept");
		if (!text_equal(acts[i].act, "promise") || (!is_kept && !text_equal(acts[i].result, "broken")))
			continue;
		kept += is_kept ? acts[i].count : 0;
		ended += acts[i].count;
	}
	if (ended > 0)
		digest_figure(book, (NoticeFigure){ .name = "report.figures.promises", .value = digest_count(kept),
						    .about = "report.details.of_ended",
						    .detail = digest_percent(report_ratio(kept, ended, 1000)) });
	return true;
}

static bool risk_figures(DigestBook *book, GError **error)
{
	digest_parts_open(book);
	if (book->n_ageing > 0)
		digest_figure(book, (NoticeFigure){ .name = "report.figures.age",
						    .value = digest_days(book->ageing[0].age) });
	return risk_largest(book, error) && risk_promises(book, error);
}

/* ---- months ---- */

typedef struct {
	Date month;
	Wide invoiced, paid;
} RiskMonth;

/* RISK_MONTHS: none of them. */
static size_t risk_month(const RiskMonth *months, Date day)
{
	int64_t at = (int64_t)(day.year - months[0].month.year) * 12 + day.month - months[0].month.month;
	return date_is_set(day) && at >= 0 && at < RISK_MONTHS ? (size_t)at : RISK_MONTHS;
}

static bool risk_months_of(const DigestBook *book, RiskMonth *months, GError **error)
{
	const FiguresWish *wish = &book->wish;
	const char *company = wish->company->name;
	Date from = months[0].month;
	ReportSales *sales = NULL;
	ReportPaid *paid = NULL;
	size_t n_sales = 0;
	size_t n_paid = 0;
	if (!store_report_sales(wish->store, wish->arena, company, from, wish->today, &sales, &n_sales, error) ||
	    !store_report_paid(wish->store, wish->arena, company, from, wish->today, &paid, &n_paid, error))
		return false;
	for (size_t i = 0; i < n_sales; i++)
		if (text_equal(sales[i].currency, book->currency) && risk_month(months, sales[i].day) < RISK_MONTHS)
			months[risk_month(months, sales[i].day)].invoiced += sales[i].amount;
	for (size_t i = 0; i < n_paid; i++)
		if (text_equal(paid[i].currency, book->currency) && risk_month(months, paid[i].paid) < RISK_MONTHS)
			months[risk_month(months, paid[i].paid)].paid += paid[i].amount;
	return true;
}

static bool risk_months(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.month", "report.heads.invoiced", "report.heads.paid" };
	DigestTable table = digest_table(book, "report.titles.months", heads, G_N_ELEMENTS(heads));
	RiskMonth months[RISK_MONTHS] = { 0 };
	Date today = book->wish.today;
	if (book->currency == NULL)
		return true;
	for (int i = 0; i < RISK_MONTHS; i++)
		months[i].month = date_add_months(date_make(today.year, today.month, 1), i + 1 - RISK_MONTHS);
	if (!risk_months_of(book, months, error))
		return false;
	table.table.note = "report.notes.months";
	table.table.chart = true;
	table.table.chart_kind = CHART_COLUMNS;
	table.table.series = 2;
	for (size_t i = 0; i < RISK_MONTHS; i++) {
		digest_cell(&table, digest_month(months[i].month));
		digest_cell(&table, digest_amount(book, months[i].invoiced, book->currency));
		digest_cell(&table, digest_amount(book, months[i].paid, book->currency));
		digest_weight(&table, months[i].invoiced);
		digest_weight(&table, months[i].paid);
	}
	digest_table_end(&table);
	return true;
}

/* ---- objections ---- */

static bool risk_claims(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.reason", "report.heads.held", "report.heads.resolve_days" };
	DigestTable table = digest_table(book, "report.titles.claims", heads, G_N_ELEMENTS(heads));
	ReportClaim *rows = NULL;
	size_t n = 0;
	if (!report_figures_claims(&book->wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		const CellValue nothing = { .kind = CELL_EMPTY };
		bool held = rows[i].currency != NULL;
		digest_cell(&table, (CellValue){ .kind = CELL_WORD, .text = rows[i].reason,
						 .groups = "codes|states|tasks" });
		digest_cell_with(&table, held ? digest_amount(book, rows[i].held, rows[i].currency) : nothing,
				 held ? digest_plural("report.invoices", rows[i].invoices) : nothing, false);
		digest_cell(&table, digest_days(rows[i].days));
	}
	table.table.note = "report.notes.claims";
	digest_table_end(&table);
	return true;
}

/* ---- out of the ordinary ---- */

typedef struct {
	DigestBook *book;
	Outlier *late;
	size_t n;
} RiskLate;

/* A customer's invoices are one row: the sum, and the latest of them. */
static void risk_add_late(void *context, const Outlier *outlier)
{
	RiskLate *list = context;
	Arena *arena = list->book->wish.arena;
	if (outlier->kind != OUTLIER_LATE || !text_equal(outlier->currency, list->book->currency))
		return;
	Outlier *last = list->n > 0 ? &list->late[list->n - 1] : NULL;
	if (last != NULL && text_equal(last->tax_id, outlier->tax_id)) {
		last->amount += outlier->amount;
		last->days = MAX(last->days, outlier->days);
		return;
	}
	Outlier kept = *outlier;
	kept.tax_id = arena_strdup(arena, outlier->tax_id);
	kept.name = arena_strdup(arena, outlier->name);
	kept.invoice = NULL;
	kept.currency = list->book->currency;
	arena_append(arena, list->late, list->n, kept);
}

static int risk_compare_late(const void *left, const void *right)
{
	const Outlier *a = left;
	const Outlier *b = right;
	int by_amount = (a->amount < b->amount) - (a->amount > b->amount);
	return by_amount != 0 ? by_amount : g_strcmp0(a->tax_id, b->tax_id);
}

static bool risk_outliers(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.customer", "report.heads.late_days", "report.heads.overdue" };
	DigestTable table = digest_table(book, "report.titles.habits", heads, G_N_ELEMENTS(heads));
	RiskLate list = { .book = book };
	if (!outliers_each(&book->wish, risk_add_late, &list, error))
		return false;
	if (list.n > 1)
		qsort(list.late, list.n, sizeof *list.late, risk_compare_late);
	for (size_t i = 0; i < list.n && i < RISK_OUTLIERS; i++) {
		const Outlier *late = &list.late[i];
		digest_cell(&table, digest_text(late->name != NULL ? late->name : late->tax_id));
		digest_cell_with(&table, digest_count(late->days), digest_plural("report.usual", (late->usual + 5) / 10),
				 true);
		digest_cell(&table, digest_micro(book, late->amount, late->currency));
	}
	table.table.note = "report.notes.habits";
	table.table.more = list.n > RISK_OUTLIERS ? (int64_t)(list.n - RISK_OUTLIERS) : 0;
	digest_table_end(&table);
	return true;
}

bool digest_risk(DigestBook *book, ReportView *ret, GError **error)
{
	if (!risk_figures(book, error))
		return false;
	digest_parts_currencies(book);
	digest_parts_ageing(book);
	if (!digest_parts_debtors(book, "report.titles.risk", digest_at_risk, RISK_DEBTORS, error) ||
	    !risk_outliers(book, error) || !risk_claims(book, error) || !risk_months(book, error))
		return false;
	ret->command = "valija report outliers";
	return true;
}
