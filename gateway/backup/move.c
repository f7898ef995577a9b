#include "gateway/backup/move.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/bucket/bucket.h"
#include "store/moved.h"

#define MOVE_PIECE 65536
#define MOVE_TOGETHER 256

typedef struct {
	Store *from, *bytes;
	bool is_bucket; /* what is there cannot be told cheaply: it is written again */
	GHashTable *seen;
	GPtrArray *order; /* char *, of seen: hashes as their rows came */
	MoveTally *tally;
	StoreLoad *load;
	bool asked; /* the other place may have a store since */
} Move;

static StoreSettings move_settings(const StoreSettings *from, const MoveTarget *target)
{
	StoreSettings to = *from;
	bool remote = target->to != NULL && sql_is_url(target->to);
	if (target->to != NULL) {
		to.url = remote ? target->to : NULL;
		to.path = remote ? from->path : target->to;
	}
	if (target->mail != NULL)
		to.mail = strcmp(target->mail, "folder") == 0 ? NULL : target->mail;
	return to;
}

static bool move_write(Move *move, int fd, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *piece = g_malloc(MOVE_PIECE);
	const char *sha256 = NULL;
	int64_t bytes = 0;
	ssize_t n = 0;
	Blob *blob = store_blob_begin(move->bytes, error);
	bool done = blob != NULL;
	while (done && (n = read(fd, piece, MOVE_PIECE)) > 0)
		done = store_blob_write(blob, piece, (size_t)n, error);
	if (done)
		return store_blob_end(arena, blob, false, &sha256, &bytes, error);
	store_blob_drop(blob);
	return false;
}

static bool move_has(const Move *move, const char *sha256)
{
	int64_t bytes = 0;
	int fd = move->is_bucket ? -1 : store_blob_open(move->bytes, sha256, &bytes, NULL);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool move_name(void *context, size_t table, const SqlValue *values, GError **error)
{
	Move *move = context;
	const char *sha256 = copy_row_bytes(table, values);
	(void)error;
	if (sha256 == NULL || g_hash_table_contains(move->seen, sha256))
		return true;
	char *name = g_strdup(sha256);
	g_hash_table_add(move->seen, name);
	g_ptr_array_add(move->order, name);
	return true;
}

static bool move_mail(Move *move, const char *sha256, GError **error)
{
	int64_t bytes = 0;
	int fd = store_blob_open(move->from, sha256, &bytes, error);
	if (fd < 0)
		return false;
	g_autofree char *hash = blob_hash(fd);
	bool whole = text_equal(hash, sha256);
	if (!whole)
		error_stop(error, "the bytes of %s are damaged: see valija verify", sha256);
	whole = whole && move_write(move, fd, error);
	close(fd);
	move->tally->mails += whole;
	return whole;
}

/* Those that are not there yet; a place far away is told of them at once. */
static bool move_mails(Move *move, const char *const *names, size_t n, GError **error)
{
	const char *wanted[MOVE_TOGETHER] = { NULL };
	size_t n_wanted = 0;
	for (size_t i = 0; i < n; i++)
		if (!move_has(move, names[i]))
			wanted[n_wanted++] = names[i];
	store_blob_expect(move->from, wanted, n_wanted);
	for (size_t i = 0; i < n_wanted; i++)
		if (!move_mail(move, wanted[i], error))
			return false;
	return true;
}

/* The rows are read to their end first: a server ends a transaction that is idle while bytes go over a slow line. */
static bool move_all_mails(Move *move, GError **error)
{
	move->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	move->order = g_ptr_array_new();
	bool done = copy_read_rows(move->from, move_name, move, error);
	const char *const *names = (const char *const *)move->order->pdata;
	for (size_t i = 0; done && i < move->order->len; i += MOVE_TOGETHER)
		done = move_mails(move, names + i, MIN(MOVE_TOGETHER, move->order->len - i), error);
	g_ptr_array_free(move->order, TRUE);
	g_hash_table_destroy(move->seen);
	return done && store_blob_sync(move->bytes, error);
}

static bool move_bytes(Move *move, const StoreSettings *to, GError **error)
{
	TokenKey key = { 0 };
	g_autofree char *spool = g_build_filename(to->path, "mail", "tmp", NULL);
	BlobPlace *place = to->mail != NULL ? bucket_new(to, spool, error) : NULL;
	if ((to->mail != NULL && place == NULL) || !store_token_key(move->from, &key, error))
		return false;
	move->bytes = store_load_bytes(to->path, &key, place, error);
	explicit_bzero(&key, sizeof key);
	if (move->bytes == NULL)
		return false;
	bool done = move_all_mails(move, error);
	store_close(move->bytes);
	return done;
}

static bool move_row(void *context, size_t table, const SqlValue *values, GError **error)
{
	Move *move = context;
	move->tally->rows++;
	return store_load_row(move->load, table, values, error);
}

static bool move_rows(Move *move, const StoreSettings *to, GError **error)
{
	bool there = false;
	if (!store_is_at(to->path, to->url, &there, error))
		return false;
	g_autoptr(StoreLoad) load = store_load_begin(to->path, to->url, there, error);
	move->load = load;
	move->tally->was_there = there;
	bool done = load != NULL && copy_read_rows(move->from, move_row, move, error);
	move->asked = done;
	done = done && store_load_end(load, NULL, error);
	if (!done && there && load != NULL)
		g_prefix_error(error, "another store is there%s: ", to->url == NULL ?
			       " (put its valija.db aside, if it is one that you moved away before)" : "");
	return done;
}

static bool move_is_wanted(const StoreSettings *from, const StoreSettings *to, bool rows, GError **error)
{
	const char *key = NULL;
	const char *fault = bucket_fault(to, &key);
	bool same_rows = text_equal(from->path, to->path) && text_equal(from->url, to->url);
	if (fault != NULL)
		error_stop(error, "%s: %s", key, fault);
	else if (rows && same_rows)
		error_stop(error, "the store is there already");
	else if (!rows && text_equal(from->mail, to->mail))
		error_stop(error, "the messages are there already");
	return fault == NULL && (rows ? !same_rows : !text_equal(from->mail, to->mail));
}

/* A move that came to nothing leaves the store as it was, unless that is not known. */
static void move_give_up(Move *move, const StoreSettings *to, const StoreMoved *before)
{
	bool there = true;
	bool ours = before->to == NULL && (!move->asked || move->tally->was_there);
	bool later = before->to != NULL && (before->whole || move->tally->was_there);
	if (ours || (!later && store_is_at(to->path, to->url, &there, NULL) && !there))
		store_moved_undo(move->from, NULL, NULL);
}

static bool move_all(Move *move, const StoreSettings *from, const StoreSettings *to, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	StoreMoved before = { 0 };
	bool same_bytes = text_equal(from->path, to->path) && text_equal(from->mail, to->mail);
	if (!store_moved(move->from, arena, &before, error) ||
	    !store_moved_begin(move->from, to->url != NULL ? to->url : to->path, now, error))
		return false;
	if ((same_bytes || move_bytes(move, to, error)) && move_rows(move, to, error))
		return store_moved_done(move->from, error);
	move_give_up(move, to, &before);
	return false;
}

/* The rows stay: they say no place. Until all is copied nothing is to come that would not be. */
static bool move_messages(Move *move, const StoreSettings *to, int64_t now, GError **error)
{
	g_autofree char *folder = g_build_filename(to->path, "mail", NULL);
	if (!store_moved_begin(move->from, to->mail != NULL ? to->mail : folder, now, error))
		return false;
	bool done = move_bytes(move, to, error);
	return store_moved_undo(move->from, NULL, done ? error : NULL) && done;
}

bool move_store(Arena *arena, Store *store, const StoreSettings *from, const MoveTarget *target, MoveTally *ret,
		GError **error)
{
	bool rows = target->to != NULL;
	StoreSettings to = move_settings(from, target);
	g_autofree char *path = g_canonicalize_filename(to.path, NULL);
	to.path = arena_strdup(arena, path);
	Move move = { .from = store, .tally = ret, .is_bucket = to.mail != NULL };
	if (!move_is_wanted(from, &to, rows, error))
		return false;
	return rows ? move_all(&move, from, &to, target->now, error) : move_messages(&move, &to, target->now, error);
}

bool move_undo(Arena *arena, Store *store, bool *ret_moved, GError **error)
{
	StoreMoved moved = { 0 };
	bool there = true;
	if (!store_moved(store, arena, &moved, error))
		return false;
	*ret_moved = moved.to != NULL;
	if (moved.to == NULL)
		return true;
	bool known = !moved.whole && store_is_at(moved.to, sql_is_url(moved.to) ? moved.to : NULL, &there, NULL);
	const char *restored = known && !there ? NULL : "the store was moved away, and is used again";
	return store_moved_undo(store, restored, error);
}
