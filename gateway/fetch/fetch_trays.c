#include "gateway/fetch/fetch_trays.h"

#include "base/text.h"
#include "gateway/mails/outbound.h"
#include "ledger/trays.h"

typedef struct {
	const char *folder;
	FolderState state;
	Cursor cursor;
} Watched;

static const Company *trays_company(const Fetch *fetch)
{
	const Settings *settings = fetch->stage->settings;
	for (size_t i = 0; i < settings->n_companies; i++)
		if (text_equal(settings->companies[i].name, fetch->account->company))
			return &settings->companies[i];
	return NULL;
}

static bool trays_peek(Fetch *fetch, Watched *watched, GError **error)
{
	return fetch_hold(fetch, error) &&
	       store_cursor(fetch->stage->store, fetch->account->name, watched->folder, &watched->cursor, error) &&
	       fetch->source->ops->peek(fetch->source, watched->folder, &watched->state, error);
}

static bool trays_have_news(const Watched *watched)
{
	const FolderState *state = &watched->state;
	return !watched->cursor.known || (uint32_t)watched->cursor.uidvalidity != state->uidvalidity ||
	       state->uidnext == 0 || state->uidnext - 1 != watched->cursor.last_uid;
}

/* Created once: what was there before and is not now was removed by somebody. */
static bool trays_make_missing(Fetch *fetch, Watched *watched, GError **error)
{
	return watched->state.there || watched->cursor.known ||
	       (fetch->source->ops->ensure(fetch->source, watched->folder, error) &&
		trays_peek(fetch, watched, error));
}

static bool trays_read(Fetch *fetch, Watched *watched, size_t n, GError **error)
{
	bool any = false;
	for (size_t i = 0; i < n; i++)
		any = any || watched[i].state.there;
	for (size_t i = 0; any && i < n; i++) {
		if (!trays_make_missing(fetch, &watched[i], error))
			return false;
		if (watched[i].state.there && trays_have_news(&watched[i]) &&
		    !fetch_folder(fetch, watched[i].folder, true, error))
			return false;
	}
	return true;
}

/* A folder twice, or one that is the inbox, is read once. */
void fetch_trays_folders(Arena *arena, const Fetch *fetch, Texts *ret)
{
	const Company *company = trays_company(fetch);
	for (int tray = 0; fetch->account->after == 1 && company != NULL && tray < TRAYS_N; tray++) {
		const char *folder = trays_folder(arena, company, (Tray)tray);
		if (!text_equal(folder, fetch->account->inbox) && !texts_has(ret, folder))
			texts_add(arena, ret, folder);
	}
}

static bool trays_due(const Fetch *fetch)
{
	return fetch->trays_at == 0 || fetch->moved != fetch->trays_moved ||
	       stage_now(fetch->stage) - fetch->trays_at >= fetch->stage->settings->run->poll_seconds;
}

bool fetch_trays_look(Fetch *fetch, bool *ret_looked, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Watched watched[TRAYS_N] = { 0 };
	Texts folders = { 0 };
	if (!trays_due(fetch))
		return true;
	fetch_trays_folders(arena, fetch, &folders);
	*ret_looked = folders.n > 0;
	for (size_t i = 0; i < folders.n; i++) {
		watched[i].folder = folders.items[i];
		if (!trays_peek(fetch, &watched[i], error))
			return false;
	}
	if (!trays_read(fetch, watched, folders.n, error))
		return false;
	fetch->trays_at = stage_now(fetch->stage);
	fetch->trays_moved = fetch->moved;
	return true;
}
