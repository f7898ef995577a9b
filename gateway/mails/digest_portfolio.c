/* The weekly report of the portfolio. */
#include "gateway/mails/digest_reports.h"

#include <stdlib.h>

#include "base/text.h"

#define PORTFOLIO_WEEKS 6
#define PORTFOLIO_DEBTORS 10
#define PORTFOLIO_ROWS 20
#define PORTFOLIO_ACT_DAYS 7

/* ---- what falls due ---- */

typedef struct {
	Date monday;
	int64_t invoices;
	Wide amount;
} DueWeek;

static bool portfolio_weeks_of(const DigestBook *book, DueWeek *weeks, GError **error)
{
	const FiguresWish *wish = &book->wish;
	ReportOpen *rows = NULL;
	size_t n = 0;
	if (!store_report_open(wish->store, wish->arena, wish->company->name, NULL, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool due = date_is_set(rows[i].due) && date_compare(rows[i].due, wish->today) >= 0;
		int64_t week = due ? date_diff(rows[i].due, weeks[0].monday) / 7 : PORTFOLIO_WEEKS;
		if (week >= PORTFOLIO_WEEKS || !text_equal(rows[i].currency, book->currency))
			continue;
		weeks[week].invoices += rows[i].invoices;
		weeks[week].amount += rows[i].amount;
	}
	return true;
}

/* This week counts from today on. */
static bool portfolio_weeks(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.week", "report.heads.invoices", "report.heads.amount" };
	DigestTable table = digest_table(book, "report.titles.weeks", heads, G_N_ELEMENTS(heads));
	DueWeek weeks[PORTFOLIO_WEEKS] = { 0 };
	Date monday = date_add_days(book->wish.today, 1 - date_weekday(book->wish.today));
	for (size_t i = 0; i < PORTFOLIO_WEEKS; i++)
		weeks[i].monday = date_add_days(monday, 7 * (int64_t)i);
	if (book->currency == NULL)
		return true;
	if (!portfolio_weeks_of(book, weeks, error))
		return false;
	table.table.note = "report.notes.weeks";
	table.table.chart = true;
	table.table.chart_kind = CHART_COLUMNS;
	for (size_t i = 0; i < PORTFOLIO_WEEKS; i++) {
		digest_cell(&table, digest_date(weeks[i].monday));
		digest_cell(&table, digest_count(weeks[i].invoices));
		digest_cell(&table, digest_amount(book, weeks[i].amount, book->currency));
		digest_weight(&table, weeks[i].amount);
	}
	digest_table_end(&table);
	return true;
}

/* ---- whose it is ---- */

typedef struct {
	const char *by, *title, *head, *nobody;
} PortfolioGroup;

static const PortfolioGroup portfolio_collectors = { "collector", "report.titles.collectors", "report.heads.collector",
						     "report.what.nobody" };
static const PortfolioGroup portfolio_segments = { "segment", "report.titles.segments", "report.heads.segment",
						   "report.what.no_segment" };

/* The person's name as people write it, when the word is one of the config. */
static const char *portfolio_name(const Staff *staff, const char *word)
{
	const Person *person = word != NULL ? staff_person(staff, word) : NULL;
	return person != NULL && person->full_name != NULL ? person->full_name : word;
}

static int portfolio_compare(const void *left, const void *right)
{
	const ReportAgeing *a = left;
	const ReportAgeing *b = right;
	Wide first = digest_overdue(a);
	Wide second = digest_overdue(b);
	int order = (first < second) - (first > second);
	order = order != 0 ? order : (a->total < b->total) - (a->total > b->total);
	return order != 0 ? order : g_strcmp0(a->group, b->group);
}

static void portfolio_group_row(DigestTable *table, const ReportAgeing *row, CellValue name)
{
	const DigestBook *book = table->book;
	Wide overdue = digest_overdue(row);
	digest_cell(table, name);
	digest_cell_with(table, digest_amount(book, overdue, row->currency),
			 digest_percent(report_ratio(overdue, row->total, 1000)), overdue > 0);
	digest_cell_with(table, digest_amount(book, row->total, row->currency),
			 digest_plural("report.invoices", row->invoices), false);
}

/* Of the book's currency; without a row when nobody is named anywhere. */
static bool portfolio_group(DigestBook *book, const PortfolioGroup *group, GError **error)
{
	const char **heads = arena_array(book->wish.arena, const char *, 3);
	heads[0] = group->head;
	heads[1] = "report.heads.overdue";
	heads[2] = "report.heads.open";
	DigestTable table = digest_table(book, group->title, heads, 3);
	ReportAgeing *rows = NULL;
	size_t n = 0;
	if (!report_figures_ageing(&book->wish, group->by, &rows, &n, error))
		return false;
	if (n > 1)
		qsort(rows, n, sizeof *rows, portfolio_compare);
	bool named = false;
	for (size_t i = 0; i < n; i++)
		named = named || rows[i].group != NULL;
	for (size_t i = 0; named && i < n; i++) {
		if (!text_equal(rows[i].currency, book->currency))
			continue;
		const char *name = portfolio_name(book->staff, rows[i].group);
		CellValue shown = name != NULL ? digest_text(name) : digest_word(group->nobody);
		if (table.n_cells / 3 < PORTFOLIO_ROWS)
			portfolio_group_row(&table, &rows[i], shown);
		else
			table.table.more++;
	}
	digest_table_end(&table);
	return true;
}

/* ---- what people did ---- */

typedef struct {
	const char *person;
	int64_t acts, kept, broken;
} PersonWork;

static PersonWork *portfolio_work(Arena *arena, const ReportAct *acts, size_t n, size_t *ret_n)
{
	PersonWork *list = arena_array(arena, PersonWork, n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		bool promise = text_equal(acts[i].act, "promise");
		if (*ret_n == 0 || !text_equal(list[*ret_n - 1].person, acts[i].person))
			list[(*ret_n)++] = (PersonWork){ .person = acts[i].person };
		PersonWork *work = &list[*ret_n - 1];
		work->acts += promise ? 0 : acts[i].count;
		work->kept += promise && text_equal(acts[i].result, "kept") ? acts[i].count : 0;
		work->broken += promise && text_equal(acts[i].result, "broken") ? acts[i].count : 0;
	}
	return list;
}

static bool portfolio_acts(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.person", "report.heads.acts", "report.heads.kept" };
	DigestTable table = digest_table(book, "report.titles.acts", heads, G_N_ELEMENTS(heads));
	FiguresWish wish = book->wish;
	ReportAct *acts = NULL;
	size_t n = 0;
	size_t n_people = 0;
	wish.days = PORTFOLIO_ACT_DAYS;
	if (!report_figures_acts(&wish, &acts, &n, error))
		return false;
	const PersonWork *people = portfolio_work(wish.arena, acts, n, &n_people);
	for (size_t i = 0; i < n_people; i++) {
		const char *name = portfolio_name(book->staff, people[i].person);
		digest_cell(&table, name != NULL ? digest_text(name) : digest_word("report.what.nobody"));
		digest_cell(&table, digest_count(people[i].acts));
		digest_cell_with(&table, digest_count(people[i].kept),
				 people[i].broken > 0 ? digest_plural("report.broken", people[i].broken) :
							(CellValue){ .kind = CELL_EMPTY }, false);
	}
	digest_table_end(&table);
	return true;
}

bool digest_portfolio(DigestBook *book, ReportView *ret, GError **error)
{
	digest_parts_open(book);
	if (!digest_parts_ppc(book, error))
		return false;
	digest_parts_currencies(book);
	digest_parts_ageing(book);
	if (!portfolio_weeks(book, error) || !portfolio_group(book, &portfolio_collectors, error) ||
	    !portfolio_group(book, &portfolio_segments, error) ||
	    !digest_parts_debtors(book, "report.titles.debtors", digest_overdue, PORTFOLIO_DEBTORS, error) ||
	    !portfolio_acts(book, error))
		return false;
	ret->command = "valija report ageing --by customer";
	return true;
}
