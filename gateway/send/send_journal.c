#include "gateway/send/send_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/step.h"
#include "base/text.h"
#include "gateway/jobs.h"
#include "store/lease.h"

#define SEND_JOURNAL_FIELDS 5	/* mark, job, attempt, code, words */
#define SEND_JOURNAL_RECORD 512 /* one line, blanks behind it */
#define SEND_JOURNAL_WORDS 100 /* characters: 400 bytes at most */
#define SEND_JOURNAL_MOST 1000 /* records that are read */
#define SEND_JOURNAL_VERSION "1"
#define SEND_JOURNAL_TRIES 10

struct SendJournal {
	Stage *stage;
	char *path;
	int fd; /* -1: there is no file yet; locked while its process lives */
	ino_t inode;
	ClaimedJob *jobs; /* ids and attempts of the batch that is open; g_free */
	size_t n;
};

/* ---- writing ---- */

static void send_journal_pad(GString *out, size_t from)
{
	size_t length = out->len - from;
	g_string_set_size(out, from + SEND_JOURNAL_RECORD);
	memset(out->str + from + length, ' ', SEND_JOURNAL_RECORD - length);
	out->str[from + SEND_JOURNAL_RECORD - 1] = '\n';
}

static void send_journal_head(const SendJournal *journal, size_t n, GString *out)
{
	size_t from = out->len;
	g_string_append_printf(out, SEND_JOURNAL_VERSION " %" G_GUINT64_FORMAT " %zu %s", (guint64)journal->inode, n,
			       journal->stage->owner);
	send_journal_pad(out, from);
}

static void send_journal_line(const ClaimedJob *job, SendJournalMark mark, const SinkReply *reply, GString *out)
{
	g_autoptr(Arena) arena = arena_new();
	size_t from = out->len;
	const char *text = reply != NULL && reply->text != NULL ? reply->text : "";
	const char *words = text_line(arena, text, SEND_JOURNAL_WORDS);
	g_string_append_printf(out, "%c %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d ", mark, job->id, job->attempts,
			       reply != NULL ? reply->code : 0);
	g_string_append(out, words);
	send_journal_pad(out, from);
}

static bool send_journal_put(const SendJournal *journal, const GString *bytes, size_t place, GError **error)
{
	errno = step("send.journal");
	if (errno == 0 && pwrite(journal->fd, bytes->str, bytes->len, (off_t)(place * SEND_JOURNAL_RECORD)) ==
				  (ssize_t)bytes->len)
		return true;
	errno = errno == 0 ? EIO : errno;
	error_from_errno(error, errno, journal->path);
	return false;
}

/* The file of this path is the one that is locked: another process may have buried it before it was. */
static bool send_journal_lock(SendJournal *journal)
{
	struct stat here;
	struct stat there;
	bool done = flock(journal->fd, LOCK_EX | LOCK_NB) == 0 && fstat(journal->fd, &here) == 0 &&
		    stat(journal->path, &there) == 0 && here.st_ino == there.st_ino;
	journal->inode = done ? here.st_ino : 0;
	return done;
}

static bool send_journal_open(SendJournal *journal, GError **error)
{
	for (int tries = 0; journal->fd < 0 && tries < SEND_JOURNAL_TRIES; tries++) {
		journal->fd = open(journal->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (journal->fd < 0 || send_journal_lock(journal))
			break;
		close(journal->fd);
		journal->fd = -1;
	}
	if (journal->fd >= 0)
		return true;
	error_from_errno(error, errno, journal->path);
	return false;
}

/* Its head last: until then the journal tells of nothing. */
bool send_journal_begin(SendJournal *journal, const ClaimedJob *jobs, size_t n, GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autoptr(GString) head = g_string_new(NULL);
	for (size_t i = 0; i < n; i++)
		send_journal_line(&jobs[i], SEND_JOURNAL_WAITS, NULL, lines);
	if (!send_journal_open(journal, error) || !send_journal_put(journal, lines, 1, error))
		return false;
	send_journal_head(journal, n, head);
	if (!send_journal_put(journal, head, 0, error))
		return false;
	g_free(journal->jobs);
	journal->jobs = g_new0(ClaimedJob, n);
	for (size_t i = 0; i < n; i++)
		journal->jobs[i] = (ClaimedJob){ .id = jobs[i].id, .attempts = jobs[i].attempts };
	journal->n = n;
	return true;
}

bool send_journal_mark(SendJournal *journal, size_t place, SendJournalMark mark, const SinkReply *reply, GError **error)
{
	g_autoptr(GString) line = g_string_new(NULL);
	send_journal_line(&journal->jobs[place], mark, reply, line);
	return send_journal_put(journal, line, place + 1, error);
}

bool send_journal_end(SendJournal *journal, GError **error)
{
	g_autoptr(GString) head = g_string_new(NULL);
	send_journal_head(journal, 0, head);
	journal->n = 0;
	return send_journal_put(journal, head, 0, error);
}

/* ---- reading ---- */

typedef struct {
	const char *owner;
	ClaimedJob *cut; /* came to no dot */
	size_t n_cut;
	JobReport *taken;
	size_t n_taken;
} SendJournalTold;

static void send_journal_read_line(Arena *arena, const char *line, SendJournalTold *told)
{
	g_auto(GStrv) words = g_strsplit(line, " ", SEND_JOURNAL_FIELDS);
	if (g_strv_length(words) < SEND_JOURNAL_FIELDS)
		return;
	const ClaimedJob job = { .id = g_ascii_strtoll(words[1], NULL, 10),
				 .attempts = g_ascii_strtoll(words[2], NULL, 10) };
	if (words[0][0] == SEND_JOURNAL_WAITS || words[0][0] == SEND_JOURNAL_BEGUN)
		told->cut[told->n_cut++] = job;
	else if (words[0][0] == SEND_JOURNAL_TAKEN)
		told->taken[told->n_taken++] =
			(JobReport){ .id = job.id, .event = JOB_DID_SEND, .attempt = job.attempts,
				     .code = (int)g_ascii_strtoll(words[3], NULL, 10),
				     .text = arena_strdup(arena, g_strstrip(words[4])) };
}

/* False: it says nothing (another boot's, a copy, no batch). */
static bool send_journal_read_head(const Stage *stage, Arena *arena, const char *line, ino_t inode, size_t *ret_n,
				   SendJournalTold *told)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 4);
	if (g_strv_length(words) < 4 || !text_equal(words[0], SEND_JOURNAL_VERSION))
		return false;
	const char *boot = strrchr(stage->owner, ' ');
	*ret_n = (size_t)CLAMP(g_ascii_strtoll(words[2], NULL, 10), 0, SEND_JOURNAL_MOST);
	told->owner = arena_strdup(arena, g_strstrip(words[3]));
	return *ret_n > 0 && g_ascii_strtoull(words[1], NULL, 10) == (guint64)inode &&
	       g_str_has_suffix(told->owner, boot);
}

static void send_journal_read(const Stage *stage, Arena *arena, int fd, SendJournalTold *told)
{
	struct stat info;
	size_t n = 0;
	g_autofree char *bytes = g_malloc0(SEND_JOURNAL_RECORD * (SEND_JOURNAL_MOST + 1) + 1);
	ssize_t got = pread(fd, bytes, (size_t)SEND_JOURNAL_RECORD * (SEND_JOURNAL_MOST + 1), 0);
	g_auto(GStrv) lines = g_strsplit(got > 0 ? bytes : "", "\n", -1);
	size_t there = g_strv_length(lines);
	*told = (SendJournalTold){ .cut = arena_array(arena, ClaimedJob, there + 1),
				   .taken = arena_array(arena, JobReport, there + 1) };
	if (there == 0 || fstat(fd, &info) != 0 ||
	    !send_journal_read_head(stage, arena, lines[0], info.st_ino, &n, told))
		return;
	for (size_t i = 1; i <= n && i < there; i++)
		send_journal_read_line(arena, lines[i], told);
}

/* ---- telling the store ---- */

static bool send_journal_tell(Stage *stage, const SendJournalTold *told, GError **error)
{
	for (size_t i = 0; i < told->n_taken; i++)
		if (!jobs_report(stage, &told->taken[i], NULL, error))
			return false;
	if (told->n_cut > 0 && !store_cut_attempts(stage->store, told->cut, told->n_cut, told->owner, error))
		return false;
	return told->owner == NULL || store_lease_drop(stage->store, told->owner, stage_now(stage), error);
}

bool send_journal_settle(SendJournal *journal, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	SendJournalTold told;
	if (journal->n == 0)
		return true;
	send_journal_read(journal->stage, arena, journal->fd, &told);
	return send_journal_tell(journal->stage, &told, error) && send_journal_end(journal, error);
}

static bool send_journal_bury_one(Stage *stage, Arena *arena, const char *path, Texts *owners, GError **error)
{
	SendJournalTold told;
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return true;
	bool dead = flock(fd, LOCK_EX | LOCK_NB) == 0;
	send_journal_read(stage, arena, fd, &told);
	if (!dead && told.owner != NULL)
		texts_add(arena, owners, told.owner);
	bool done = !dead || (send_journal_tell(stage, &told, error) && unlink(path) == 0);
	close(fd);
	return done;
}

static char *send_journal_folder(const Stage *stage)
{
	return g_build_filename(store_path(stage->store), "run", NULL);
}

bool send_journal_bury(Stage *stage, Arena *arena, Texts *ret_owners, GError **error)
{
	g_autofree char *folder = send_journal_folder(stage);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	const char *name = NULL;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		if (g_str_has_prefix(name, "send-") && g_str_has_suffix(name, ".journal") &&
		    !send_journal_bury_one(stage, arena, path, ret_owners, error))
			return false;
	}
	return true;
}

/* ---- its life ---- */

SendJournal *send_journal_new(Stage *stage)
{
	SendJournal *journal = g_new0(SendJournal, 1);
	g_autofree char *folder = send_journal_folder(stage);
	g_autofree char *unique = g_uuid_string_random();
	g_autofree char *name = g_strdup_printf("send-%s.journal", unique);
	*journal = (SendJournal){ .stage = stage, .fd = -1, .path = g_build_filename(folder, name, NULL) };
	return journal;
}

void send_journal_free(SendJournal *journal)
{
	if (journal == NULL)
		return;
	if (journal->fd >= 0 && journal->n == 0)
		unlink(journal->path);
	if (journal->fd >= 0)
		close(journal->fd);
	g_free(journal->jobs);
	g_free(journal->path);
	g_free(journal);
}
