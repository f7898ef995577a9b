/* The only other file that includes libpq is sql_pg.c. */
#ifdef VALIJA_PG
#include "store/pg_connect.h"

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/error.h"

typedef PQconninfoOption PgOption;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgOption, PQconninfoFree)

char *pg_connect_line(const char *words)
{
	g_autofree char *copy = g_strstrip(g_strdup(words != NULL ? words : ""));
	return g_strdelimit(g_steal_pointer(&copy), "\n\t", ' ');
}

static const char *pg_option(const PgOption *options, const char *name)
{
	for (const PgOption *option = options; option->keyword != NULL; option++)
		if (g_str_equal(option->keyword, name))
			return option->val;
	return NULL;
}

/* What the URL leaves out the environment may say, and a service file anything: that is never taken for this machine. */
static bool pg_is_here(const PgOption *options)
{
	g_autoptr(PgOption) defaults = PQconndefaults();
	const char *host = pg_option(options, "hostaddr");
	host = host != NULL ? host : pg_option(options, "host");
	if (pg_option(options, "service") != NULL || (defaults != NULL && pg_option(defaults, "service") != NULL))
		return false;
	host = host != NULL || defaults == NULL ? host : pg_option(defaults, "host");
	if (host == NULL || *host == '\0' || *host == '/' || *host == '@')
		return true;
	return g_str_equal(host, "localhost") || g_str_equal(host, "::1") || g_str_equal(host, "127.0.0.1");
}

/* What the URL says itself comes later and wins; role, when it is not NULL, wins over it. */
static PGconn *pg_try(const char *url, bool verified, const char *role)
{
	const char *const keys[] = { "fallback_application_name", "connect_timeout", "keepalives_idle", "tcp_user_timeout",
				     verified ? "sslmode" : "keepalives", "dbname", "client_encoding",
				     "target_session_attrs", NULL };
	const char *const values[] = { "valija", "10", "30", "60000", verified ? "verify-full" : "1", url, "UTF8", role,
				       NULL };
	return PQconnectdbParams(keys, values, 1);
}

/* A server that would let us in, were it not that the URL wants another role of it: a standby after a failover. */
static bool pg_is_other_role(const char *url, bool verified, PGconn *refused)
{
	g_autoptr(PgOption) options = PQconninfo(refused);
	const char *role = options != NULL ? pg_option(options, "target_session_attrs") : NULL;
	if (role == NULL || g_str_equal(role, "any"))
		return false;
	PGconn *any = pg_try(url, verified, "any");
	bool let_in = PQstatus(any) == CONNECTION_OK;
	PQfinish(any);
	return let_in;
}

/* A server that answers and yet does not let us in, or does not prove itself, will not do so later either. */
static void pg_refused(const char *url, bool verified, PGconn *connection, GError **error)
{
	PGPing ping = PQpingParams((const char *const[]){ "dbname", "sslmode", "user", NULL },
				   (const char *const[]){ url, "disable", "ping", NULL }, 1);
	bool role = pg_is_other_role(url, verified, connection);
	bool later = ping == PQPING_NO_RESPONSE || ping == PQPING_REJECT || role;
	g_autofree char *words = pg_connect_line(PQerrorMessage(connection));
	g_set_error(error, VALIJA_ERROR, (int)(later ? ERROR_RETRY : ERROR_STOP), "database: %s%s", words,
		    role ? ": waiting for a server of the role that url asks for" : "");
}

static bool pg_read_url(const char *url, bool *ret_verified, GError **error)
{
	char *fault = NULL;
	g_autoptr(PgOption) options = PQconninfoParse(url, &fault);
	if (options == NULL) {
		error_stop(error, "url in [store] is no PostgreSQL URL: %s", fault != NULL ? fault : "");
		PQfreemem(fault);
		return false;
	}
	if (pg_option(options, "password") != NULL) {
		error_stop(error, "url in [store] has a password: put it in a file (chmod 600) as in ~/.pgpass and "
				  "name that by ?passfile=");
		return false;
	}
	*ret_verified = pg_option(options, "sslmode") == NULL && !pg_is_here(options);
	return true;
}

PGconn *pg_connect(const char *url, GError **error)
{
	bool verified = false;
	if (!pg_read_url(url, &verified, error))
		return NULL;
	PGconn *connection = pg_try(url, verified, NULL);
	if (PQstatus(connection) == CONNECTION_OK)
		return connection;
	pg_refused(url, verified, connection, error);
	PQfinish(connection);
	return NULL;
}
#endif
