/*
 * Files that must survive a crash. Every function that makes something durable names its step (base/step.h).
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The whole file, at most max bytes (RETRY/STOP by errno; REJECT when larger). Free with g_free(). */
bool file_read(const char *path, size_t max, char **ret_bytes, size_t *ret_length, GError **error);
/* The same from a descriptor, such as standard input; it stays open. */
bool file_read_fd(int fd, const char *name, size_t max, char **ret_bytes, size_t *ret_length, GError **error);
/* Writes beside the target, syncs, renames, syncs the folder: the target is old or new, never torn.
 * step_name names the rename for crash tests. */
bool file_write_atomic(const char *path, const void *bytes, size_t length, int mode, const char *step_name,
		       GError **error);
/* write(2) until all is out. */
bool file_write_all(int fd, const void *bytes, size_t length, GError **error);
bool file_sync_folder(const char *folder, GError **error);
bool file_make_folder(const char *path, int mode, GError **error); /* with parents; existing is fine */
/* A regular file that only its owner can read, such as a private key, as it is. STOP with the remedy. */
bool file_read_private(const char *path, char **ret_text, GError **error);
/* A secret: one regular file, readable by its owner only, one line. Line end removed. STOP with the remedy. */
bool file_read_secret(const char *path, char **ret_secret, GError **error);
void file_wipe_secret(char *secret); /* overwrites and frees; NULL is fine */

#endif
