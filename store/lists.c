/*
 * Lists: each row as the JSON object of the contract, read in pages by row number, so that memory stays flat,
 * no statement outlives a page, and the table may be of any size.
 */
#include "store/lists.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

int64_t lists_last(const Listing *listing)
{
	return listing->filter->id != 0 ? listing->filter->id : INT64_MAX;
}

int64_t lists_limit(const Listing *listing)
{
	return (int64_t)MIN((size_t)LIST_PAGE, listing->left);
}

void lists_give(Listing *listing, json_t *row, int64_t id)
{
	listing->after = id;
	listing->in_page++;
	if (!listing->stopped) {
		listing->left--;
		listing->stopped = !listing->each(listing->context, row) || listing->left == 0;
	}
	json_decref(row);
}

void lists_set_instant(Listing *listing, json_t *object, const char *key, int64_t instant)
{
	json_set_text(object, key, instant != 0 ? instant_text(listing->arena, instant) : NULL);
}

void lists_set_texts(json_t *object, const char *key, const Texts *texts)
{
	json_set(object, key, json_texts(texts->items, texts->n));
}

void lists_set_json(json_t *object, const char *key, const char *json)
{
	json_t *value = json != NULL ? json_read(json, strlen(json), NULL) : NULL;
	json_set(object, key, value != NULL ? value : json_array());
}

/* ---- mails ---- */

static bool list_document_keys(Listing *listing, int64_t id, Texts *ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_document_keys(listing->store->sql, id, &rows, error))
		return false;
	DocumentKeysRow row;
	int got = 0;
	while ((got = q_document_keys_next(rows, listing->arena, &row, error)) == 1)
		texts_add(listing->arena, ret, row.key);
	return got == 0;
}

static bool list_note_ids(Listing *listing, int64_t id, json_t *array, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_note_ids(listing->store->sql, id, &rows, error))
		return false;
	NoteIdsRow row;
	int got = 0;
	while ((got = q_note_ids_next(rows, listing->arena, &row, error)) == 1)
		json_array_append_new(array, json_integer(row.id));
	return got == 0;
}

static bool list_give_mail(Listing *listing, const ListMailsRow *row, GError **error)
{
	Texts keys = { 0 };
	json_t *notes = json_array();
	if (!list_document_keys(listing, row->id, &keys, error) ||
	    !list_note_ids(listing, row->id, notes, error)) {
		json_decref(notes);
		return false;
	}
	json_t *object = json_object();
	json_set_integer(object, "id", row->id);
	json_set_text(object, "account", row->account);
	json_set_text(object, "folder", row->folder);
	json_set_integer(object, "uidvalidity", (uint32_t)row->uidvalidity);
	json_set_integer(object, "uid", row->uid);
	json_set_text(object, "sha256", row->sha256);
	json_set_text(object, "message_id", row->message_id);
	lists_set_instant(listing, object, "received", row->received);
	json_set_text(object, "from", row->sender);
	json_set_text(object, "subject", row->subject);
	json_set_text(object, "state", row->state);
	json_set_text(object, "outcome", row->outcome);
	json_set_text(object, "reason", row->reason);
	json_set_text(object, "dkim", row->dkim);
	lists_set_texts(object, "documents", &keys);
	json_set(object, "notes", notes);
	lists_give(listing, object, row->id);
	return true;
}

static bool list_mails_open(Listing *listing, bool quarantined, SqlRows **ret, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListMailsArgs args = { .after = listing->after,
				     .last = lists_last(listing),
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .state = filter->state,
				     .account = filter->account };
	const ListMailsQuarantinedArgs few = { .after = listing->after,
					       .limit = lists_limit(listing),
					       .company = filter->company,
					       .account = filter->account };
	return quarantined ? q_list_mails_quarantined(listing->store->sql, &few, ret, error)
			   : q_list_mails(listing->store->sql, &args, ret, error);
}

static bool list_mails(Listing *listing, GError **error)
{
	/* These few have an index of their own. */
	bool quarantined = text_equal(listing->filter->state, "quarantined") && listing->filter->id == 0;
	g_autoptr(SqlRows) rows = NULL;
	if (!list_mails_open(listing, quarantined, &rows, error))
		return false;
	ListMailsRow row;
	int got = 0;
	while ((got = q_list_mails_next(rows, listing->arena, &row, error)) == 1)
		if (!list_give_mail(listing, &row, error))
			return false;
	return got == 0;
}

/* ---- events and notes ---- */

static bool list_events(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListEventsArgs args = { .after = listing->after,
				      .last = lists_last(listing),
				      .limit = lists_limit(listing),
				      .company = filter->company,
				      .customer = filter->customer };
	const ListEventsOfArgs of = { .after = listing->after,
				      .limit = lists_limit(listing),
				      .company = filter->company,
				      .invoice_key = filter->invoice_key };
	g_autoptr(SqlRows) rows = NULL;
	if (filter->invoice_key != NULL ? !q_list_events_of(listing->store->sql, &of, &rows, error)
					: !q_list_events(listing->store->sql, &args, &rows, error))
		return false;
	EventPageRow row;
	int got = 0;
	while ((got = q_list_events_next(rows, listing->arena, &row, error)) == 1) {
		json_t *object = json_object();
		json_set_integer(object, "id", row.id);
		lists_set_instant(listing, object, "at", row.at);
		json_set_text(object, "company", row.company);
		json_set_text(object, "invoice", row.invoice_key);
		json_set_text(object, "customer", row.customer);
		json_set_text(object, "kind", row.kind);
		json_set_text(object, "actor", row.actor);
		json_set_text(object, "reason", row.reason);
		json_set_text(object, "evidence", row.evidence);
		json_set_text(object, "hash", row.hash);
		lists_give(listing, object, row.id);
	}
	return got == 0;
}

static json_t *list_note(Listing *listing, const ListNotesRow *row)
{
	json_t *object = json_object();
	json_set_integer(object, "id", row->id);
	lists_set_instant(listing, object, "at", row->at);
	json_set_text(object, "author", row->author);
	json_set_text(object, "invoice", row->invoice_key);
	json_set_text(object, "customer", row->customer);
	json_set_text(object, "text", row->text);
	lists_set_json(object, "codes", row->codes);
	json_set_text(object, "area", row->area);
	json_set_text(object, "due", row->due);
	json_set_text(object, "mail", row->sha256);
	json_set_bool(object, "verified", row->verified != 0);
	return object;
}

static bool list_notes(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListNotesArgs args = { .after = listing->after,
				     .last = lists_last(listing),
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .customer = filter->customer };
	const ListNotesOfArgs of = { .after = listing->after,
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .invoice_key = filter->invoice_key };
	g_autoptr(SqlRows) rows = NULL;
	if (filter->invoice_key != NULL ? !q_list_notes_of(listing->store->sql, &of, &rows, error)
					: !q_list_notes(listing->store->sql, &args, &rows, error))
		return false;
	ListNotesRow row;
	int got = 0;
	while ((got = q_list_notes_next(rows, listing->arena, &row, error)) == 1)
		lists_give(listing, list_note(listing, &row), row.id);
	return got == 0;
}

/* ---- queue ---- */

static bool list_attempts(Listing *listing, int64_t id, json_t *array, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_attempt_of(listing->store->sql, id, &rows, error))
		return false;
	AttemptOfRow row;
	int got = 0;
	while ((got = q_attempt_of_next(rows, listing->arena, &row, error)) == 1) {
		json_t *attempt = json_object();
		lists_set_instant(listing, attempt, "at", row.at);
		json_set_text(attempt, "phase", row.phase);
		json_set_integer(attempt, "code", row.code);
		json_set_text(attempt, "text", row.text);
		json_array_append_new(array, attempt);
	}
	return got == 0;
}

static bool list_mail_invoices(Listing *listing, int64_t id, json_t *array, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_outbound_invoices(listing->store->sql, id, &rows, error))
		return false;
	OutboundInvoicesRow row;
	int got = 0;
	while ((got = q_outbound_invoices_next(rows, listing->arena, &row, error)) == 1)
		json_array_append_new(array, json_string(row.invoice_key));
	return got == 0;
}

static bool list_give_job(Listing *listing, const ListQueueRow *row, GError **error)
{
	json_t *object = json_object();
	json_t *invoices = json_array();
	json_t *attempts = json_array();
	json_set_integer(object, "id", row->id);
	json_set_text(object, "kind", row->kind);
	json_set_text(object, "state", row->state);
	json_set_text(object, "step", row->step);
	json_set_text(object, "customer", row->customer);
	json_set(object, "invoices", invoices);
	lists_set_json(object, "to", row->recipients);
	lists_set_json(object, "cc", row->copies);
	json_set_text(object, "language", row->language);
	json_set_text(object, "subject", row->subject);
	json_set_text(object, "message_id", row->message_id);
	lists_set_instant(listing, object, "due_at", row->due_at);
	json_set(object, "attempts", attempts);
	json_set_text(object, "reason", row->reason);
	if (!list_mail_invoices(listing, row->id, invoices, error) ||
	    !list_attempts(listing, row->id, attempts, error)) {
		json_decref(object);
		return false;
	}
	lists_give(listing, object, row->id);
	return true;
}

static bool list_queue(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListQueueArgs args = { .after = listing->after,
				     .last = lists_last(listing),
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .state = filter->state,
				     .customer = filter->customer };
	const ListQueueOfArgs of = { .after = listing->after,
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .invoice_key = filter->invoice_key,
				     .state = filter->state };
	g_autoptr(SqlRows) rows = NULL;
	if (filter->invoice_key != NULL ? !q_list_queue_of(listing->store->sql, &of, &rows, error)
					: !q_list_queue(listing->store->sql, &args, &rows, error))
		return false;
	ListQueueRow row;
	int got = 0;
	while ((got = q_list_queue_next(rows, listing->arena, &row, error)) == 1)
		if (!list_give_job(listing, &row, error))
			return false;
	return got == 0;
}

static ListPage list_page_of(const char *what)
{
	static const struct {
		const char *what;
		ListPage page;
	} pages[] = {
		{ "mails", list_mails },	{ "invoices", lists_invoices },
		{ "payments", lists_payments }, { "customers", lists_customers },
		{ "events", list_events },	{ "notes", list_notes },
		{ "tasks", lists_tasks },
		{ "queue", list_queue },	{ "alerts", lists_alerts },	{ "bank", lists_bank },
		{ "unmatched", lists_unmatched }, { "ambiguous", lists_ambiguous },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		if (text_equal(what, pages[i].what))
			return pages[i].page;
	return NULL;
}

bool store_list(Store *store, const char *what, const ListFilter *filter, StoreEach each, void *context,
		GError **error)
{
	ListPage page = list_page_of(what);
	if (page == NULL) {
		error_reject(error, "there is no list of %s", what);
		return false;
	}
	Listing listing = { .store = store, .filter = filter, .each = each, .context = context };
	listing.left = filter->limit != 0 ? filter->limit : SIZE_MAX;
	listing.after = filter->id != 0 ? filter->id - 1 : 0;
	do {
		g_autoptr(Arena) arena = arena_new();
		listing.arena = arena;
		listing.in_page = 0;
		if (!page(&listing, error))
			return false;
	} while (listing.in_page == LIST_PAGE && !listing.stopped);
	return true;
}
