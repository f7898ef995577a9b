#include "gateway/fetch/fetch_compare.h"

#include "base/log.h"
#include "gateway/fetch/fetch_numbering.h"
#include "gateway/fetch/fetch_trays.h"
#include "gateway/mails/outbound.h"
#include "ledger/trays.h"

#define COMPARE_EVERY_S 86400
#define COMPARE_SHOWN 10 /* UIDs that the alert names */

typedef struct {
	Fetch *fetch;
	Arena *arena;
	const char *folder;
	bool tray;
	Cursor cursor;
	GArray *server, *known; /* uint32_t, ascending; of the server's only what is below the cursor */
	GArray *missing;	/* on the server, not known */
} Compare;

static uint32_t compare_at(const GArray *uids, guint i)
{
	return g_array_index(uids, uint32_t, i);
}

/* Appends what one has and the other has not. */
static void compare_subtract(const GArray *one, const GArray *other, GArray *ret)
{
	guint k = 0;
	for (guint i = 0; i < one->len; i++) {
		uint32_t uid = compare_at(one, i);
		while (k < other->len && compare_at(other, k) < uid)
			k++;
		if (k == other->len || compare_at(other, k) != uid)
			g_array_append_val(ret, uid);
	}
}

static const char *compare_shown(const Compare *compare)
{
	Texts uids = { 0 };
	for (guint i = 0; i < MIN(compare->missing->len, COMPARE_SHOWN); i++)
		texts_addf(compare->arena, &uids, "%u", compare_at(compare->missing, i));
	return arena_printf(compare->arena, "UID %s%s", texts_join(compare->arena, &uids, ", "),
			    compare->missing->len > COMPARE_SHOWN ? " …" : "");
}

static bool compare_tell(const Compare *compare, GError **error)
{
	const AccountSettings *account = compare->fetch->account;
	Stage *stage = compare->fetch->stage;
	guint on_record = compare->server->len - compare->missing->len;
	const char *server = arena_printf(compare->arena, "%u", compare->server->len);
	const char *recorded = arena_printf(compare->arena, "%u", on_record);
	const char *key = arena_printf(compare->arena, "receipt-book %s %s %" G_GINT64_FORMAT, account->name,
				       compare->folder, stage_now(stage) / COMPARE_EVERY_S);
	Alert alert = { .company = account->company, .kind = ALERT_RECEIPT_BOOK, .key = key,
			.subject = arena_printf(compare->arena, "%s %s", account->name, compare->folder),
			.detail = compare_shown(compare),
			.command = arena_printf(compare->arena, "valija mail list --account %s", account->name) };
	alert_fact(compare->arena, &alert, "server", server);
	alert_fact(compare->arena, &alert, "recorded", recorded);
	log_event(LOG_ERROR, "receipt-book", "account", account->name, "folder", compare->folder, "server", server,
		  "recorded", recorded, "missing", alert.detail, NULL);
	return outbound_tell_once(stage, compare->arena, &alert, error);
}

/* Each is taken as if the cursor stood before it; a row that is there already is left as it is. */
static bool compare_take(const Compare *compare, GError **error)
{
	uint32_t reached = 0;
	for (guint i = 0; i < compare->missing->len && !stage_stopping(compare->fetch->stage); i++) {
		Cursor before = { .uidvalidity = compare->cursor.uidvalidity, .known = true,
				  .archive_uid = compare->cursor.archive_uid,
				  .last_uid = compare_at(compare->missing, i) - 1 };
		bool more = true;
		if (before.last_uid < reached)
			continue;
		if (!fetch_window(compare->fetch, &before, &more, error))
			return false;
		reached = before.last_uid;
	}
	return true;
}

/* People may delete answers and move them where nobody looks: what came of them stays. */
static bool compare_note_gone(const Compare *compare, uint32_t uid, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const Fetch *fetch = compare->fetch;
	const StagedMail place = { .account = fetch->account->name, .folder = compare->folder,
				   .uidvalidity = compare->cursor.uidvalidity, .uid = uid };
	Filing *filing = NULL;
	Outcome outcome = { 0 };
	if (!store_filing_at(fetch->stage->store, arena, &place, &filing, error))
		return false;
	if (filing == NULL)
		return true;
	trays_gone(arena, filing, fetch->account->company, stage_now(fetch->stage), &outcome);
	return store_commit_act(fetch->stage->store, &outcome, NULL, 0, stage_now(fetch->stage), error);
}

static bool compare_gone(const Compare *compare, GError **error)
{
	g_autoptr(GArray) gone = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (compare->tray)
		compare_subtract(compare->known, compare->server, gone);
	for (guint i = 0; i < gone->len; i++)
		if (!compare_note_gone(compare, compare_at(gone, i), error))
			return false;
	return true;
}

static bool compare_lists(Compare *compare, GError **error)
{
	Store *store = compare->fetch->stage->store;
	const char *account = compare->fetch->account->name;
	const Cursor *cursor = &compare->cursor;
	if (!compare->fetch->source->ops->list(compare->fetch->source, compare->server, error) ||
	    !store_known_uids(store, account, compare->folder, cursor->uidvalidity, compare->known, error))
		return false;
	guint n = compare->server->len;
	while (n > 0 && compare_at(compare->server, n - 1) > cursor->last_uid)
		n--;
	g_array_set_size(compare->server, n);
	compare_subtract(compare->server, compare->known, compare->missing);
	return (compare->missing->len == 0 || (compare_tell(compare, error) && compare_take(compare, error))) &&
	       compare_gone(compare, error);
}

static bool compare_selected(Compare *compare, GError **error)
{
	g_autoptr(GArray) server = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	Fetch *fetch = compare->fetch;
	compare->server = server;
	compare->known = known;
	compare->missing = missing;
	fetch->folder = compare->folder;
	fetch->in_tray = compare->tray;
	return compare_lists(compare, error) &&
	       store_set_compared(fetch->stage->store, fetch->account->name, compare->folder,
				  stage_now(fetch->stage), error);
}

static bool compare_folder(Fetch *fetch, const char *folder, bool tray, bool *ret_looked, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Compare compare = { .fetch = fetch, .arena = arena, .folder = folder, .tray = tray };
	FolderState state = { .there = true };
	Cursor now = { 0 };
	uint32_t count = 0;
	if (!store_cursor(fetch->stage->store, fetch->account->name, folder, &compare.cursor, error))
		return false;
	if (!compare.cursor.known || stage_now(fetch->stage) - compare.cursor.compared_at < COMPARE_EVERY_S)
		return true;
	*ret_looked = true;
	if (!fetch_hold(fetch, error))
		return false;
	if (tray && !fetch->source->ops->peek(fetch->source, folder, &state, error))
		return false;
	if (!state.there)
		return true;
	if (!fetch_numbering_select(fetch, folder, &now, &count, error))
		return false;
	return now.uidvalidity != compare.cursor.uidvalidity || compare_selected(&compare, error);
}

bool fetch_compare(Fetch *fetch, bool *ret_looked, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Texts trays = { 0 };
	fetch_trays_folders(arena, fetch, &trays);
	for (size_t i = 0; i < trays.n; i++)
		if (!compare_folder(fetch, trays.items[i], true, ret_looked, error))
			return false;
	return compare_folder(fetch, fetch->account->inbox, false, ret_looked, error);
}
