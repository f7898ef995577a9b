/* Answers in the folders that people work with: where each lies, and that a message seen where we put it is no news. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

static const char *filing_before_json(Arena *arena, const Outcome *outcome)
{
	g_autoptr(json_t) list = json_array();
	for (size_t i = 0; i < outcome->n_before; i++) {
		const HoldBefore *before = &outcome->before[i];
		json_t *one = json_object();
		json_set_text(one, "invoice", before->invoice_key);
		json_set_text(one, "reason", before->reason);
		json_set_text(one, "until", date_text(arena, before->until));
		json_array_append_new(list, one);
	}
	g_autofree char *line = json_line(list);
	return outcome->n_before > 0 ? arena_strdup(arena, line) : NULL;
}

static void filing_read_before(Arena *arena, const char *json, Filing *filing)
{
	g_autoptr(json_t) list = json != NULL ? json_read(json, strlen(json), NULL) : NULL;
	filing->before = arena_array(arena, HoldBefore, json_array_size(list));
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		HoldBefore before = { .invoice_key = json_get_text(arena, one, "invoice"),
				      .reason = json_get_text(arena, one, "reason") };
		const char *until = json_get_text(arena, one, "until");
		if (before.invoice_key == NULL || before.reason == NULL ||
		    (until != NULL && !date_parse(until, &before.until)))
			continue;
		filing->before[filing->n_before++] = before;
	}
}

static Filing *filing_read(Arena *arena, const FilingOfBytesRow *row)
{
	Filing filing = { .mail_id = row->message_id, .version = row->version, .account = row->account,
			  .sha256 = row->sha256, .message_id = row->mail, .folder = row->folder,
			  .tray = row->tray, .arrived = row->arrived != 0 };
	filing_read_before(arena, row->before, &filing);
	return arena_memdup(arena, &filing, sizeof filing);
}

bool store_filing(Store *store, Arena *arena, const char *account, const char *sha256, const char *message_id,
		  Filing **ret, GError **error)
{
	FilingOfBytesRow row = { 0 };
	*ret = NULL;
	int got = q_filing_of_bytes(store->sql, sha256, account, arena, &row, error);
	if (got == 0 && message_id != NULL)
		got = q_filing_of_mail(store->sql, message_id, account, arena, &row, error);
	if (got == 1)
		*ret = filing_read(arena, &row);
	return got >= 0;
}

bool store_filing_make(Store *store, Arena *arena, const ClaimedMail *mail, Filing **ret, GError **error)
{
	MessageStateRow row = { 0 };
	*ret = NULL;
	int got = q_message_state(store->sql, mail->first_same, arena, &row, error);
	if (got == 1 && text_equal(row.state, "staged")) {
		error_retry(error, "mail %" G_GINT64_FORMAT " is the same, and not worked off yet", mail->first_same);
		return false;
	}
	const Filing filing = { .mail_id = mail->first_same, .account = mail->account, .sha256 = mail->sha256,
				.folder = row.folder, .tray = "", .arrived = true };
	if (got == 1)
		*ret = arena_memdup(arena, &filing, sizeof filing);
	return got >= 0;
}

bool store_filing_at(Store *store, Arena *arena, const StagedMail *place, Filing **ret, GError **error)
{
	const PlaceBytesArgs at = { .account = place->account, .folder = place->folder,
				    .uidvalidity = place->uidvalidity, .uid = place->uid };
	PlaceBytesRow bytes = { 0 };
	FilingOfBytesRow row = { 0 };
	FilingIsElsewhereRow found = { 0 };
	*ret = NULL;
	int got = q_place_bytes(store->sql, &at, arena, &bytes, error);
	if (got == 1)
		got = q_filing_of_bytes(store->sql, bytes.sha256, place->account, arena, &row, error);
	if (got != 1 || !text_equal(row.folder, place->folder))
		return got >= 0;
	const FilingIsElsewhereArgs args = { .message_id = row.message_id, .sha256 = bytes.sha256,
					     .account = place->account, .folder = place->folder,
					     .uidvalidity = place->uidvalidity, .uid = place->uid };
	got = q_filing_is_elsewhere(store->sql, &args, arena, &found, error);
	if (got == 0)
		*ret = filing_read(arena, &row);
	return got >= 0;
}

bool store_hold_is_of(Store *store, Arena *arena, const char *company, const char *key, const char *sha256, bool *ret,
		      GError **error)
{
	EventLastHoldRow row = { 0 };
	int got = q_event_last_hold(store->sql, key, company, arena, &row, error);
	*ret = got == 1 && text_equal(row.evidence, sha256);
	return got >= 0;
}

static bool filing_change(Store *store, Arena *arena, const Outcome *outcome, GError **error)
{
	const Filing *filing = outcome->filing;
	const FilingUpdateArgs args = { .message_id = filing->mail_id, .version = filing->version,
					.folder = filing->folder, .tray = filing->tray,
					.arrived = filing->arrived, .before = filing_before_json(arena, outcome) };
	int64_t changes = 0;
	if (!q_filing_update(store->sql, &args, &changes, error))
		return false;
	return changes == 1 || store_lost(error, "the folder of", filing->sha256);
}

static bool filing_add(Store *store, Arena *arena, const Outcome *outcome, int64_t mail, GError **error)
{
	const Filing *filing = outcome->filing;
	const FilingInsertArgs args = { .message_id = mail, .account = filing->account, .sha256 = filing->sha256,
					.mail = filing->message_id, .folder = filing->folder,
					.tray = filing->tray, .arrived = filing->arrived,
					.before = filing_before_json(arena, outcome) };
	FilingOfBytesRow row = { 0 };
	int got = q_filing_of_bytes(store->sql, filing->sha256, filing->account, arena, &row, error);
	if (got < 0)
		return false;
	return got == 0 ? q_filing_insert(store->sql, &args, NULL, error) :
			  store_lost(error, "the folder of", filing->sha256);
}

bool store_write_filing(Store *store, Arena *arena, const Outcome *outcome, int64_t mail, GError **error)
{
	if (outcome->filing == NULL)
		return true;
	Filing filing = *outcome->filing;
	filing.mail_id = filing.mail_id != 0 ? filing.mail_id : mail;
	Outcome written = *outcome;
	written.filing = &filing;
	if (outcome->recode && !q_note_recode(store->sql, filing.mail_id, store_texts_json(arena, &outcome->codes),
					      NULL, error))
		return false;
	return filing.version != 0 ? filing_change(store, arena, &written, error) :
				     filing_add(store, arena, &written, filing.mail_id, error);
}

bool store_place_filed(Store *store, const StagedMail *mail, int64_t now, bool *ret_known, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	FilingOfBytesRow row = { 0 };
	int got = q_filing_of_bytes(store->sql, mail->sha256, mail->account, arena, &row, error);
	*ret_known = got == 1 && text_equal(row.folder, mail->folder);
	const PlaceInsertArgs args = { .account = mail->account, .folder = mail->folder,
				       .uidvalidity = mail->uidvalidity, .uid = mail->uid,
				       .message_id = row.message_id, .seen_at = now };
	if (got < 0 || !*ret_known)
		return got >= 0;
	return q_place_insert(store->sql, &args, NULL, error) &&
	       (row.arrived != 0 || q_filing_arrived(store->sql, row.message_id, NULL, error));
}
