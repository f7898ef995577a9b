/*
 * A tar file of our own (pax, as every tar reads it), written and read in order. The only file of this room that includes
 * libarchive; what strangers sent is opened in parsers/, never here.
 */
#ifndef GATEWAY_TAR_FILE_H
#define GATEWAY_TAR_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TarFile TarFile;

/* Writes to fd, which stays the caller's. */
TarFile *tar_file_write(int fd, GError **error);
/* An entry of so many bytes; then tar_file_put() until they are there. */
bool tar_file_entry(TarFile *tar, const char *name, int64_t bytes, int64_t now, GError **error);
bool tar_file_put(TarFile *tar, const void *bytes, size_t n, GError **error);
bool tar_file_end(TarFile *tar, GError **error); /* writes its end */

TarFile *tar_file_read(const char *path, GError **error);
/* 1 the next entry (name good until the next call), 0 the end, -1 error: REJECT when it is no tar or is cut off. */
int tar_file_next(TarFile *tar, const char **ret_name, int64_t *ret_bytes, GError **error);
/* Bytes of the entry: 0 at its end, -1 error. */
ssize_t tar_file_get(TarFile *tar, void *bytes, size_t n, GError **error);

void tar_file_free(TarFile *tar); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TarFile, tar_file_free)

#endif
