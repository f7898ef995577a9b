/*
 * The PostgreSQL engine: READ COMMITTED, UTF-8, time-outs of its own, statements prepared once per connection. The only
 * file that includes libpq. A connection that is lost fails what runs on it with RETRY; the next transaction has a new
 * one. A COMMIT whose answer is lost is RETRY too: who repeats finds by his guards (version, attempts, UNIQUE) that it
 * was done.
 */
#ifdef VALIJA_PG
#include <libpq-fe.h>

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/queries.h"
#include "store/sql_driver.h"

/* OIDs of the types that arguments are sent as: fixed in src/include/catalog/pg_type.dat. */
#define PG_OID_INT8 20
#define PG_OID_TEXT 25
#define PG_MOST_ARGS 64

typedef struct {
	Sql base;
	PGconn *connection;
	bool *prepared; /* by SqlStatement.slot */
	bool lost;	/* libpq may call a connection fine until the second failure on it */
} Pg;

typedef struct {
	SqlRows base;
	PGresult *result;
	int row; /* the one being read; -1 before the first */
} PgRows;

typedef PGresult PgResult;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgResult, PQclear)
typedef PQconninfoOption PgOption;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgOption, PQconninfoFree)

/* ---- errors ---- */

/* The first prefix of the SQLSTATE that fits decides (PostgreSQL manual, appendix A). */
static ErrorCode pg_class(const char *state)
{
	static const struct {
		const char *prefix;
		ErrorCode code;
	} classes[] = {
		{ "08", ERROR_RETRY },	  /* connection */
		{ "22", ERROR_REJECT },	  /* a value that no column takes */
		{ "23", ERROR_REJECT },	  /* a constraint */
		{ "25P", ERROR_RETRY },	  /* the transaction is dead already, or was idle too long */
		{ "40", ERROR_RETRY },	  /* deadlock, serialization */
		{ "53100", ERROR_STOP },  /* disk full */
		{ "53", ERROR_RETRY },	  /* memory, connections */
		{ "54", ERROR_REJECT },	  /* too large for an index */
		{ "55006", ERROR_RETRY }, /* object in use */
		{ "55P03", ERROR_RETRY }, /* lock time-out */
		{ "57014", ERROR_RETRY }, /* statement time-out */
		{ "57P01", ERROR_RETRY }, /* shut down, crashed, starting */
		{ "57P02", ERROR_RETRY }, { "57P03", ERROR_RETRY }, { "57P05", ERROR_RETRY },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
		if (g_str_has_prefix(state, classes[i].prefix))
			return classes[i].code;
	return ERROR_STOP; /* login, permission, read only, corrupt, a statement that is wrong */
}

/* The words of an engine end in newlines, and a lost connection has several lines. */
static char *pg_line(const char *words)
{
	g_autofree char *copy = g_strstrip(g_strdup(words != NULL ? words : ""));
	return g_strdelimit(g_steal_pointer(&copy), "\n\t", ' ');
}

/* An error without SQLSTATE is libpq's own: the connection broke. After FATAL the server closes it. */
static bool pg_fail(Pg *pg, const PGresult *result, const char *what, GError **error)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	bool fatal = text_equal(severity, "FATAL") || text_equal(severity, "PANIC");
	ErrorCode code = state != NULL ? pg_class(state) : ERROR_RETRY;
	pg->lost = pg->lost || state == NULL || fatal || PQstatus(pg->connection) != CONNECTION_OK;
	g_autofree char *words = pg_line(primary != NULL ? primary : PQerrorMessage(pg->connection));
	g_set_error(error, VALIJA_ERROR, (int)code, "database: %s: %s (%s)", what, words,
		    state != NULL ? state : "no answer");
	return false;
}

/* ---- the connection ---- */

static void pg_notice(void *context, const PGresult *result)
{
	(void)context;
	(void)result;
}

/* Whatever the role or the server has as default. Durability is never less than a local flush. */
static const char pg_session[] =
	"SET client_min_messages = warning;"
	"SET default_transaction_isolation = 'read committed';"
	"SET default_transaction_read_only = off;"
	"SET lock_timeout = '10s';"
	"SET statement_timeout = '60s';"
	"SET idle_in_transaction_session_timeout = '60s';"
	"SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

static bool pg_script_once(Pg *pg, const char *text, GError **error)
{
	g_autoptr(PgResult) result = PQexec(pg->connection, text);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
		return pg_fail(pg, result, "script", error);
	/* A transaction in which something failed answers to COMMIT that it was rolled back, and calls it done. */
	if (g_str_equal(text, "COMMIT") && !g_str_equal(PQcmdStatus(result), "COMMIT")) {
		error_retry(error, "database: the transaction was rolled back: something in it had failed");
		return false;
	}
	return true;
}

static bool pg_prepare_session(Pg *pg, GError **error)
{
	PQsetNoticeReceiver(pg->connection, pg_notice, NULL);
	memset(pg->prepared, 0, sizeof *pg->prepared * queries_count);
	const char *encoding = PQparameterStatus(pg->connection, "server_encoding");
	if (!text_equal(encoding, "UTF8")) {
		error_stop(error, "the database's encoding is %s: make one with ENCODING 'UTF8'",
			   encoding != NULL ? encoding : "unknown");
		return false;
	}
	pg->lost = !pg_script_once(pg, pg_session, error);
	return !pg->lost;
}

/* Between transactions a lost connection is made anew; within one, what was done in it is gone. */
static bool pg_ready(Pg *pg, GError **error)
{
	if (!pg->lost)
		return true;
	if (pg->base.depth > 0) {
		error_retry(error, "database: the connection was lost in a transaction");
		return false;
	}
	PQreset(pg->connection);
	if (PQstatus(pg->connection) == CONNECTION_OK)
		return pg_prepare_session(pg, error);
	g_autofree char *words = pg_line(PQerrorMessage(pg->connection));
	error_retry(error, "database: %s", words); /* it had let us in before */
	return false;
}

static void pg_close(Sql *sql)
{
	Pg *pg = (Pg *)sql;
	PQfinish(pg->connection);
	g_free(pg->prepared);
	g_free(pg);
}

/* A connection that died while nobody used it shows at BEGIN, which may be said again. */
static bool pg_script(Sql *sql, const char *text, GError **error)
{
	Pg *pg = (Pg *)sql;
	if (!pg_ready(pg, error))
		return false;
	g_autoptr(GError) first = NULL;
	if (pg_script_once(pg, text, &first))
		return true;
	if (text == sql->ops->begin && pg->lost)
		return pg_ready(pg, error) && pg_script_once(pg, text, error);
	g_propagate_error(error, g_steal_pointer(&first));
	return false;
}

/* ---- statements ---- */

static bool pg_prepare(Pg *pg, const SqlStatement *statement, const char *name, GError **error)
{
	Oid types[PG_MOST_ARGS];
	int n = (int)strlen(statement->types);
	g_assert(n <= PG_MOST_ARGS);
	for (int i = 0; i < n; i++)
		types[i] = statement->types[i] == 't' ? PG_OID_TEXT : PG_OID_INT8;
	g_autoptr(PgResult) result =
		PQprepare(pg->connection, name, statement->text[SQL_POSTGRESQL], n, types);
	return PQresultStatus(result) == PGRES_COMMAND_OK || pg_fail(pg, result, statement->name, error);
}

/* Texts go as they are, integers as eight bytes in network order. */
static PGresult *pg_execute(Pg *pg, const char *name, const char *types, const SqlValue *values)
{
	const char *bytes[PG_MOST_ARGS];
	int64_t integers[PG_MOST_ARGS];
	int lengths[PG_MOST_ARGS];
	int formats[PG_MOST_ARGS];
	int n = 0;
	for (; types[n] != '\0'; n++) {
		const SqlValue *value = &values[n];
		bool binary = value->type == SQL_INTEGER;
		integers[n] = GINT64_TO_BE(value->integer);
		lengths[n] = binary ? (int)sizeof integers[n] : 0;
		formats[n] = binary;
		bytes[n] = value->type == SQL_NULL ? NULL : binary ? (const char *)&integers[n] : value->text;
	}
	return PQexecPrepared(pg->connection, name, n, bytes, lengths, formats, 0);
}

static bool pg_query(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows,
		     GError **error)
{
	Pg *pg = (Pg *)sql;
	if (!pg_ready(pg, error))
		return false;
	bool kept = statement->slot < queries_count;
	const char *name = kept ? statement->name : "";
	if (!(kept && pg->prepared[statement->slot]) && !pg_prepare(pg, statement, name, error))
		return false;
	if (kept)
		pg->prepared[statement->slot] = true;
	g_autoptr(PgResult) result = pg_execute(pg, name, statement->types, values);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		return pg_fail(pg, result, statement->name, error);
	PgRows *rows = g_new0(PgRows, 1);
	*rows = (PgRows){ .base.sql = sql, .result = g_steal_pointer(&result), .row = -1 };
	*ret_rows = &rows->base;
	return true;
}

static int pg_next(SqlRows *base, GError **error)
{
	PgRows *rows = (PgRows *)base;
	(void)error; /* everything is here already */
	if (rows->row + 1 >= PQntuples(rows->result))
		return 0;
	rows->row++;
	return 1;
}

static const char *pg_text(SqlRows *base, int column)
{
	const PgRows *rows = (PgRows *)base;
	bool null = PQgetisnull(rows->result, rows->row, column) != 0;
	return null ? NULL : PQgetvalue(rows->result, rows->row, column);
}

static int64_t pg_integer(SqlRows *base, int column)
{
	const char *text = pg_text(base, column);
	return text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
}

static int64_t pg_changes(SqlRows *base)
{
	return g_ascii_strtoll(PQcmdTuples(((PgRows *)base)->result), NULL, 10);
}

static void pg_end(SqlRows *base)
{
	PgRows *rows = (PgRows *)base;
	PQclear(rows->result);
	g_free(rows);
}

/* PostgreSQL has no check of its files that a role without privileges may run; what it knows and tells is told. */
static bool pg_check(Sql *sql, char **ret_fault, GError **error)
{
	static const SqlStatement faults = {
		.name = "check",
		.slot = SIZE_MAX,
		.types = "",
		.text[SQL_POSTGRESQL] =
			"SELECT name || ' is off: a crash of the server may lose what was committed' FROM pg_settings"
			" WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' "
			"UNION ALL SELECT 'index ' || relname || ' is not valid: REINDEX it' FROM pg_index"
			" JOIN pg_class ON pg_class.oid = indexrelid"
			" WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace",
	};
	g_autoptr(SqlRows) rows = NULL;
	if (!pg_query(sql, &faults, NULL, &rows, error))
		return false;
	g_autoptr(GString) all = g_string_new(NULL);
	while (pg_next(rows, error) == 1)
		g_string_append_printf(all, "%s%s", all->len > 0 ? "; " : "", pg_text(rows, 0));
	*ret_fault = all->len > 0 ? g_strdup(all->str) : NULL;
	return true;
}

static const SqlOps pg_ops = {
	.dialect = SQL_POSTGRESQL,
	.close = pg_close,
	.script = pg_script,
	.query = pg_query,
	.next = pg_next,
	.integer = pg_integer,
	.text = pg_text,
	.changes = pg_changes,
	.end = pg_end,
	.check = pg_check,
	.begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
	/* "valija" in ASCII: one migration at a time in a database, as long as it takes. */
	.lock_schema = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
		       "SELECT pg_advisory_xact_lock(130160802753121)",
};

/* ---- opening ---- */

static const char *pg_option(const PgOption *options, const char *name)
{
	for (const PgOption *option = options; option->keyword != NULL; option++)
		if (g_str_equal(option->keyword, name))
			return option->val;
	return NULL;
}

static bool pg_is_here(const PgOption *options)
{
	const char *host = pg_option(options, "hostaddr");
	host = host != NULL ? host : pg_option(options, "host");
	if (host == NULL || *host == '\0' || *host == '/' || *host == '@')
		return true;
	return g_str_equal(host, "localhost") || g_str_equal(host, "::1") || g_str_equal(host, "127.0.0.1");
}

/* What the URL says itself comes later and wins. */
static PGconn *pg_connect(const char *url, bool verified)
{
	const char *const keys[] = { "fallback_application_name", "connect_timeout", "keepalives_idle",
				     "tcp_user_timeout", verified ? "sslmode" : "keepalives", "dbname",
				     "client_encoding", NULL };
	const char *const values[] = { "valija", "10", "30", "60000", verified ? "verify-full" : "1", url, "UTF8",
				       NULL };
	return PQconnectdbParams(keys, values, 1);
}

/* A server that answers and yet does not let us in will not do so later either. */
static bool pg_refused(const char *url, PGconn *connection, GError **error)
{
	PGPing ping = PQping(url);
	bool later = ping == PQPING_NO_RESPONSE || ping == PQPING_REJECT;
	g_autofree char *words = pg_line(PQerrorMessage(connection));
	g_set_error(error, VALIJA_ERROR, (int)(later ? ERROR_RETRY : ERROR_STOP), "database: %s", words);
	return false;
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

Sql *sql_pg_open(const char *url, GError **error)
{
	bool verified = false;
	if (!pg_read_url(url, &verified, error))
		return NULL;
	Pg *pg = g_new0(Pg, 1);
	pg->base.ops = &pg_ops;
	pg->prepared = g_new0(bool, queries_count);
	pg->connection = pg_connect(url, verified);
	bool done = PQstatus(pg->connection) == CONNECTION_OK || pg_refused(url, pg->connection, error);
	if (done && pg_prepare_session(pg, error))
		return &pg->base;
	pg_close(&pg->base);
	return NULL;
}

#else
#include "base/error.h"
#include "store/sql_driver.h"

Sql *sql_pg_open(const char *url, GError **error)
{
	(void)url;
	error_stop(error, "this program was built without PostgreSQL (make PG=0): leave url in [store] out");
	return NULL;
}
#endif
