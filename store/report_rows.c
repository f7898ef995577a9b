/* What the reports read, as the rows of ledger/report_*.h and ledger/agenda.h. */
#include "ledger/task.h"
#include "store/store_inner.h"
#include "store/store_report.h"

static Date report_day(const char *text)
{
	Date date = { 0 };
	if (text != NULL)
		date_parse_prefix(text, &date);
	return date;
}

bool store_report_open(Store *store, Arena *arena, const char *company, const char *by, ReportOpen **ret, size_t *ret_n,
		       GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (by == NULL ? !q_report_open(store->sql, company, &rows, error)
		       : !q_report_open_by(store->sql, company, by, &rows, error))
		return false;
	ReportOpenRow row;
	int got = 0;
	while ((got = q_report_open_next(rows, arena, &row, error)) == 1) {
		const ReportOpen open = { .group = row.grouped,
					  .currency = row.currency,
					  .due = report_day(row.due),
					  .issued = report_day(row.issued),
					  .invoices = row.invoices,
					  .amount = report_wide(row.units, row.micro) };
		arena_append(arena, *ret, *ret_n, open);
	}
	return got == 0;
}

bool store_report_sales(Store *store, Arena *arena, const char *company, Date from, Date until, ReportSales **ret,
			size_t *ret_n, GError **error)
{
	const ReportSalesArgs args = { .company = company,
				       .from = date_text(arena, from),
				       .until = date_text(arena, until) };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_sales(store->sql, &args, &rows, error))
		return false;
	ReportSalesRow row;
	int got = 0;
	while ((got = q_report_sales_next(rows, arena, &row, error)) == 1) {
		const ReportSales sales = { .currency = row.currency,
					    .day = report_day(row.day),
					    .amount = report_wide(row.units, row.micro) };
		arena_append(arena, *ret, *ret_n, sales);
	}
	return got == 0;
}

bool store_report_paid(Store *store, Arena *arena, const char *company, Date from, Date until, ReportPaid **ret,
		       size_t *ret_n, GError **error)
{
	const ReportPaidArgs args = { .company = company,
				      .from = date_text(arena, from),
				      .until = date_text(arena, until) };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_paid(store->sql, &args, &rows, error))
		return false;
	ReportPaidRow row;
	int got = 0;
	while ((got = q_report_paid_next(rows, arena, &row, error)) == 1) {
		const ReportPaid paid = { .currency = row.currency,
					  .issued = report_day(row.issued),
					  .paid = report_day(row.paid_on),
					  .invoices = row.invoices,
					  .amount = report_wide(row.units, row.micro) };
		arena_append(arena, *ret, *ret_n, paid);
	}
	return got == 0;
}

/* ---- claims and acts ---- */

static bool report_held(Store *store, Arena *arena, const char *company, ReportClaim **ret, size_t *ret_n,
			GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_claims(store->sql, company, &rows, error))
		return false;
	ReportClaimsRow row;
	int got = 0;
	while ((got = q_report_claims_next(rows, arena, &row, error)) == 1) {
		const ReportClaim claim = { .reason = row.reason,
					    .currency = row.currency,
					    .invoices = row.invoices,
					    .held = report_wide(row.units, row.micro) };
		arena_append(arena, *ret, *ret_n, claim);
	}
	return got == 0;
}

bool store_report_claims(Store *store, Arena *arena, const ReportSpan *span, ReportClaim **ret, size_t *ret_n,
			 GError **error)
{
	const ReportResolvedArgs args = { .company = span->company, .from = span->from, .until = span->until };
	g_autoptr(SqlRows) rows = NULL;
	if (!report_held(store, arena, span->company, ret, ret_n, error) ||
	    !q_report_resolved(store->sql, &args, &rows, error))
		return false;
	ReportResolvedRow row;
	int got = 0;
	while ((got = q_report_resolved_next(rows, arena, &row, error)) == 1) {
		const ReportClaim claim = { .reason = row.reason, .tasks = row.tasks, .seconds = row.seconds };
		arena_append(arena, *ret, *ret_n, claim);
	}
	return got == 0;
}

static bool report_promises(Store *store, Arena *arena, const ReportSpan *span, ReportAct **ret, size_t *ret_n,
			    GError **error)
{
	const ReportPromisesArgs args = { .company = span->company, .from = span->from, .until = span->until };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_promises(store->sql, &args, &rows, error))
		return false;
	ReportPromisesRow row;
	int got = 0;
	while ((got = q_report_promises_next(rows, arena, &row, error)) == 1) {
		const ReportAct act = { .person = row.owner,
					.act = task_row(TASK_PROMISE)->word,
					.result = row.result,
					.count = row.tasks };
		arena_append(arena, *ret, *ret_n, act);
	}
	return got == 0;
}

bool store_report_acts(Store *store, Arena *arena, const ReportSpan *span, ReportAct **ret, size_t *ret_n,
		       GError **error)
{
	const ReportActsArgs args = { .company = span->company, .from = span->from, .until = span->until };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_acts(store->sql, &args, &rows, error))
		return false;
	ReportActsRow row;
	int got = 0;
	while ((got = q_report_acts_next(rows, arena, &row, error)) == 1) {
		const ReportAct act = { .person = row.actor, .act = row.kind, .result = row.result, .count = row.acts };
		arena_append(arena, *ret, *ret_n, act);
	}
	return got == 0 && report_promises(store, arena, span, ret, ret_n, error);
}

/* ---- agenda ---- */

bool store_agenda_tasks(Store *store, Arena *arena, const char *company, Date until, AgendaItem **ret, size_t *ret_n,
			GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_tasks(store->sql, company, date_text(arena, until), &rows, error))
		return false;
	ReportTasksRow row;
	int got = 0;
	while ((got = q_report_tasks_next(rows, arena, &row, error)) == 1) {
		const AgendaItem item = { .company = company,
					  .kind = row.kind,
					  .task = row.id,
					  .invoice_key = row.invoice_key,
					  .customer = row.customer,
					  .name = row.name,
					  .owner = row.owner,
					  .area = row.area,
					  .collector = row.collector,
					  .detail = row.detail,
					  .due = report_day(row.due),
					  .currency = row.currency,
					  .balance = row.balance };
		arena_append(arena, *ret, *ret_n, item);
	}
	return got == 0;
}

static bool agenda_take(Arena *arena, SqlRows *rows, const char *company, AgendaItem **ret, size_t *ret_n,
			GError **error)
{
	ReportUndatedRow row;
	int got = 0;
	while ((got = q_report_undated_next(rows, arena, &row, error)) == 1) {
		const AgendaItem item = { .company = company,
					  .invoice_key = row.invoice_key,
					  .customer = row.customer,
					  .name = row.name,
					  .collector = row.collector,
					  .detail = row.next_kind,
					  .due = report_day(row.next_date),
					  .invoice_due = report_day(row.due),
					  .currency = row.currency,
					  .balance = row.balance,
					  .written = row.written != 0 };
		arena_append(arena, *ret, *ret_n, item);
	}
	return got == 0;
}

bool store_agenda_invoices(Store *store, Arena *arena, const char *company, Date until, AgendaItem **ret,
			   size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) undated = NULL;
	g_autoptr(SqlRows) reached = NULL;
	return q_report_undated(store->sql, company, &undated, error) &&
	       agenda_take(arena, undated, company, ret, ret_n, error) &&
	       q_report_reached(store->sql, company, date_text(arena, until), &reached, error) &&
	       agenda_take(arena, reached, company, ret, ret_n, error);
}
