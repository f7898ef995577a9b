/*
 * FolderIndex: gives the files of a Maildir, or of a folder of .eml files, UIDs in order of arrival, and
 * keeps them in a small file inside the folder (".valija-uids", replaced atomically). A lost or damaged index
 * is made anew with another UIDVALIDITY. Files are never changed.
 */
#ifndef GATEWAY_FOLDER_INDEX_H
#define GATEWAY_FOLDER_INDEX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	uint32_t uid;
	char *base;	/* the name without Maildir flags: what stays the same when flags change */
	char *relative; /* where it was at the last scan, from the folder; NULL when it was not seen */
} FolderEntry;

typedef struct {
	char *path;
	bool maildir;
	uint32_t uidvalidity;
	uint32_t next_uid;
	GPtrArray *entries; /* FolderEntry, by UID */
} FolderIndex;

/* Opens the folder at path: NULL with STOP when it is no folder or cannot be read. */
FolderIndex *folder_index_open(const char *path, GError **error);
/* Looks at the folder: new files get UIDs, vanished ones leave. Writes the index only when something changed.
 */
bool folder_index_scan(FolderIndex *index, GError **error);
const FolderEntry *folder_index_find(const FolderIndex *index, uint32_t uid);
const FolderEntry *folder_index_find_base(const FolderIndex *index, const char *base);
/* True when the folder holds files that have no UID yet. */
bool folder_index_has_news(const FolderIndex *index);
void folder_index_free(FolderIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FolderIndex, folder_index_free)

bool folder_index_is_maildir(const char *path);
/* The name without ":2,flags"; free with g_free(). */
char *folder_index_base(const char *name);

#endif
