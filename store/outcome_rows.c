/* One message, or one act of a person, becomes rows: everything that follows from it in one transaction. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

typedef struct {
	const ClaimedMail *mail; /* NULL: an act */
	const Outcome *outcome;
	const OutboundMail *mails;
	size_t n_mails;
	int64_t now;
} Commit;

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

static bool outcome_write_message(Store *store, const Commit *commit, GError **error)
{
	const Outcome *outcome = commit->outcome;
	const MessageFinishArgs args = {
		.id = commit->mail->id,
		.attempts = commit->mail->attempts,
		.state = outcome->quarantined ? "quarantined" : "done",
		.outcome = outcome->outcome,
		.reason = outcome->reason,
		.company = outcome->company,
		.done_at = commit->now,
		.message_id = outcome->message_id,
		.sender = outcome->from,
		.subject = outcome->subject,
	};
	int64_t changes = 0;
	if (!q_message_finish(store->sql, &args, &changes, error))
		return false;
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, commit->mail->id);
	return changes == 1 || store_lost(error, "mail", id);
}

static bool outcome_write_document(Store *store, int64_t message_id, size_t place, const DocumentRow *row,
				   GError **error)
{
	static const Document none = { 0 };
	const Document *document = row->document != NULL ? row->document : &none;
	const DocumentInsertArgs args = {
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
	return q_document_insert(store->sql, &args, NULL, error);
}

static bool outcome_write_documents(Store *store, const Commit *commit, GError **error)
{
	int64_t message_id = commit->mail != NULL ? commit->mail->id : 0;
	if (message_id != 0 && !q_document_forget(store->sql, message_id, NULL, error))
		return false;
	for (size_t i = 0; i < commit->outcome->n_documents; i++)
		if (!outcome_write_document(store, message_id, i, &commit->outcome->documents[i], error))
			return false;
	return true;
}

static bool outcome_write_notes(Store *store, Arena *arena, const Commit *commit, GError **error)
{
	for (size_t i = 0; i < commit->outcome->n_notes; i++) {
		const Note *note = &commit->outcome->notes[i];
		const NoteInsertArgs args = {
			.at = commit->now,
			.message_id = commit->mail != NULL ? commit->mail->id : 0,
			.company = note->company,
			.invoice_key = note->invoice_key,
			.customer = note->customer_tax_id,
			.author = note->author,
			.text = note->text,
			.codes = store_texts_json(arena, &note->codes),
			.area = note->area,
			.due = date_text(arena, note->due),
			.verified = note->verified,
		};
		if (!q_note_insert(store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

static const char *outcome_move_payload(Arena *arena, const Commit *commit)
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

static bool outcome_write_move(Store *store, Arena *arena, const Commit *commit, GError **error)
{
	if (commit->mail == NULL || commit->outcome->move_to == NULL ||
	    text_equal(commit->mail->account, "import"))
		return true;
	int64_t id = 0;
	if (!store_take_job(store, &id, error))
		return false;
	const JobInsertArgs args = {
		.id = id,
		.lane = arena_printf(arena, "imap:%s", commit->mail->account),
		.kind = "move",
		.payload = outcome_move_payload(arena, commit),
		.state = "ready",
		.due_at = commit->now,
		.born = commit->now,
	};
	return q_job_insert(store->sql, &args, NULL, error);
}

/* The outcome's events, and after them those of its tasks that changed. */
static bool outcome_write_events(Store *store, Arena *arena, const Commit *commit, GError **error)
{
	const Outcome *outcome = commit->outcome;
	Event *events = NULL;
	size_t n = 0;
	for (size_t i = 0; i < outcome->n_events && outcome->n_tasks > 0; i++) {
		events = arena_grow(arena, events, n, sizeof *events);
		events[n++] = outcome->events[i];
	}
	if (!store_write_tasks(store, arena, outcome, commit->now, &events, &n, error) ||
	    !store_write_told(store, outcome, error))
		return false;
	return outcome->n_tasks > 0 ? store_append_events(store, events, n, error)
				    : store_append_events(store, outcome->events, outcome->n_events, error);
}

static bool outcome_write(Store *store, Arena *arena, const Commit *commit, GError **error)
{
	return (commit->mail == NULL || outcome_write_message(store, commit, error)) &&
	       outcome_write_documents(store, commit, error) &&
	       store_write_ledger(store, arena, commit->outcome, commit->now, error) &&
	       outcome_write_notes(store, arena, commit, error) &&
	       store_write_filing(store, arena, commit->outcome, commit->mail != NULL ? commit->mail->id : 0, error) &&
	       store_write_shown(store, arena, commit->outcome, commit->now, error) &&
	       store_write_alerts(store, arena, commit->outcome, commit->now, error) &&
	       store_queue_mails(store, arena, commit->mails, commit->n_mails, commit->now, error) &&
	       outcome_write_move(store, arena, commit, error) &&
	       (commit->outcome->own_mail == 0 ||
		store_found_copy(store, arena, commit->outcome->own_mail, commit->now, error)) &&
	       outcome_write_events(store, arena, commit, error);
}

bool store_write_outcome(Store *store, Arena *arena, const Outcome *outcome, const OutboundMail *mails,
			 size_t n_mails, int64_t now, GError **error)
{
	const Commit commit = { .outcome = outcome, .mails = mails, .n_mails = n_mails, .now = now };
	return outcome_write(store, arena, &commit, error);
}

static bool outcome_commit(Store *store, const Commit *commit, const char *step_name, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	gsize logged = store->alert_lines->len;
	if (!store_reserve_jobs(store, 1, error) || !store_begin_ledger(store, error))
		return false;
	bool done = outcome_write(store, arena, commit, error);
	if (!done)
		g_string_truncate(store->alert_lines, logged);
	return store_end(store, done, step_name, error);
}

bool store_commit_outcome(Store *store, const ClaimedMail *mail, const Outcome *outcome,
			  const OutboundMail *mails, size_t n_mails, int64_t now, GError **error)
{
	const Commit commit = {
		.mail = mail, .outcome = outcome, .mails = mails, .n_mails = n_mails, .now = now
	};
	return outcome_commit(store, &commit, "tx.outcome", error);
}

bool store_commit_act(Store *store, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
		      int64_t now, GError **error)
{
	const Commit commit = { .outcome = outcome, .mails = mails, .n_mails = n_mails, .now = now };
	return outcome_commit(store, &commit, "tx.act", error);
}
