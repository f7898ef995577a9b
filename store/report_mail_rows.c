/* What `report gateway` reads, and what a customer's habits are made of. */
#include "store/store_inner.h"
#include "store/store_report.h"

/* The first message that was staged at that instant or later, by halves: their numbers follow the clock. */
static bool report_first_message(Store *store, Arena *arena, int64_t at, int64_t *ret, GError **error)
{
	ReportMessageLastRow last = { 0 };
	int64_t low = 1;
	if (q_report_message_last(store->sql, arena, &last, error) < 0)
		return false;
	for (int64_t high = last.id + 1; low < high;) {
		int64_t middle = low + (high - low) / 2;
		ReportMessageAtRow row = { 0 };
		int got = q_report_message_at(store->sql, middle, arena, &row, error);
		if (got < 0)
			return false;
		if (got == 1 && row.staged_at < at)
			low = row.id + 1;
		else
			high = middle;
	}
	*ret = low;
	return true;
}

static bool report_mails(Store *store, Arena *arena, const ReportSpan *span, int64_t first, ReportTraffic *ret,
			 GError **error)
{
	const ReportMessagesArgs args = { .company = span->company,
					  .first = first,
					  .from = span->from,
					  .until = span->until };
	ReportMail *list = NULL;
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_messages(store->sql, &args, &rows, error))
		return false;
	ReportMessagesRow row;
	int got = 0;
	while ((got = q_report_messages_next(rows, arena, &row, error)) == 1) {
		const ReportMail mail = { .state = row.state,
					  .outcome = row.outcome,
					  .tenths = row.tenths,
					  .mails = row.mails };
		arena_append(arena, list, ret->n_mails, mail);
	}
	ret->mails = list;
	return got == 0;
}

static bool report_documents(Store *store, Arena *arena, const ReportSpan *span, int64_t first, ReportTraffic *ret,
			     GError **error)
{
	const ReportDocumentsArgs args = { .company = span->company,
					   .first = first,
					   .from = span->from,
					   .until = span->until };
	ReportCount *list = NULL;
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_documents(store->sql, &args, &rows, error))
		return false;
	ReportDocumentsRow row;
	int got = 0;
	while ((got = q_report_documents_next(rows, arena, &row, error)) == 1)
		arena_append(arena, list, ret->n_documents, ((ReportCount){ .word = row.word, .n = row.n }));
	ret->documents = list;
	return got == 0;
}

static bool report_sent(Store *store, Arena *arena, const ReportSpan *span, ReportTraffic *ret, GError **error)
{
	const ReportOutboundArgs args = { .company = span->company, .from = span->from, .until = span->until };
	ReportCount *list = NULL;
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_outbound(store->sql, &args, &rows, error))
		return false;
	ReportOutboundRow row;
	int got = 0;
	while ((got = q_report_outbound_next(rows, arena, &row, error)) == 1)
		arena_append(arena, list, ret->n_sent,
			     ((ReportCount){ .word = row.word, .state = row.state, .n = row.n }));
	ret->sent = list;
	return got == 0;
}

bool store_report_traffic(Store *store, Arena *arena, const ReportSpan *span, ReportTraffic *ret, GError **error)
{
	int64_t first = 0;
	*ret = (ReportTraffic){ 0 };
	return report_first_message(store, arena, span->from, &first, error) &&
	       report_mails(store, arena, span, first, ret, error) &&
	       report_documents(store, arena, span, first, ret, error) &&
	       report_sent(store, arena, span, ret, error);
}

bool store_report_credit(Store *store, Arena *arena, const char *company, ReportCredit **ret, size_t *ret_n,
			 GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_report_credit(store->sql, company, &rows, error))
		return false;
	ReportCreditRow row;
	int got = 0;
	while ((got = q_report_credit_next(rows, arena, &row, error)) == 1)
		arena_append(
			arena, *ret, *ret_n,
			((ReportCredit){ .customer = row.customer, .currency = row.currency, .amount = row.amount }));
	return got == 0;
}

/* ---- habits ---- */

static bool habit_payments(Store *store, Arena *arena, int64_t customer_id, HabitRecord *ret, GError **error)
{
	HabitPayment *list = NULL;
	g_autoptr(SqlRows) rows = NULL;
	if (!q_habit_paid(store->sql, customer_id, HABIT_PAYMENTS, &rows, error))
		return false;
	HabitPaidRow row;
	int got = 0;
	while ((got = q_habit_paid_next(rows, arena, &row, error)) == 1) {
		HabitPayment payment = { .method = row.method };
		if (row.due != NULL)
			date_parse(row.due, &payment.due);
		if (row.paid_on != NULL)
			date_parse(row.paid_on, &payment.paid);
		arena_append(arena, list, ret->n_payments, payment);
	}
	ret->payments = list;
	return got == 0;
}

static bool habit_instants(Arena *arena, SqlRows *rows, const int64_t **ret, size_t *ret_n, GError **error)
{
	int64_t *list = NULL;
	HabitSentRow row;
	int got = 0;
	while ((got = q_habit_sent_next(rows, arena, &row, error)) == 1)
		arena_append(arena, list, *ret_n, row.at);
	*ret = list;
	return got == 0;
}

bool store_habit(Store *store, Arena *arena, const Customer *customer, HabitRecord *ret, GError **error)
{
	g_autoptr(SqlRows) sent = NULL;
	g_autoptr(SqlRows) answers = NULL;
	*ret = (HabitRecord){ 0 };
	return habit_payments(store, arena, customer->id, ret, error) &&
	       q_habit_sent(store->sql, customer->id, &sent, error) &&
	       habit_instants(arena, sent, &ret->sent, &ret->n_sent, error) &&
	       q_habit_answers(store->sql, customer->company, customer->tax_id, &answers, error) &&
	       habit_instants(arena, answers, &ret->answers, &ret->n_answers, error);
}

/* ---- evidence ---- */

bool store_evidence_mails(Store *store, Arena *arena, const Invoice *invoice, EvidenceMail **ret, size_t *ret_n,
			  GError **error)
{
	g_autoptr(SqlRows) in = NULL;
	g_autoptr(SqlRows) out = NULL;
	if (!q_evidence_in(store->sql, invoice->key, invoice->company, &in, error))
		return false;
	EvidenceInRow came;
	int got = 0;
	while ((got = q_evidence_in_next(in, arena, &came, error)) == 1)
		arena_append(arena, *ret, *ret_n, ((EvidenceMail){ .sha256 = came.sha256 }));
	if (got < 0 || !q_evidence_out(store->sql, invoice->key, invoice->company, &out, error))
		return false;
	EvidenceOutRow went;
	while ((got = q_evidence_out_next(out, arena, &went, error)) == 1)
		arena_append(arena, *ret, *ret_n, ((EvidenceMail){ .id = went.id, .sha256 = went.sha256 }));
	return got == 0;
}
