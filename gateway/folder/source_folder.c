/*
 * The Source that is a folder on this machine: a Maildir (with Maildir++ sub-folders, named as Dovecot names
 * them) or a folder of .eml files (with plain sub-folders). INBOX is the folder itself. Writers of .eml files
 * rename them into place; a file that is still being written would be taken as it is.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "gateway/folder/folder_index.h"
#include "gateway/imap/imap_folder.h"
#include "gateway/source.h"

#define CHUNK (64 * 1024)
#define HEADER_MAX (256 * 1024)
#define POLL_MS 2000 /* where the system has no inotify to give */

typedef struct {
	Source source; /* first: a Source * of ours is this */
	char *name;
	char *path;
	int64_t max_message;
	bool maildir;
	FolderIndex *selected; /* NULL while none is */
} SourceFolder;

static bool has_hidden_level(const char *folder)
{
	g_auto(GStrv) levels = g_strsplit(folder, "/", -1);
	for (size_t i = 0; levels[i] != NULL; i++)
		if (levels[i][0] == '.')
			return true;
	return false;
}

/* Where a folder lies: INBOX itself, ".Cobranza.Pagos" in a Maildir, "Cobranza/Pagos" below a plain folder.
 */
static char *folder_path(const SourceFolder *self, const char *folder, GError **error)
{
	if (g_ascii_strcasecmp(folder, "INBOX") == 0)
		return g_strdup(self->path);
	g_autofree char *wire = imap_folder_encode(folder, '.', ".", error);
	if (wire == NULL)
		return NULL;
	if (has_hidden_level(folder)) {
		error_reject(error, "%s: no level of the folder name \"%s\" may begin with a dot", self->name,
			     folder);
		return NULL;
	}
	return g_build_filename(self->path, self->maildir ? wire : folder, NULL);
}

static FolderIndex *open_folder(const SourceFolder *self, const char *folder, GError **error)
{
	g_autofree char *path = folder_path(self, folder, error);
	FolderIndex *index = path != NULL ? folder_index_open(path, error) : NULL;
	if (index == NULL)
		g_prefix_error(error, "%s: ", self->name);
	return index;
}

static bool open_source(Source *source, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	if (!g_file_test(self->path, G_FILE_TEST_IS_DIR)) {
		error_stop(error, "%s: there is no folder %s: make it, or correct path", self->name,
			   self->path);
		return false;
	}
	self->maildir = folder_index_is_maildir(self->path);
	return true;
}

static bool select_folder(Source *source, const char *folder, uint32_t *ret_uidvalidity, uint32_t *ret_count,
			  GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	FolderIndex *index = open_folder(self, folder, error);
	if (index == NULL)
		return false;
	folder_index_free(self->selected);
	self->selected = index;
	*ret_uidvalidity = index->uidvalidity;
	*ret_count = index->entries->len;
	return true;
}

static int open_mail(const FolderIndex *index, const FolderEntry *entry, SourceItem *ret_item)
{
	g_autofree char *path = g_build_filename(index->path, entry->relative, NULL);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat about;
	if (fd < 0)
		return -1;
	if (fstat(fd, &about) < 0 || !S_ISREG(about.st_mode)) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	*ret_item = (SourceItem){ .uid = entry->uid,
				  .size = about.st_size,
				  .internal_date = about.st_mtim.tv_sec };
	return fd;
}

static bool copy_body(const SourceFolder *self, int fd, SourceItem *item, const FetchWindow *window,
		      const Spool *spool, GError **error)
{
	g_autofree char *bytes = g_malloc(CHUNK);
	int64_t total = 0;
	if (!spool->begin(spool->self, error))
		return false;
	for (;;) {
		ssize_t n = read(fd, bytes, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			int number = errno;
			spool->drop(spool->self, &(SourceItem){ 0 }, "it cannot be read", NULL);
			error_from_errno(error, number, self->path);
			return false;
		}
		total += n;
		item->size = total;
		if (total > MIN(window->max_message, self->max_message)) /* it has grown */
			return spool->drop(spool->self, item, "larger than the limit", error);
		if (n == 0)
			return spool->end(spool->self, item, error);
		if (!spool->write(spool->self, bytes, (size_t)n, error))
			return false;
	}
}

typedef enum { TAKE_FAILED, TAKE_DONE, TAKE_FULL } Take;

/* One message into the spool; bytes counts what the window has taken. */
static Take take_mail(const SourceFolder *self, const FolderEntry *entry, const FetchWindow *window,
		      const Spool *spool, int64_t *bytes, GError **error)
{
	SourceItem item;
	int fd = open_mail(self->selected, entry, &item);
	if (fd < 0 && errno == ENOENT)
		return TAKE_DONE; /* moved since the scan; a changed flag shows as another name at the next
				     one */
	if (fd < 0) {
		error_from_errno(error, errno, entry->relative);
		return TAKE_FAILED;
	}
	bool too_large = item.size > MIN(window->max_message, self->max_message);
	bool full = !too_large && *bytes > 0 && *bytes + item.size > window->window_bytes;
	Take take = TAKE_FULL;
	if (!full) {
		bool good = too_large ? spool->drop(spool->self, &item, "larger than the limit", error)
				      : copy_body(self, fd, &item, window, spool, error);
		take = good ? TAKE_DONE : TAKE_FAILED;
		*bytes += too_large ? 0 : item.size;
	}
	close(fd);
	return take;
}

static bool is_open(const SourceFolder *self, GError **error)
{
	if (self->selected == NULL)
		error_retry(error, "%s: no folder is open", self->name);
	return self->selected != NULL;
}

static bool fetch(Source *source, uint32_t after, const FetchWindow *window, const Spool *spool,
		  uint32_t *ret_last, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	if (!is_open(self, error) || !folder_index_scan(self->selected, error))
		return false;
	int64_t bytes = 0;
	int count = 0;
	uint32_t last = after;
	const GPtrArray *entries = self->selected->entries;
	for (guint i = 0; i < entries->len && count < window->window_count; i++) {
		const FolderEntry *entry = g_ptr_array_index(entries, i);
		if (entry->uid <= after)
			continue;
		Take take = take_mail(self, entry, window, spool, &bytes, error);
		if (take == TAKE_FAILED)
			return false;
		if (take == TAKE_FULL)
			break;
		last = entry->uid;
		count++;
	}
	*ret_last = last;
	return true;
}

static int watch_folder(const FolderIndex *index)
{
	static const char *const maildir[] = { "new", "cur" };
	static const char *const plain[] = { "." };
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	size_t n = index->maildir ? G_N_ELEMENTS(maildir) : G_N_ELEMENTS(plain);
	for (size_t i = 0; fd >= 0 && i < n; i++) {
		g_autofree char *path =
			g_build_filename(index->path, index->maildir ? maildir[i] : plain[i], NULL);
		if (inotify_add_watch(fd, path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR) >= 0)
			continue;
		close(fd);
		return -1;
	}
	return fd;
}

/* Watches first, then looks: what comes between is not missed. The index file's own renames are no news. */
static bool wait_for_news(Source *source, int64_t timeout_ms, int wake_fd, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	if (!is_open(self, error))
		return false;
	int64_t end = clock_monotonic_ms() + timeout_ms;
	int watch = watch_folder(self->selected);
	g_autofree char *events = g_malloc(CHUNK);
	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		if (left <= 0 || folder_index_has_news(self->selected))
			break;
		struct pollfd polled[2] = { { .fd = watch, .events = POLLIN },
					    { .fd = wake_fd, .events = POLLIN } };
		int64_t slice = watch >= 0 ? G_MAXINT : POLL_MS;
		if (poll(polled, 2, (int)MIN(left, slice)) > 0 && polled[1].revents != 0)
			break;
		while (watch >= 0 && read(watch, events, CHUNK) > 0)
			continue;
	}
	if (watch >= 0)
		close(watch);
	return true;
}

static bool make_target(const SourceFolder *self, const char *path, GError **error)
{
	if (!self->maildir)
		return file_make_folder(path, 0700, error);
	static const char *const parts[] = { "tmp", "new", "cur" };
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(path, parts[i], NULL);
		if (!file_make_folder(part, 0700, error))
			return false;
	}
	g_autofree char *mark = g_build_filename(path, "maildirfolder", NULL); /* Maildir++ */
	return g_file_test(mark, G_FILE_TEST_EXISTS) ||
	       file_write_atomic(mark, "", 0, 0600, "source.maildirfolder", error);
}

/* True when the file's header block has this Message-ID. Only a look for one known text: nothing is parsed.
 */
static bool file_has_id(const char *path, const char *message_id)
{
	g_autofree char *text = g_malloc0(HEADER_MAX + 1);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd >= 0 ? read(fd, text, HEADER_MAX) : -1;
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return false;
	g_autofree char *wanted = g_strdup_printf("<%s>", message_id);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL && g_strchomp(lines[i])[0] != '\0'; i++) {
		if (g_ascii_strncasecmp(lines[i], "Message-ID:", 11) != 0)
			continue;
		const char *value = g_strstrip(lines[i] + 11);
		bool folded = value[0] == '\0' && lines[i + 1] != NULL;
		return strcmp(folded ? g_strstrip(lines[i + 1]) : value, wanted) == 0;
	}
	return false;
}

static uint32_t find_by_id(const FolderIndex *target, const char *message_id)
{
	for (guint i = target->entries->len; message_id != NULL && i > 0; i--) {
		const FolderEntry *entry = g_ptr_array_index(target->entries, i - 1);
		g_autofree char *path = g_build_filename(target->path, entry->relative, NULL);
		if (file_has_id(path, message_id))
			return entry->uid;
	}
	return 0;
}

/* Never over a file that is there: another name is taken then. ret_base is what it is called now. */
static bool rename_into(const FolderIndex *from, const FolderEntry *entry, const char *target,
			char **ret_base, GError **error)
{
	g_autofree char *old = g_build_filename(from->path, entry->relative, NULL);
	g_autofree char *sub = g_path_get_dirname(entry->relative);
	g_autofree char *name = g_path_get_basename(entry->relative);
	for (int n = 0; n < 1000; n++) {
		g_autofree char *other = n > 0 ? g_strdup_printf("%d-%s", n, name) : g_strdup(name);
		g_autofree char *new = g_build_filename(target, sub, other, NULL);
		int failure = step("source.move");
		if (failure == 0 && renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_NOREPLACE) == 0) {
			*ret_base = folder_index_base(other);
			g_autofree char *new_folder = g_path_get_dirname(new);
			g_autofree char *old_folder = g_path_get_dirname(old);
			return file_sync_folder(new_folder, error) && file_sync_folder(old_folder, error);
		}
		failure = failure != 0 ? failure : errno;
		if (failure == EEXIST)
			continue;
		error_from_errno(error, failure, old);
		return false;
	}
	error_reject(error, "no free name for %s in %s", name, target);
	return false;
}

static bool move_entry(const SourceFolder *self, const FolderIndex *from, const FolderEntry *entry,
		       const char *to_folder, uint32_t *ret_uid, GError **error)
{
	g_autofree char *target = folder_path(self, to_folder, error);
	g_autofree char *base = NULL;
	if (target == NULL || !make_target(self, target, error) ||
	    !rename_into(from, entry, target, &base, error))
		return false;
	g_autoptr(FolderIndex) to = folder_index_open(target, error);
	if (to == NULL)
		return false;
	const FolderEntry *moved = folder_index_find_base(to, base);
	*ret_uid = moved != NULL ? moved->uid : 0;
	return true;
}

static bool move(Source *source, const MoveRequest *request, MoveOutcome *ret_outcome, uint32_t *ret_uid,
		 GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	g_autoptr(FolderIndex) from = open_folder(self, request->from_folder, error);
	if (from == NULL)
		return false;
	if (from->uidvalidity != request->uidvalidity) {
		error_reject(error, "%s: UIDs have changed since the message was read, in \"%s\"", self->name,
			     request->from_folder);
		return false;
	}
	const FolderEntry *entry = folder_index_find(from, request->uid);
	*ret_outcome = MOVE_DONE;
	if (entry != NULL)
		return move_entry(self, from, entry, request->to_folder, ret_uid, error);
	g_autofree char *path = folder_path(self, request->to_folder, error);
	if (path == NULL)
		return false;
	g_autoptr(FolderIndex) to =
		g_file_test(path, G_FILE_TEST_IS_DIR) ? folder_index_open(path, NULL) : NULL;
	*ret_uid = to != NULL ? find_by_id(to, request->message_id) : 0;
	*ret_outcome = *ret_uid != 0 ? MOVE_FOUND : MOVE_GONE;
	return true;
}

static bool peek(Source *source, const char *folder, FolderState *ret, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	g_autofree char *path = folder_path(self, folder, error);
	*ret = (FolderState){ 0 };
	if (path == NULL)
		return false;
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return true;
	g_autoptr(FolderIndex) index = folder_index_open(path, error);
	if (index == NULL)
		return false;
	*ret = (FolderState){ .there = true, .uidvalidity = index->uidvalidity, .uidnext = index->next_uid };
	return true;
}

static bool ensure(Source *source, const char *folder, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	g_autofree char *path = folder_path(self, folder, error);
	return path != NULL && make_target(self, path, error);
}

static bool list(Source *source, GArray *uids, GError **error)
{
	SourceFolder *self = (SourceFolder *)source;
	if (!is_open(self, error) || !folder_index_scan(self->selected, error))
		return false;
	for (guint i = 0; i < self->selected->entries->len; i++) {
		const FolderEntry *entry = g_ptr_array_index(self->selected->entries, i);
		g_array_append_val(uids, entry->uid);
	}
	return true;
}

/* Files have no date of their own that a backup keeps: what tells is the index, which came back with them. */
static bool reused(Source *source, uint32_t last, const GArray *known, bool *ret, GError **error)
{
	(void)known;
	(void)error;
	const FolderIndex *index = ((SourceFolder *)source)->selected;
	*ret = index != NULL && index->next_uid <= last;
	return true;
}

static bool holds(Source *source, const char *folder, const char *message_id, bool *ret, GError **error)
{
	g_autofree char *path = folder_path((SourceFolder *)source, folder, error);
	*ret = false;
	if (path == NULL)
		return false;
	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return true;
	g_autoptr(FolderIndex) index = folder_index_open(path, error);
	if (index == NULL || !folder_index_scan(index, error))
		return false;
	*ret = find_by_id(index, message_id) != 0;
	return true;
}

static void close_source(Source *source)
{
	g_clear_pointer(&((SourceFolder *)source)->selected, folder_index_free);
}

static void free_source(Source *source)
{
	SourceFolder *self = (SourceFolder *)source;
	close_source(source);
	g_free(self->name);
	g_free(self->path);
	g_free(self);
}

static const SourceOps ops = {
	.open = open_source,
	.select = select_folder,
	.fetch = fetch,
	.wait = wait_for_news,
	.move = move,
	.peek = peek,
	.ensure = ensure,
	.holds = holds,
	.list = list,
	.reused = reused,
	.close = close_source,
	.free = free_source,
};

Source *source_folder_new(const char *name, const char *path, int64_t max_message)
{
	SourceFolder *made = g_new0(SourceFolder, 1);
	made->source.ops = &ops;
	made->name = g_strdup(name);
	made->path = g_strdup(path);
	made->max_message = max_message;
	return &made->source;
}
