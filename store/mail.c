/* Messages: staged with their cursor, claimed, released, replayed. What comes of them is committed in
 * outcome.c. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

bool store_cursor(Store *store, const char *account, const char *folder, Cursor *ret, GError **error)
{
	CursorGetRow row = { 0 };
	int got = q_cursor_get(store->sql, account, folder, NULL, &row, error);
	if (got < 0)
		return false;
	*ret = (Cursor){ .uidvalidity = row.uidvalidity,
			 .last_uid = (uint32_t)row.last_uid,
			 .looked_at = row.looked_at,
			 .archive_uid = (uint32_t)row.archive_uid,
			 .compared_at = row.compared_at,
			 .known = got == 1 };
	return true;
}

/* A sender's first mail has its turn now, the next one in the turn after that: fair queueing with one number a mail. */
static MessageInsertArgs mail_args(Senders *senders, const StagedMail *mail, int64_t uid, int64_t now)
{
	int64_t due_at = store_senders_due(senders, mail, now);
	return (MessageInsertArgs){
		.company = mail->company,
		.account = mail->account,
		.folder = mail->folder,
		.uidvalidity = mail->uidvalidity,
		.uid = uid,
		.sha256 = mail->sha256,
		.bytes = mail->bytes,
		.received = mail->received,
		.staged_at = now,
		.state = mail->sha256 != NULL ? "staged" : "quarantined",
		.reason = due_at > now ? STORE_HELD_BACK : mail->reason,
		.due_at = due_at,
		.turn = store_senders_turn(senders, mail),
		.sender_key = mail->sender_key,
		.dkim = mail->dkim,
	};
}

static bool mail_is_import(const StagedMail *mail)
{
	return text_equal(mail->account, "import");
}

/* Files from disk get a uid of the store: one block for the whole call. */
static bool mail_number_imports(Store *store, const StagedMail *mails, size_t n, int64_t *ret_before,
				GError **error)
{
	int64_t imports = 0;
	for (size_t i = 0; i < n; i++)
		imports += mail_is_import(&mails[i]);
	int64_t last = 0;
	if (imports > 0 && !store_take(store, "import", imports, &last, error))
		return false;
	*ret_before = last - imports;
	return true;
}

/* One that is filed where it is seen gets a place, not a row. */
static bool mail_wants_row(Store *store, const StagedMail *mail, int64_t now, bool *ret, GError **error)
{
	bool known = false;
	if (mail->tray && mail->sha256 != NULL && !store_place_filed(store, mail, now, &known, error))
		return false;
	*ret = !known;
	return true;
}

static bool mail_insert_all(Store *store, const StagedMail *mails, size_t n, int64_t now, size_t *new,
			    GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t import_uid = 0;
	int64_t changes = 0;
	size_t rows = 0;
	MessageInsertArgs *args = arena_array(arena, MessageInsertArgs, n);
	if (!mail_number_imports(store, mails, n, &import_uid, error))
		return false;
	Senders *senders = n > 0 ? store_senders_load(store, arena, mails, n, error) : NULL;
	if (senders == NULL)
		return n == 0;
	for (size_t i = 0; i < n; i++) {
		bool wanted = false;
		int64_t uid = mail_is_import(&mails[i]) ? ++import_uid : (int64_t)mails[i].uid;
		args[rows] = mail_args(senders, &mails[i], uid, now);
		if (!mail_wants_row(store, &mails[i], now, &wanted, error))
			return false;
		rows += wanted;
	}
	if (!q_message_insert_many(store->sql, args, rows, &changes, error))
		return false;
	*new = (size_t)changes;
	return store_senders_save(store, arena, senders, error);
}

static bool mail_set_cursor(Store *store, const char *account, const char *folder, const Cursor *cursor,
			    GError **error)
{
	if (cursor == NULL)
		return true;
	const CursorSetArgs args = {
		.account = account,
		.folder = folder,
		.uidvalidity = cursor->uidvalidity,
		.last_uid = cursor->last_uid,
		.looked_at = cursor->looked_at,
		.archive_uid = cursor->archive_uid,
	};
	return q_cursor_set(store->sql, &args, NULL, error);
}

/* lint: parameters: what is staged and where it came from are the caller's two different things */
bool store_stage(Store *store, const StagedMail *mails, size_t n, const char *account, const char *folder,
		 const Cursor *cursor, int64_t now, size_t *ret_new, GError **error)
{
	size_t new = 0;
	if (!store_begin_here(store, false, error))
		return false;
	bool done = mail_insert_all(store, mails, n, now, &new, error) &&
		    mail_set_cursor(store, account, folder, cursor, error);
	if (!store_end(store, done, "tx.stage", error))
		return false;
	if (ret_new != NULL)
		*ret_new = new;
	return true;
}

#define MAIL_UIDS_PAGE 5000

typedef bool UidQuery(Sql *sql, const MessageUidsArgs *args, SqlRows **ret, GError **error);

static bool mail_known_uids(Store *store, UidQuery *query, MessageUidsArgs args, GArray *uids, GError **error)
{
	size_t n = MAIL_UIDS_PAGE;
	while (n == MAIL_UIDS_PAGE) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(SqlRows) rows = NULL;
		MessageUidsRow row;
		int got = 0;
		if (!query(store->sql, &args, &rows, error))
			return false;
		for (n = 0; (got = q_message_uids_next(rows, arena, &row, error)) == 1; n++) {
			uint32_t uid = (uint32_t)row.uid;
			args.after = row.uid;
			g_array_append_val(uids, uid);
		}
		if (got < 0)
			return false;
	}
	return true;
}

static int mail_by_uid(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a;
	uint32_t two = *(const uint32_t *)b;
	return (one > two) - (one < two);
}

bool store_known_uids(Store *store, const char *account, const char *folder, int64_t uidvalidity, GArray *uids,
		      GError **error)
{
	const MessageUidsArgs args = { .account = account, .folder = folder, .uidvalidity = uidvalidity,
				       .limit = MAIL_UIDS_PAGE };
	if (!mail_known_uids(store, q_message_uids, args, uids, error) ||
	    !mail_known_uids(store, q_place_uids, args, uids, error))
		return false;
	g_array_sort(uids, mail_by_uid);
	return true;
}

bool store_last_seen(Store *store, const char *account, const char *folder, int64_t uidvalidity, int64_t limit,
		     GArray *ret, GError **error)
{
	const MessageLastSeenArgs args = { .account = account, .folder = folder, .uidvalidity = uidvalidity,
					   .limit = limit };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(SqlRows) rows = NULL;
	MessageLastSeenRow row;
	int got = 0;
	if (!q_message_last_seen(store->sql, &args, &rows, error))
		return false;
	while ((got = q_message_last_seen_next(rows, arena, &row, error)) == 1) {
		SeenMail mail = { .uid = (uint32_t)row.uid, .received = row.received };
		if (row.received != 0)
			g_array_append_val(ret, mail);
	}
	return got == 0;
}

bool store_set_compared(Store *store, const char *account, const char *folder, int64_t now, GError **error)
{
	if (!store_begin(store, error))
		return false;
	const CursorComparedArgs args = { .account = account, .folder = folder, .compared_at = now };
	bool done = q_cursor_compared(store->sql, &args, NULL, error);
	return store_end(store, done, "tx.compared", error);
}

static ClaimedMail mail_claimed(const MessageClaimRow *row)
{
	return (ClaimedMail){
		.id = row->id,
		.company = row->company,
		.account = row->account,
		.folder = row->folder,
		.sha256 = row->sha256,
		.uidvalidity = row->uidvalidity,
		.uid = (uint32_t)row->uid,
		.bytes = row->bytes,
		.received = row->received,
		.staged_at = row->staged_at,
		.attempts = row->attempts,
		.dkim = row->dkim,
	};
}

static ClaimedMail *mail_numbered(ClaimedMail *mails, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (mails[i].id == id)
			return &mails[i];
	return NULL;
}

static bool mail_find_same(Store *store, Arena *arena, ClaimedMail *mails, size_t n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	MessageFirstSameArgs *args = arena_array(arena, MessageFirstSameArgs, n);
	MessageFirstSameRow row = { 0 };
	int got = 0;
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		args[i] = (MessageFirstSameArgs){ .id = mails[i].id, .sha256 = mails[i].sha256,
						  .company = mails[i].company };
	if (!q_message_first_same_many(store->sql, args, n, &rows, error))
		return false;
	while ((got = q_message_first_same_next(rows, arena, &row, error)) == 1) {
		ClaimedMail *mail = mail_numbered(mails, n, row.id);
		if (mail != NULL)
			mail->first_same = row.first;
	}
	return got == 0;
}

static int mail_by_age(const void *a, const void *b)
{
	const ClaimedMail *left = a;
	const ClaimedMail *right = b;
	return (left->id > right->id) - (left->id < right->id);
}

typedef bool (*MailClaim)(Sql *sql, const MessageClaimArgs *args, SqlRows **ret_rows, GError **error);

static bool mail_claim_rows(Store *store, Arena *arena, MailClaim claim, const MessageClaimArgs *args,
			    ClaimedMail **mails, size_t *n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!claim(store->sql, args, &rows, error))
		return false;
	MessageClaimRow row;
	int got = 0;
	while ((got = q_message_claim_next(rows, arena, &row, error)) == 1) {
		*mails = arena_grow(arena, *mails, *n, sizeof **mails);
		(*mails)[(*n)++] = mail_claimed(&row);
	}
	return got == 0;
}

/* What was tried before goes alone: the death of a whole batch counts against each of its messages once, and the second
 * one only against the message that is at fault. */
static bool mail_claim(Store *store, Arena *arena, const MessageClaimArgs *args, ClaimedMail **ret,
		       size_t *ret_n, GError **error)
{
	ClaimedMail *mails = NULL;
	size_t n = 0;
	bool done = mail_claim_rows(store, arena, q_message_claim_tried, args, &mails, &n, error) &&
		    (n > 0 || mail_claim_rows(store, arena, q_message_claim, args, &mails, &n, error)) &&
		    mail_find_same(store, arena, mails, n, error);
	if (!done)
		return false;
	if (n > 1) /* RETURNING promises no order */
		qsort(mails, n, sizeof *mails, mail_by_age);
	*ret = mails;
	*ret_n = n;
	return true;
}

bool store_claim_mails(Store *store, Arena *arena, const char *owner, int64_t now, int64_t lease_s,
		       size_t limit, ClaimedMail **ret, size_t *ret_n, GError **error)
{
	const MessageClaimArgs args = {
		.owner = owner,
		.now = now,
		.lease_until = now + lease_s,
		.limit = (int64_t)limit,
	};
	ClaimedMail *mails = NULL;
	size_t n = 0;
	/* Lost in a power cut: nothing was done with them yet, and what commits the outcome makes it durable. */
	if (!store_begin_here(store, true, error))
		return false;
	bool done = mail_claim(store, arena, &args, &mails, &n, error);
	if (!store_end(store, done, "tx.claim_mails", error))
		return false;
	*ret = mails;
	*ret_n = n;
	return true;
}

bool store_release_mail(Store *store, int64_t id, const char *reason, bool quarantine, int64_t retry_at,
			GError **error)
{
	const MessageReleaseArgs args = {
		.id = id,
		.state = quarantine ? "quarantined" : "staged",
		.reason = reason,
		.due_at = retry_at,
	};
	if (!store_begin(store, error))
		return false;
	bool done = q_message_release(store->sql, &args, NULL, error);
	return store_end(store, done, "tx.release_mail", error);
}

bool store_quarantine_mail(Store *store, int64_t id, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
			   int64_t now, GError **error)
{
	const MessageReleaseArgs args = { .id = id, .state = "quarantined", .reason = outcome->reason, .due_at = now };
	if (!store_begin_ledger(store, error))
		return false;
	bool done = q_message_release(store->sql, &args, NULL, error) &&
		    store_commit_act(store, outcome, mails, n_mails, now, error);
	return store_end(store, done, "tx.release_mail", error);
}

bool store_return_mails(Store *store, const ClaimedMail *mails, size_t n, int64_t now, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < n; i++) {
		const MessageReturnArgs args = { .id = mails[i].id, .attempts = mails[i].attempts, .due_at = now };
		done = q_message_return(store->sql, &args, NULL, error);
	}
	return store_end(store, done, "tx.return_mails", error);
}

static bool mail_replay(Store *store, int64_t id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	MessageStateRow row = { 0 };
	int got = q_message_state(store->sql, id, arena, &row, error);
	if (got < 0)
		return false;
	if (got == 0)
		error_reject(error, "there is no mail %" G_GINT64_FORMAT, id);
	else if (!text_equal(row.state, "quarantined"))
		error_reject(error, "mail %" G_GINT64_FORMAT " is %s: only quarantined ones are replayed", id,
			     row.state);
	else if (row.sha256 == NULL)
		error_reject(error, "mail %" G_GINT64_FORMAT " was never fetched: move it out of its folder and back "
				    "(it is fetched as a new one), or save it and valija import it", id);
	else
		return q_message_replay(store->sql, id, row.staged_at, NULL, error);
	return false;
}

bool store_replay_mail(Store *store, int64_t id, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = mail_replay(store, id, error);
	return store_end(store, done, "tx.replay_mail", error);
}
