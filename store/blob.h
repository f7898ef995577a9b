/*
 * Where message bytes are kept: a place takes files that were written and hashed, and gives them back by their hash. The
 * store has a folder for it (store/blob_folder.c); main may give it another one, as gateway/bucket/bucket.c.
 *
 * What a place has is never changed and never deleted. A place must not answer before what it was given outlives a power
 * cut. It may be given again what it has already.
 */
#ifndef STORE_BLOB_H
#define STORE_BLOB_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *sha256; /* 64 hex digits: its name */
	int64_t bytes;
	int fd;		 /* open for reading and writing, at its end */
	char *temporary; /* its path (g_free); NULL once the place made the file its own */
} BlobFile;

typedef struct BlobPlace BlobPlace;
struct BlobPlace {
	/* All of them, or an error: then some may be there. */
	bool (*keep)(BlobPlace *place, BlobFile *const *files, size_t n, GError **error);
	/* Open for reading at its begin (caller closes); -1 on error, REJECT when it is missing. What comes from another
	 * machine was checked against its hash. */
	int (*open)(BlobPlace *place, const char *sha256, int64_t *ret_bytes, GError **error);
	/* These will be asked for soon, in this order; what was said before is over. NULL: it makes no difference. */
	void (*expect)(BlobPlace *place, const char *const *sha256, size_t n);
	void (*close)(BlobPlace *place); /* frees it */
};

/* PATH/<ab>/<sha256>; PATH is there. */
BlobPlace *blob_folder_new(const char *path);
bool blob_is_name(const char *sha256);
/* The hash of a file from its begin (g_free); NULL when it cannot be read. The file's offset stays. */
char *blob_hash(int fd);

#endif
