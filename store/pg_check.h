/* What PostgreSQL knows and tells of faults of its own: the check of SqlOps. Knows no library. */
#ifndef STORE_PG_CHECK_H
#define STORE_PG_CHECK_H

#include "store/sql_driver.h"

/* *ret_fault NULL when it finds none, else its words (g_free). */
bool pg_check(Sql *sql, char **ret_fault, GError **error);

#endif
