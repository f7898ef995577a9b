/* The daily report for the management. */
#include "gateway/mails/digest_reports.h"

#include "base/text.h"

#define MANAGEMENT_DAYS 10
#define MANAGEMENT_DEBTORS 5

/* ---- what moved ---- */

static void management_row(DigestTable *table, const char *word, CellValue value, CellValue detail)
{
	digest_cell(table, digest_word(word));
	digest_cell_with(table, value, detail, false);
}

static bool management_paid(DigestTable *table, const FiguresWish *wish, GError **error)
{
	ReportPpc *rows = NULL;
	size_t n = 0;
	if (!report_figures_ppc(wish, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		management_row(table, "report.what.paid", digest_amount(table->book, rows[i].amount, rows[i].currency),
			       digest_plural("report.invoices", rows[i].invoices));
	return true;
}

static bool management_invoiced(DigestTable *table, const FiguresWish *wish, Date since, GError **error)
{
	ReportSales *rows = NULL;
	size_t n = 0;
	if (!store_report_sales(wish->store, wish->arena, wish->company->name, since, wish->today, &rows, &n, error))
		return false;
	Wide sum = 0;
	for (size_t i = 0; i < n; i++) {
		sum += rows[i].amount;
		if (i + 1 < n && text_equal(rows[i].currency, rows[i + 1].currency))
			continue;
		management_row(table, "report.what.invoiced", digest_amount(table->book, sum, rows[i].currency),
			       (CellValue){ .kind = CELL_EMPTY });
		sum = 0;
	}
	return true;
}

static int64_t management_promises(const ReportAct *acts, size_t n, const char *result)
{
	int64_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (text_equal(acts[i].act, "promise") && text_equal(acts[i].result, result))
			count += acts[i].count;
	return count;
}

static bool management_people(DigestTable *table, const FiguresWish *wish, GError **error)
{
	const CellValue nothing = { .kind = CELL_EMPTY };
	ReportAct *acts = NULL;
	ReportGateway mail;
	size_t n = 0;
	if (!report_figures_acts(wish, &acts, &n, error) || !report_figures_gateway(wish, &mail, error))
		return false;
	management_row(table, "report.what.kept", digest_count(management_promises(acts, n, "kept")), nothing);
	management_row(table, "report.what.broken", digest_count(management_promises(acts, n, "broken")), nothing);
	management_row(table, "report.what.replies", digest_count(mail.replies), nothing);
	management_row(table, "report.what.sent", digest_count(mail.sent), nothing);
	return true;
}

/* From the last business day until yesterday. */
static bool management_moved(DigestBook *book, Date since, GError **error)
{
	static const char *const heads[] = { "report.heads.what", "report.heads.value" };
	DigestTable table = digest_table(book, "report.titles.since", heads, G_N_ELEMENTS(heads));
	FiguresWish wish = book->wish;
	wish.today = date_add_days(wish.today, -1);
	wish.days = date_diff(wish.today, since) + 1;
	table.table.of = digest_date(since);
	if (!management_paid(&table, &wish, error) || !management_invoiced(&table, &wish, since, error) ||
	    !management_people(&table, &wish, error))
		return false;
	digest_table_end(&table);
	return true;
}

/* ---- what was paid, by day ---- */

typedef struct {
	Date day; /* of business: weekends and holidays count for the next one */
	int64_t invoices;
	Wide amount;
} PaidDay;

/* How many of its invoices are of those days. */
static int64_t management_count(const DigestBook *book, const ReportPaid *row, PaidDay *days)
{
	Date day = calendar_roll(&book->wish.company->policy.calendar, row->paid);
	for (size_t i = 0; i < MANAGEMENT_DAYS; i++)
		if (date_compare(days[i].day, day) == 0 && text_equal(row->currency, book->currency)) {
			days[i].invoices += row->invoices;
			days[i].amount += row->amount;
			return row->invoices;
		}
	return 0;
}

static bool management_days(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.day", "report.heads.invoices", "report.heads.paid" };
	const FiguresWish *wish = &book->wish;
	const Calendar *calendar = &wish->company->policy.calendar;
	DigestTable table = digest_table(book, "report.titles.days", heads, G_N_ELEMENTS(heads));
	PaidDay days[MANAGEMENT_DAYS] = { 0 };
	ReportPaid *rows = NULL;
	size_t n = 0;
	if (book->currency == NULL)
		return true;
	for (size_t i = 0; i < MANAGEMENT_DAYS; i++)
		days[i].day = calendar_add(calendar, wish->today, (int64_t)i - MANAGEMENT_DAYS);
	Date from = date_add_days(calendar_add(calendar, days[0].day, -1), 1);
	Date until = date_add_days(wish->today, -1);
	if (!store_report_paid(wish->store, wish->arena, wish->company->name, from, until, &rows, &n, error))
		return false;
	int64_t invoices = 0;
	for (size_t i = 0; i < n; i++)
		invoices += management_count(book, &rows[i], days);
	if (invoices == 0)
		return true;
	table.table.note = "report.notes.days";
	table.table.chart = true;
	table.table.chart_kind = CHART_COLUMNS;
	for (size_t i = 0; i < MANAGEMENT_DAYS; i++) {
		digest_cell(&table, digest_date(days[i].day));
		digest_cell(&table, digest_count(days[i].invoices));
		digest_cell(&table, digest_amount(book, days[i].amount, book->currency));
		digest_weight(&table, days[i].amount);
	}
	digest_table_end(&table);
	return true;
}

/* ---- what waits for a person ---- */

typedef struct {
	const char *kind;
	int64_t late, today;
} Waiting;

static bool management_count_alert(void *context, const json_t *row)
{
	int64_t *alerts = context;
	*alerts += json_is_true(json_object_get(row, "digest")) && json_is_null(json_object_get(row, "seen_at"));
	return true;
}

static Waiting *management_waiting(const DigestBook *book, const AgendaItem *items, size_t n, size_t *ret_n)
{
	Waiting *list = arena_array(book->wish.arena, Waiting, n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;
		while (k < *ret_n && !text_equal(list[k].kind, items[i].kind))
			k++;
		if (k == *ret_n)
			list[(*ret_n)++] = (Waiting){ .kind = items[i].kind };
		bool late = date_is_set(items[i].due) && date_compare(items[i].due, book->wish.today) < 0;
		list[k].late += late;
		list[k].today += !late;
	}
	return list;
}

static bool management_attention(DigestBook *book, GError **error)
{
	static const char *const heads[] = { "report.heads.task", "report.heads.late_tasks",
					     "report.heads.today_tasks" };
	DigestTable table = digest_table(book, "report.titles.attention", heads, G_N_ELEMENTS(heads));
	const ListFilter filter = { .company = book->wish.company->name, .state = "open" };
	Arena *arena = book->wish.arena;
	AgendaItem *items = NULL;
	size_t n = 0;
	size_t n_kinds = 0;
	int64_t alerts = 0;
	if (!report_figures_agenda(&book->wish, &items, &n, error) ||
	    !store_list(book->wish.store, "alerts", &filter, management_count_alert, &alerts, error))
		return false;
	const Waiting *kinds = management_waiting(book, items, n, &n_kinds);
	for (size_t i = 0; i < n_kinds; i++) {
		digest_cell(&table, digest_word(arena_printf(arena, "tasks.%s", kinds[i].kind)));
		digest_cell_with(&table, digest_count(kinds[i].late), (CellValue){ .kind = CELL_EMPTY },
				 kinds[i].late > 0);
		digest_cell(&table, digest_count(kinds[i].today));
	}
	if (alerts > 0) {
		digest_cell(&table, digest_word("report.what.alerts"));
		digest_cell(&table, (CellValue){ .kind = CELL_EMPTY });
		digest_cell(&table, digest_count(alerts));
	}
	digest_table_end(&table);
	return true;
}

bool digest_management(DigestBook *book, ReportView *ret, GError **error)
{
	Date since = calendar_add(&book->wish.company->policy.calendar, book->wish.today, -1);
	digest_parts_open(book);
	if (!digest_parts_dso(book, error))
		return false;
	digest_parts_currencies(book);
	digest_parts_ageing(book);
	if (!management_moved(book, since, error) || !management_days(book, error) ||
	    !digest_parts_debtors(book, "report.titles.debtors", digest_overdue, MANAGEMENT_DEBTORS, error) ||
	    !management_attention(book, error))
		return false;
	ret->since = since;
	ret->command = "valija report ageing";
	return true;
}
