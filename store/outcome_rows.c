/*
 * Messages, or one act of a person, become rows: everything that follows from each, in one transaction. Those of a batch
 * are written together, each statement with the rows of all; when something is in the way of that, it is taken back, and
 * each is written alone. What says the same key as an earlier one of the batch is written alone from the start.
 */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

const char *store_texts_json(Arena *arena, const Texts *texts)
{
	g_autoptr(json_t) array = json_texts(texts->items, texts->n);
	g_autofree char *line = json_line(array);
	return arena_strdup(arena, line);
}

Texts store_texts_from_json(Arena *arena, const char *json)
{
	Texts texts = { 0 };
	g_autoptr(json_t) array = json != NULL ? json_read(json, strlen(json), NULL) : NULL;
	for (size_t i = 0; array != NULL && i < json_array_size(array); i++) {
		const char *text = json_string_value(json_array_get(array, i));
		if (text != NULL)
			texts_add(arena, &texts, text);
	}
	return texts;
}

/* ---- the parts, each with the rows of all ---- */

static bool outcome_finish_messages(const Slice *slice, GError **error)
{
	MessageFinishArgs *args = arena_array(slice->arena, MessageFinishArgs, slice->n);
	int64_t n = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const OutcomeCommit *commit = slice->commits[i];
		const Outcome *outcome = commit->outcome;
		if (commit->mail == NULL)
			continue;
		args[n++] = (MessageFinishArgs){
			.id = commit->mail->id,
			.attempts = commit->mail->attempts,
			.state = outcome->quarantined ? "quarantined" : "done",
			.outcome = outcome->outcome,
			.reason = outcome->reason,
			.company = outcome->company,
			.done_at = slice->now,
			.message_id = outcome->message_id,
			.sender = outcome->from,
			.subject = outcome->subject,
		};
	}
	int64_t changes = 0;
	if (!q_message_finish_many(slice->store->sql, args, (size_t)n, &changes, error))
		return false;
	g_autofree char *id = n > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, args[0].id) : NULL;
	return changes == n || store_lost(error, "mail", n == 1 ? id : "of several");
}

static DocumentInsertArgs outcome_document(int64_t message_id, size_t place, const DocumentRow *row)
{
	static const Document none = { 0 };
	const Document *document = row->document != NULL ? row->document : &none;
	return (DocumentInsertArgs){
		.message_id = message_id,
		.place = (int64_t)place,
		.company = row->company,
		.key = document->key,
		.invoice_key = row->invoice_key,
		.disposition = row->disposition,
		.format = document->format,
		.version = document->version,
		.type = document->type,
		.series = document->series,
		.number = document->number,
		.uuid = document->uuid,
		.environment = environment_word(document->environment),
		.issuer_tax_id = document->issuer.tax_id,
		.receiver_tax_id = document->receiver.tax_id,
		.issued = document->issued,
		.currency = document->currency,
		.total = document->total,
		.effect = effect_word(document->effect),
		.trust = verdict_word(document->verdict),
		.seal = document->seal,
		.path = document->path,
		.xml_sha256 = row->xml_sha256,
		.pdf_sha256 = row->pdf_sha256,
	};
}

static bool outcome_forget_documents(const Slice *slice, GError **error)
{
	DocumentForgetArgs *args = arena_array(slice->arena, DocumentForgetArgs, slice->n);
	size_t n = 0;
	for (size_t i = 0; i < slice->n; i++)
		if (slice->commits[i]->mail != NULL)
			args[n++] = (DocumentForgetArgs){ .message_id = slice->commits[i]->mail->id };
	return q_document_forget_many(slice->store->sql, args, n, NULL, error);
}

static bool outcome_write_documents(const Slice *slice, GError **error)
{
	DocumentInsertArgs *args = NULL;
	size_t n = 0;
	if (!outcome_forget_documents(slice, error))
		return false;
	for (size_t i = 0; i < slice->n; i++) {
		const OutcomeCommit *commit = slice->commits[i];
		int64_t message_id = commit->mail != NULL ? commit->mail->id : 0;
		for (size_t k = 0; k < commit->outcome->n_documents; k++)
			arena_append(slice->arena, args, n,
				   outcome_document(message_id, k, &commit->outcome->documents[k]));
	}
	return q_document_insert_many(slice->store->sql, args, n, NULL, error);
}

static NoteInsertArgs outcome_note(const Slice *slice, const OutcomeCommit *commit, const Note *note)
{
	return (NoteInsertArgs){
		.at = slice->now,
		.message_id = commit->mail != NULL ? commit->mail->id : 0,
		.company = note->company,
		.invoice_key = note->invoice_key,
		.customer = note->customer_tax_id,
		.author = note->author,
		.text = note->text,
		.codes = store_texts_json(slice->arena, &note->codes),
		.area = note->area,
		.due = date_text(slice->arena, note->due),
		.verified = note->verified,
	};
}

static bool outcome_write_notes(const Slice *slice, GError **error)
{
	NoteInsertArgs *args = NULL;
	size_t n = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const OutcomeCommit *commit = slice->commits[i];
		for (size_t k = 0; k < commit->outcome->n_notes; k++)
			arena_append(slice->arena, args, n, outcome_note(slice, commit, &commit->outcome->notes[k]));
	}
	return q_note_insert_many(slice->store->sql, args, n, NULL, error);
}

static const char *outcome_move_payload(Arena *arena, const OutcomeCommit *commit)
{
	const ClaimedMail *mail = commit->mail;
	g_autoptr(json_t) payload = json_object();
	json_set_integer(payload, "mail", mail->id);
	json_set_text(payload, "folder", mail->folder);
	json_set_integer(payload, "uidvalidity", mail->uidvalidity);
	json_set_integer(payload, "uid", mail->uid);
	json_set_text(payload, "to", commit->outcome->move_to);
	json_set_text(payload, "message_id", commit->outcome->message_id);
	g_autofree char *line = json_line(payload);
	return arena_strdup(arena, line);
}

static bool outcome_is_moved(const OutcomeCommit *commit)
{
	return commit->mail != NULL && commit->outcome->move_to != NULL && !text_equal(commit->mail->account, "import");
}

static bool outcome_write_moves(const Slice *slice, GError **error)
{
	JobInsertArgs *args = NULL;
	size_t n = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const OutcomeCommit *commit = slice->commits[i];
		int64_t id = 0;
		if (!outcome_is_moved(commit))
			continue;
		if (!store_take_job(slice->store, &id, error))
			return false;
		const JobInsertArgs job = {
			.id = id,
			.lane = arena_printf(slice->arena, "imap:%s", commit->mail->account),
			.kind = "move",
			.payload = outcome_move_payload(slice->arena, commit),
			.state = "ready",
			.due_at = slice->now,
			.born = slice->now,
		};
		arena_append(slice->arena, args, n, job);
	}
	return q_job_insert_many(slice->store->sql, args, n, NULL, error);
}

/* Rows of one after another: what most mails do not have. */
static bool outcome_write_rest(const Slice *slice, const OutcomeCommit *commit, GError **error)
{
	Store *store = slice->store;
	Arena *arena = slice->arena;
	const Outcome *outcome = commit->outcome;
	return store_write_filing(store, arena, outcome, commit->mail != NULL ? commit->mail->id : 0, error) &&
	       store_write_shown(store, arena, outcome, slice->now, error) &&
	       store_write_alerts(store, arena, outcome, slice->now, error) &&
	       store_queue_mails(store, arena, commit->mails, commit->n_mails, slice->now, error) &&
	       (outcome->own_mail == 0 || store_found_copy(store, arena, outcome->own_mail, slice->now, error)) &&
	       store_write_told(store, outcome, error);
}

static bool outcome_write_rests(const Slice *slice, GError **error)
{
	for (size_t i = 0; i < slice->n; i++)
		if (!outcome_write_rest(slice, slice->commits[i], error))
			return false;
	return true;
}

/* Of each outcome its events, and after them those of its tasks that changed. */
static bool outcome_write_events(const Slice *slice, GError **error)
{
	Event *events = NULL;
	size_t n = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const Outcome *outcome = slice->commits[i]->outcome;
		for (size_t k = 0; k < outcome->n_events; k++)
			arena_append(slice->arena, events, n, outcome->events[k]);
		if (!store_write_tasks(slice->store, slice->arena, outcome, slice->now, &events, &n, error))
			return false;
	}
	return store_append_events(slice->store, events, n, error);
}

bool store_write_slice(const Slice *slice, GError **error)
{
	return outcome_finish_messages(slice, error) && outcome_write_documents(slice, error) &&
	       store_write_ledger(slice, error) && outcome_write_notes(slice, error) &&
	       outcome_write_moves(slice, error) && outcome_write_rests(slice, error) &&
	       outcome_write_events(slice, error);
}

bool store_write_outcome(Store *store, Arena *arena, const Outcome *outcome, const OutboundMail *mails,
			 size_t n_mails, int64_t now, GError **error)
{
	const OutcomeCommit commit = { .outcome = outcome, .mails = mails, .n_mails = n_mails };
	const OutcomeCommit *const one = &commit;
	const Slice slice = { .store = store, .arena = arena, .commits = &one, .n = 1, .now = now };
	return store_write_slice(&slice, error);
}

/* ---- one ---- */

/* in: the part of a transaction that is open, or one of its own. */
static bool outcome_write_whole(const Slice *slice, const char *step_name, GError **error)
{
	gsize logged = slice->store->alert_lines->len;
	bool done = store_write_slice(slice, error);
	/* What an engine says late shows at the end. */
	if (store_end(slice->store, done, step_name, error))
		return true;
	g_string_truncate(slice->store->alert_lines, logged);
	return false;
}

static bool outcome_commit(Store *store, const OutcomeCommit *commit, int64_t now, const char *step_name,
			   GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const Slice slice = { .store = store, .arena = arena, .commits = &commit, .n = 1, .now = now };
	return store_reserve_jobs(store, 1, error) && store_begin_ledger(store, error) &&
	       outcome_write_whole(&slice, step_name, error);
}

bool store_commit_outcome(Store *store, const ClaimedMail *mail, const Outcome *outcome,
			  const OutboundMail *mails, size_t n_mails, int64_t now, GError **error)
{
	const OutcomeCommit commit = { .mail = mail, .outcome = outcome, .mails = mails, .n_mails = n_mails };
	return outcome_commit(store, &commit, now, "tx.outcome", error);
}

bool store_commit_act(Store *store, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
		      int64_t now, GError **error)
{
	const OutcomeCommit commit = { .outcome = outcome, .mails = mails, .n_mails = n_mails };
	return outcome_commit(store, &commit, now, "tx.act", error);
}
