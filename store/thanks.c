/* Money that its payer was not told of yet. */
#include "base/error.h"
#include "store/store_inner.h"
#include "store/thanks.h"

bool store_want_thanks(Store *store, const Posting *posting, int64_t now, GError **error)
{
	const ThanksInsertArgs args = { .company = posting->company, .source_key = posting->source_key,
					.source_index = posting->source_index, .now = now };
	return q_thanks_insert(store->sql, &args, NULL, error);
}

static bool thanks_read(Store *store, Arena *arena, const ThanksDueRow *row, Thanks *ret, bool *ret_known,
		       GError **error)
{
	Posting *postings = NULL;
	size_t n = 0;
	if (!store_posting_by_id(store, arena, row->posting_id, &postings, &n, error))
		return false;
	*ret_known = n == 1;
	if (n == 1)
		*ret = (Thanks){ .posting = postings[0], .posted_at = row->posted_at, .customer_id = row->customer_id };
	return true;
}

bool thanks_due(Store *store, Arena *arena, const char *company, int64_t now, size_t limit, Thanks **ret,
		  size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const ThanksDueArgs args = { .company = company, .now = now, .limit = (int64_t)limit };
	ThanksDueRow row;
	Thanks *list = NULL;
	size_t n = 0;
	int got = 0;
	if (!q_thanks_due(store->sql, &args, &rows, error))
		return false;
	while ((got = q_thanks_due_next(rows, arena, &row, error)) == 1) {
		bool known = false;
		list = arena_grow(arena, list, n, sizeof *list);
		if (!thanks_read(store, arena, &row, &list[n], &known, error))
			return false;
		n += known;
	}
	*ret = list;
	*ret_n = n;
	return got == 0;
}

bool thanks_last(Store *store, int64_t customer_id, int64_t *ret, GError **error)
{
	ThanksLastRow row = { 0 };
	int got = q_thanks_last(store->sql, customer_id, NULL, &row, error);
	*ret = got == 1 ? row.queued_at : 0;
	return got >= 0;
}

static bool thanks_change(Store *store, const ThanksChange *change, GError **error)
{
	int64_t changes = 0;
	bool done = change->due_at == 0 ? q_thanks_done(store->sql, change->posting, &changes, error)
					: q_thanks_wait(store->sql, change->posting, change->due_at, &changes, error);
	if (!done)
		return false;
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, change->posting);
	return changes == 1 || store_lost(error, "thanks for posting", id);
}

static bool thanks_said(Store *store, int64_t mail, const ThanksChange *change, GError **error)
{
	const ThankedInsertArgs args = { .outbound_id = mail, .posting_id = change->posting,
					 .balance = change->balance };
	return !change->said || q_thanked_insert(store->sql, &args, NULL, error);
}

bool thanks_commit(Store *store, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
			 const ThanksChanges *changes, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (!store_begin_ledger(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < changes->n; i++)
		done = thanks_change(store, &changes->items[i], error);
	for (size_t i = 0; done && n_mails > 0 && i < changes->n; i++)
		done = thanks_said(store, mails[0].id, &changes->items[i], error);
	done = done && store_write_outcome(store, arena, outcome, mails, n_mails, now, error);
	return store_end(store, done, "tx.thanks", error);
}

bool thanks_paid(Store *store, Arena *arena, const Customer *customer, Date since, PaidInvoice **ret,
			 size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const PostingOfDebtorArgs args = { .customer_key = customer->tax_id, .company = customer->company,
					   .since = date_text(arena, since) };
	PostingOfDebtorRow row;
	PaidInvoice *list = NULL;
	size_t n = 0;
	int got = 0;
	if (!q_posting_of_debtor(store->sql, &args, &rows, error))
		return false;
	while ((got = q_posting_of_debtor_next(rows, arena, &row, error)) == 1) {
		list = arena_grow(arena, list, n, sizeof *list);
		list[n] = (PaidInvoice){ .type = row.type, .series = row.series, .uuid = row.uuid,
					 .number = row.number != NULL ? row.number : row.uuid,
					 .reference = row.reference,
					 .amount = money_make(row.amount, row.currency) };
		if (row.day != NULL)
			date_parse(row.day, &list[n].date);
		n++;
	}
	*ret = list;
	*ret_n = n;
	return got == 0;
}

bool thanks_receipt(Store *store, Arena *arena, const char *company, const char *key, ReceiptBytes *ret,
			 bool *ret_known, GError **error)
{
	DocumentReceiptRow row = { 0 };
	int got = q_document_receipt(store->sql, company, key, arena, &row, error);
	*ret_known = got == 1;
	if (got == 1)
		*ret = (ReceiptBytes){ row.mail_sha256, row.xml_sha256, row.pdf_sha256, row.number, row.uuid };
	return got >= 0;
}
