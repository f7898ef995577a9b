#include "gateway/folder/folder_index.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#define INDEX_NAME ".valija-uids"
#define INDEX_HEAD "valija-uids 1"
#define INDEX_MAX (512 * 1024 * 1024)

typedef DIR Folder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Folder, closedir)

typedef struct {
	char *base;
	char *relative;
	int64_t arrived; /* nanoseconds */
} Found;

static void entry_free(void *data)
{
	FolderEntry *entry = data;
	g_free(entry->base);
	g_free(entry->relative);
	g_free(entry);
}

static void found_free(void *data)
{
	Found *found = data;
	g_free(found->base);
	g_free(found->relative);
	g_free(found);
}

void folder_index_free(FolderIndex *index)
{
	if (index == NULL)
		return;
	g_free(index->path);
	g_ptr_array_unref(index->entries);
	g_free(index);
}

bool folder_index_is_maildir(const char *path)
{
	g_autofree char *cur = g_build_filename(path, "cur", NULL);
	g_autofree char *new = g_build_filename(path, "new", NULL);
	return g_file_test(cur, G_FILE_TEST_IS_DIR) && g_file_test(new, G_FILE_TEST_IS_DIR);
}

char *folder_index_base(const char *name)
{
	const char *flags = strstr(name, ":2,");
	return flags != NULL ? g_strndup(name, (size_t)(flags - name)) : g_strdup(name);
}

static void add_entry(FolderIndex *index, uint32_t uid, const char *base)
{
	FolderEntry *entry = g_new0(FolderEntry, 1);
	entry->uid = uid;
	entry->base = g_strdup(base);
	g_ptr_array_add(index->entries, entry);
}

/* "UID name", one a line, UIDs ascending. False: damaged. */
static bool read_lines(FolderIndex *index, char **lines)
{
	uint32_t last = 0;
	for (size_t i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
		char *rest = NULL;
		uint64_t uid = g_ascii_strtoull(lines[i], &rest, 10);
		if (uid <= last || uid >= index->next_uid || rest[0] != ' ' || rest[1] == '\0')
			return false;
		last = (uint32_t)uid;
		add_entry(index, last, rest + 1);
	}
	return true;
}

static bool read_head(FolderIndex *index, const char *line)
{
	char *rest = NULL;
	if (!g_str_has_prefix(line, INDEX_HEAD " "))
		return false;
	uint64_t validity = g_ascii_strtoull(line + strlen(INDEX_HEAD " "), &rest, 10);
	uint64_t next = g_ascii_strtoull(rest, &rest, 10);
	index->uidvalidity = (uint32_t)validity;
	index->next_uid = (uint32_t)next;
	return rest[0] == '\0' && validity > 0 && validity <= UINT32_MAX && next > 0 && next <= UINT32_MAX;
}

static bool load(FolderIndex *index)
{
	g_autofree char *path = g_build_filename(index->path, INDEX_NAME, NULL);
	g_autofree char *text = NULL;
	size_t length = 0;
	if (!file_read(path, INDEX_MAX, &text, &length, NULL) || strlen(text) != length ||
	    !g_str_has_suffix(text, "\n"))
		return false;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	return read_head(index, lines[0]) && read_lines(index, lines);
}

static bool save(const FolderIndex *index, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_string_append_printf(text, "%s %u %u\n", INDEX_HEAD, index->uidvalidity, index->next_uid);
	for (guint i = 0; i < index->entries->len; i++) {
		const FolderEntry *entry = g_ptr_array_index(index->entries, i);
		g_string_append_printf(text, "%u %s\n", entry->uid, entry->base);
	}
	g_autofree char *path = g_build_filename(index->path, INDEX_NAME, NULL);
	return file_write_atomic(path, text->str, text->len, 0600, "source.index", error);
}

FolderIndex *folder_index_open(const char *path, GError **error)
{
	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		error_stop(error, "there is no folder %s", path);
		return NULL;
	}
	g_autoptr(FolderIndex) index = g_new0(FolderIndex, 1);
	index->path = g_strdup(path);
	index->maildir = folder_index_is_maildir(path);
	index->entries = g_ptr_array_new_with_free_func(entry_free);
	if (!load(index)) {
		Clock clock = clock_system();
		g_ptr_array_set_size(index->entries, 0);
		index->uidvalidity = (uint32_t)clock_now(&clock);
		index->next_uid = 1;
	}
	return folder_index_scan(index, error) ? g_steal_pointer(&index) : NULL;
}

static bool is_mail_name(const FolderIndex *index, const char *name)
{
	size_t n = strlen(name);
	if (name[0] == '.' || strchr(name, '\n') != NULL)
		return false;
	return index->maildir || (n > 4 && g_ascii_strcasecmp(name + n - 4, ".eml") == 0);
}

/* The mails below one sub-folder ("" for a plain folder) into found. A file that vanishes meanwhile is not
 * there. */
static bool list_folder(const FolderIndex *index, const char *sub, GPtrArray *found, GError **error)
{
	g_autofree char *path = g_build_filename(index->path, sub, NULL);
	g_autoptr(Folder) folder = opendir(path);
	if (folder == NULL) {
		error_from_errno(error, errno, path);
		return false;
	}
	for (const struct dirent *at = readdir(folder); at != NULL; at = readdir(folder)) {
		struct stat about;
		if (!is_mail_name(index, at->d_name) ||
		    fstatat(dirfd(folder), at->d_name, &about, AT_SYMLINK_NOFOLLOW) < 0 ||
		    !S_ISREG(about.st_mode))
			continue;
		Found *one = g_new0(Found, 1);
		one->base = folder_index_base(at->d_name);
		one->relative = g_build_filename(sub, at->d_name, NULL);
		one->arrived = (int64_t)about.st_mtim.tv_sec * 1000000000 + about.st_mtim.tv_nsec;
		g_ptr_array_add(found, one);
	}
	return true;
}

static GPtrArray *list_mails(const FolderIndex *index, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(found_free);
	bool good = index->maildir ? list_folder(index, "new", found, error) &&
					     list_folder(index, "cur", found, error)
				   : list_folder(index, "", found, error);
	return good ? g_steal_pointer(&found) : NULL;
}

static int compare_arrival(const void *a, const void *b)
{
	const Found *one = *(Found *const *)a;
	const Found *two = *(Found *const *)b;
	if (one->arrived != two->arrived)
		return one->arrived < two->arrived ? -1 : 1;
	return strcmp(one->base, two->base);
}

static void forget_places(FolderIndex *index, GHashTable *by_base)
{
	for (guint i = 0; i < index->entries->len; i++) {
		FolderEntry *entry = g_ptr_array_index(index->entries, i);
		g_clear_pointer(&entry->relative, g_free);
		g_hash_table_insert(by_base, entry->base, entry);
	}
}

bool folder_index_scan(FolderIndex *index, GError **error)
{
	g_autoptr(GPtrArray) found = list_mails(index, error);
	if (found == NULL)
		return false;
	g_ptr_array_sort(found, compare_arrival);
	g_autoptr(GHashTable) by_base = g_hash_table_new(g_str_hash, g_str_equal);
	forget_places(index, by_base);
	g_autofree char *path = g_build_filename(index->path, INDEX_NAME, NULL);
	bool changed = !g_file_test(path, G_FILE_TEST_EXISTS);
	for (guint i = 0; i < found->len; i++) {
		Found *one = g_ptr_array_index(found, i);
		FolderEntry *entry = g_hash_table_lookup(by_base, one->base);
		if (entry == NULL) {
			add_entry(index, index->next_uid++, one->base);
			entry = g_ptr_array_index(index->entries, index->entries->len - 1);
			g_hash_table_insert(by_base, entry->base, entry);
			changed = true;
		}
		g_free(entry->relative);
		entry->relative = g_steal_pointer(&one->relative);
	}
	for (guint i = index->entries->len; i > 0; i--) {
		if (((FolderEntry *)g_ptr_array_index(index->entries, i - 1))->relative != NULL)
			continue;
		g_ptr_array_remove_index(index->entries, i - 1);
		changed = true;
	}
	return !changed || save(index, error);
}

bool folder_index_has_news(const FolderIndex *index)
{
	g_autoptr(GPtrArray) found = list_mails(index, NULL);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < index->entries->len; i++)
		g_hash_table_add(known, ((FolderEntry *)g_ptr_array_index(index->entries, i))->base);
	for (guint i = 0; found != NULL && i < found->len; i++)
		if (!g_hash_table_contains(known, ((Found *)g_ptr_array_index(found, i))->base))
			return true;
	return false;
}

const FolderEntry *folder_index_find(const FolderIndex *index, uint32_t uid)
{
	for (guint i = 0; i < index->entries->len; i++) {
		const FolderEntry *entry = g_ptr_array_index(index->entries, i);
		if (entry->uid == uid)
			return entry;
	}
	return NULL;
}

const FolderEntry *folder_index_find_base(const FolderIndex *index, const char *base)
{
	for (guint i = 0; i < index->entries->len; i++) {
		const FolderEntry *entry = g_ptr_array_index(index->entries, i);
		if (strcmp(entry->base, base) == 0)
			return entry;
	}
	return NULL;
}
