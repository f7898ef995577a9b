/*
 * Is this store the one that sent last? Its database counts the batches that it handed to relays; the file sent.mark
 * beside it, which no backup of the database has, is brought up to the count before anything of a batch is sent, and no
 * further than what a power cut would leave of it. A database that counts less was restored from an older copy. A file
 * that is missing, or is not the very file that was made here (a copy has another inode and birth), is a folder that was
 * restored or cloned as a whole. And a mail of ours that comes back, which the database does not know, tells of a copy that
 * both miss (a machine set back to a snapshot).
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "store/store_inner.h"

#define INSTANCE_FILE "sent.mark"
#define INSTANCE_ROW "restored"
#define INSTANCE_WIDTH 20
#define INSTANCE_SKIP 1000000 /* numbers of mails that the lost part of a store may have given out */

static const char instance_older[] = "the store is older than the mail that was sent from it";
static const char instance_copied[] = "the store's folder is a copy, or was restored";

/* What a copy of the file does not have: its inode and the instant of its birth. NULL: there is no file. */
static char *instance_place(const char *path)
{
	struct statx info;
	if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &info) != 0)
		return NULL;
	bool born = (info.stx_mask & STATX_BTIME) != 0;
	return g_strdup_printf("place %" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ".%u", (guint64)info.stx_ino,
			       born ? (gint64)info.stx_btime.tv_sec : 0, born ? info.stx_btime.tv_nsec : 0);
}

static int64_t instance_value(const char *path)
{
	g_autofree char *text = NULL;
	size_t length = 0;
	return file_read(path, INSTANCE_WIDTH + 1, &text, &length, NULL) ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static bool instance_knows(Store *store, const char *name, bool *ret, GError **error)
{
	SendingGetRow row = { 0 };
	g_autoptr(Arena) arena = arena_new();
	int got = q_sending_get(store->sql, name, arena, &row, error);
	*ret = got == 1;
	return got >= 0;
}

/* *ret: why it is not the one that sent last; NULL: it is, or nothing was ever sent. Others may be sending: what is written
 * first (the file's name, then its place; the count, then the file's) is read last. */
static bool instance_judge(Store *store, const char **ret, GError **error)
{
	SendingKnownRow places = { 0 };
	SequenceLookRow row = { 0 };
	bool known = false;
	if (q_sending_known(store->sql, NULL, &places, error) < 0)
		return false;
	g_autofree char *path = store_file(store, INSTANCE_FILE);
	g_autofree char *place = instance_place(path);
	int64_t value = place != NULL ? instance_value(path) : 0;
	if (q_sequence_look(store->sql, "send", NULL, &row, error) < 0 ||
	    (place != NULL && !instance_knows(store, place, &known, error)))
		return false;
	/* Nothing is sent before the place is on record. */
	*ret = value > row.value ? instance_older : places.n == 0 || known ? NULL : instance_copied;
	return true;
}

/* in */
bool store_mark_restored(Store *store, const char *why, GError **error)
{
	int64_t changes = 0;
	int64_t last = 0;
	return q_sending_put(store->sql, INSTANCE_ROW, why, &changes, error) &&
	       (changes == 0 || (q_lease_clear(store->sql, NULL, error) &&
				 store_take(store, "job", INSTANCE_SKIP, &last, error)));
}

static bool instance_mark(Store *store, const char *why, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, store_mark_restored(store, why, error), "tx.restored", error);
}

bool store_restored(Store *store, Arena *arena, const char **ret_why, GError **error)
{
	SendingGetRow row = { 0 };
	const char *why = NULL;
	int got = q_sending_get(store->sql, INSTANCE_ROW, arena, &row, error);
	*ret_why = row.value;
	if (got != 0)
		return got == 1;
	if (!instance_judge(store, &why, error))
		return false;
	*ret_why = why;
	return why == NULL || instance_mark(store, why, error);
}

/* ---- the file ---- */

static bool instance_put(int fd, const char *path, int64_t value, GError **error)
{
	g_autofree char *text = g_strdup_printf("%0*" G_GINT64_FORMAT "\n", INSTANCE_WIDTH, value);
	errno = step("store.sent_mark");
	if (errno == 0 && pwrite(fd, text, INSTANCE_WIDTH + 1, 0) == INSTANCE_WIDTH + 1 && fdatasync(fd) == 0)
		return true;
	error_from_errno(error, errno, path);
	return false;
}

/* Never back: another sender may have been faster, and who confirms has a reason. */
static bool instance_raise(const char *path, int64_t value, bool anew, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX) != 0) {
		error_from_errno(error, errno, path);
		if (fd >= 0)
			close(fd);
		return false;
	}
	bool done = (!anew && instance_value(path) >= value) || instance_put(fd, path, value, error);
	close(fd);
	return done;
}

/* The place is on record before the file says anything. */
static bool instance_settle(Store *store, GError **error)
{
	g_autofree char *path = store_file(store, INSTANCE_FILE);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	g_autofree char *place = fd >= 0 ? instance_place(path) : NULL;
	if (place == NULL) {
		error_from_errno(error, errno, path);
		return false;
	}
	return file_sync_folder(store->path, error) && q_sending_put(store->sql, place, "", NULL, error);
}

bool store_note_claims(Store *store, GError **error)
{
	SequenceLookRow row = { 0 };
	if (q_sequence_look(store->sql, "send", NULL, &row, error) < 0)
		return false;
	store->claimed = row.value;
	return true;
}

/* Claims of others may have come since that a power cut takes back: the file never counts more than the database would. */
bool store_will_send(Store *store, GError **error)
{
	g_autofree char *path = store_file(store, INSTANCE_FILE);
	g_autofree char *place = instance_place(path);
	bool known = false;
	if (place != NULL && !instance_knows(store, place, &known, error))
		return false;
	if (!known) {
		if (!store_begin(store, error) || !store_end(store, instance_settle(store, error), "tx.restored", error))
			return false;
	}
	return instance_raise(path, store->claimed, false, error);
}

static bool instance_confirm(Store *store, int64_t now, GError **error)
{
	return q_job_doubt(store->sql, now, "the store was restored: may have been sent since", NULL, error) &&
	       q_sending_drop(store->sql, INSTANCE_ROW, NULL, error) &&
	       instance_settle(store, error);
}

bool store_confirm_restored(Store *store, int64_t now, GError **error)
{
	g_autofree char *path = store_file(store, INSTANCE_FILE);
	SequenceLookRow row = { 0 };
	if (q_sequence_look(store->sql, "send", NULL, &row, error) < 0 || !instance_raise(path, row.value, true, error) ||
	    !store_begin(store, error))
		return false;
	return store_end(store, instance_confirm(store, now, error), "tx.restored", error);
}

/* in */
static bool instance_admit(Store *store, bool *ret_restored, GError **error)
{
	return instance_knows(store, INSTANCE_ROW, ret_restored, error) &&
	       (*ret_restored || instance_settle(store, error));
}

bool store_join(Store *store, GError **error)
{
	g_autofree char *path = store_file(store, INSTANCE_FILE);
	SequenceLookRow row = { 0 };
	bool restored = false;
	if (q_sequence_look(store->sql, "send", NULL, &row, error) < 0 || !store_begin(store, error))
		return false;
	bool done = instance_admit(store, &restored, error);
	if (!store_end(store, done, "tx.restored", error))
		return false;
	if (restored)
		error_stop(error, "the store was restored: run `valija queue release --restored` on a machine of it first");
	return !restored && instance_raise(path, row.value, true, error);
}
