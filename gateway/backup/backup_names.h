/* What the entries of a backup are called (docs/FORMATS.md, "A backup"); for backup.c and backup_restore.c beside it. */
#ifndef GATEWAY_BACKUP_NAMES_H
#define GATEWAY_BACKUP_NAMES_H

#include "base/json.h"
#include "store/copy.h"

#define BACKUP_FORMAT 1
#define BACKUP_HEAD "valija-backup.json"
#define BACKUP_KEY "token.key"
#define BACKUP_TAIL "end.json"
#define BACKUP_ROWS "rows/"
#define BACKUP_MAIL "mail/"

static inline char *backup_rows_name(size_t table)
{
	return g_strconcat(BACKUP_ROWS, store_tables[table].name, ".jsonl", NULL);
}

static inline char *backup_mail_name(const char *sha256)
{
	return g_strdup_printf(BACKUP_MAIL "%.2s/%s", sha256, sha256);
}

/* The columns of each table: rows are read back only where they are the same. */
static inline json_t *backup_tables(void)
{
	json_t *tables = json_object();
	for (size_t i = 0; i < store_n_tables; i++)
		json_set_text(tables, store_tables[i].name, store_tables[i].columns);
	return tables;
}

#endif
