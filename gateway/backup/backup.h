/*
 * A store as one file (docs/FORMATS.md, "A backup"): a tar of rows, table by table, of the key of the tokens and of message
 * bytes; the same for both engines and for bytes in a folder or a bucket.
 */
#ifndef GATEWAY_BACKUP_H
#define GATEWAY_BACKUP_H

#include "gateway/settings.h"
#include "store/copy.h"

typedef struct {
	int64_t rows, mails;
} BackupTally;

/* Rows as of one instant, then the bytes that they name, which are there and never change. path is written beside itself
 * and renamed; refuses to overwrite. */
bool backup_write(Store *store, const char *path, int64_t now, BackupTally *ret, GError **error);
/* Into the empty place of these settings: first the bytes, each against its hash, then all rows in one transaction. */
bool backup_restore(const StoreSettings *settings, const char *path, BackupTally *ret, GError **error);

#endif
