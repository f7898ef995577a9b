/*
 * A connection to the PostgreSQL server of a URL. A server elsewhere must prove itself unless the URL lets it off; a
 * password in the URL is refused. RETRY: no server answers, it starts or stops, or none has the role that the URL asks for
 * (target_session_attrs). STOP: it refuses us, or proves nothing.
 */
#ifndef STORE_PG_CONNECT_H
#define STORE_PG_CONNECT_H

#include <glib.h>

struct pg_conn; /* libpq's PGconn */

struct pg_conn *pg_connect(const char *url, GError **error);
/* The words of an engine as one line (g_free): they end in newlines, and a lost connection has several lines. */
char *pg_connect_line(const char *words);

#endif
