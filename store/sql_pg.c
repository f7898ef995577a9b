/*
 * The PostgreSQL engine: READ COMMITTED, UTF-8, time-outs of its own, statements prepared once per connection. Only this
 * file and pg_connect.c include libpq. A connection that is lost fails what runs on it with RETRY; the next transaction
 * has a new one. A COMMIT whose answer is lost is RETRY too: who repeats finds by his guards (version, attempts, UNIQUE)
 * that it was done.
 *
 * Inside a transaction what nobody waits for is sent ahead (libpq's pipeline mode) and answered together with the next
 * statement that somebody waits for: a commit costs a round trip for each question, not for each row.
 */
#ifdef VALIJA_PG
#include <libpq-fe.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/pg_args.h"
#include "store/pg_check.h"
#include "store/pg_connect.h"
#include "store/pg_state.h"
#include "store/queries.h"

#define PG_MOST_WAITING 100 /* so that neither side ever fills the other's buffers */
#define PG_PLANS_LAST 2000  /* statements; planning anew what is in use costs as much as some 50 of them */

typedef struct {
	Sql base;
	PGconn *connection;
	bool *prepared; /* by SqlStatement.slot */
	GPtrArray *waiting; /* const char *: names of what was sent ahead and not answered yet */
	unsigned said; /* statements since plans were last made anew */
	bool lost;	/* libpq may call a connection fine until the second failure on it */
} Pg;

typedef struct {
	SqlRows base;
	PGresult *result;
	int row; /* the one being read; -1 before the first */
} PgRows;

typedef PGresult PgResult;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PgResult, PQclear)

/* ---- errors ---- */

/* What a person wants to know besides the server's words. */
static const char *pg_hint(const char *state, bool standby)
{
	if (standby)
		return ": this server is a standby that only reads: waiting for one that takes writes";
	bool unkept = text_equal(state, "26000") || text_equal(state, "42P05");
	return unkept ? ": a pooler before the server must keep sessions (PgBouncer: pool_mode = session)" : "";
}

/* An error without SQLSTATE is libpq's own: the connection broke. After FATAL the server closes it. One that is a standby
 * now is left, too: the next transaction may find who takes writes. */
static bool pg_fail(Pg *pg, const PGresult *result, const char *what, GError **error)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	bool fatal = text_equal(severity, "FATAL") || text_equal(severity, "PANIC");
	bool standby = pg_state_is_read_only(state) && text_equal(PQparameterStatus(pg->connection, "in_hot_standby"), "on");
	ErrorCode code = state != NULL && !standby ? pg_state_class(state) : ERROR_RETRY;
	pg->lost = pg->lost || state == NULL || fatal || standby || PQstatus(pg->connection) != CONNECTION_OK;
	g_autofree char *words = pg_connect_line(primary != NULL ? primary : PQerrorMessage(pg->connection));
	g_set_error(error, VALIJA_ERROR, (int)code, "database: %s: %s (%s)%s", what, words,
		    state != NULL ? state : "no answer", pg_hint(state, standby));
	return false;
}

/* ---- sent ahead ---- */

static bool pg_is_fine(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Takes the answers to all that was sent ahead. The first fault is the one that counts: the server leaves out what came
 * after it. ret_last (NULL is fine): the answer to the last of them. */
static bool pg_take_answers(Pg *pg, PGresult **ret_last, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(PgResult) last = NULL;
	if (pg->waiting->len == 0)
		return true;
	if (PQpipelineSync(pg->connection) != 1)
		pg_fail(pg, NULL, "pipeline", &fault);
	for (guint i = 0; i < pg->waiting->len && !pg->lost; i++) {
		g_clear_pointer(&last, PQclear);
		last = PQgetResult(pg->connection);
		if (fault == NULL && !pg_is_fine(last))
			pg_fail(pg, last, g_ptr_array_index(pg->waiting, i), &fault);
		if (!pg->lost)
			PQclear(PQgetResult(pg->connection)); /* NULL: the end of this statement's answer */
	}
	g_ptr_array_set_size(pg->waiting, 0);
	if (!pg->lost)
		PQclear(PQgetResult(pg->connection)); /* the sync's own */
	if (!pg->lost && PQexitPipelineMode(pg->connection) != 1)
		pg_fail(pg, NULL, "pipeline", fault == NULL ? &fault : NULL);
	if (fault != NULL) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	if (ret_last != NULL)
		*ret_last = g_steal_pointer(&last);
	return true;
}

static bool pg_may_send(Pg *pg)
{
	return pg->waiting->len > 0 || PQenterPipelineMode(pg->connection) == 1;
}

/* done: what libpq said of sending it. */
static bool pg_wait_later(Pg *pg, bool done, const char *name, GError **error)
{
	if (done) {
		g_ptr_array_add(pg->waiting, (gpointer)(uintptr_t)name);
		return true;
	}
	g_ptr_array_set_size(pg->waiting, 0);
	return pg_fail(pg, NULL, name, error); /* without an answer: lost */
}

static bool pg_send_script(Pg *pg, const char *text, GError **error)
{
	bool done = pg_may_send(pg) &&
		    PQsendQueryParams(pg->connection, text, 0, NULL, NULL, NULL, NULL, 0) == 1;
	return pg_wait_later(pg, done, text, error);
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
	/* Every statement finds its rows by an index, whatever the values are (a test sees to it): nothing is planned
	 * anew for each, compiled, or read as a whole because the table was small when the plan was made. */
	"SET plan_cache_mode = force_generic_plan; SET jit = off;"
	"SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;"
	"SET enable_incremental_sort = off;"
	"SET lock_timeout = '10s';"
	"SET statement_timeout = '60s';"
	"SET idle_in_transaction_session_timeout = '60s';"
	"SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

static bool pg_script_once(Pg *pg, const char *text, GError **error)
{
	g_autoptr(PgResult) result = PQexec(pg->connection, text);
	if (!pg_is_fine(result) && PQresultStatus(result) != PGRES_EMPTY_QUERY)
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
	memset(pg->prepared, 0, sizeof *pg->prepared * queries_slots);
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
	g_autofree char *words = pg_connect_line(PQerrorMessage(pg->connection));
	error_retry(error, "database: %s", words); /* it had let us in before */
	return false;
}

static void pg_close(Sql *sql)
{
	Pg *pg = (Pg *)sql;
	PQfinish(pg->connection);
	g_free(pg->prepared);
	g_ptr_array_free(pg->waiting, TRUE);
	g_free(pg);
}

/* A plan is kept for all values; one that was made while a table was empty must not outlive that. */
static bool pg_plan_anew(Pg *pg, GError **error)
{
	if (pg->said < PG_PLANS_LAST)
		return true;
	pg->said = 0;
	return pg_script_once(pg, "DISCARD PLANS", error);
}

/* A connection that died while nobody used it shows at BEGIN, which may be said again. */
static bool pg_script(Sql *sql, const char *text, GError **error)
{
	Pg *pg = (Pg *)sql;
	if (!pg_ready(pg, error))
		return false;
	if (g_str_equal(text, SQL_SAVEPOINT) || text == sql->ops->soon_inside)
		return pg_send_script(pg, text, error);
	if (g_str_equal(text, SQL_RELEASE))
		return pg_send_script(pg, text, error) && pg_take_answers(pg, NULL, error);
	bool back = g_str_has_prefix(text, "ROLLBACK"); /* takes back what failed too */
	if (!pg_take_answers(pg, NULL, back ? NULL : error) && (!back || pg->lost))
		return false;
	g_autoptr(GError) first = NULL;
	if ((text != sql->ops->begin || pg_plan_anew(pg, &first)) && pg_script_once(pg, text, &first))
		return true;
	if (text == sql->ops->begin && pg->lost)
		return pg_ready(pg, error) && pg_script_once(pg, text, error);
	g_propagate_error(error, g_steal_pointer(&first));
	return false;
}

/* ---- statements ---- */

static bool pg_is_kept(const SqlStatement *statement)
{
	return statement->slot < queries_slots;
}

static const char *pg_name(const SqlStatement *statement)
{
	return pg_is_kept(statement) ? statement->name : "";
}

static bool pg_prepare(Pg *pg, const PgArgs *args, GError **error)
{
	const SqlStatement *statement = args->statement;
	g_autoptr(PgResult) result = PQprepare(pg->connection, pg_name(statement), statement->text[SQL_POSTGRESQL],
					       args->n, args->types);
	return PQresultStatus(result) == PGRES_COMMAND_OK || pg_fail(pg, result, statement->name, error);
}

/* Known to the server under its name. A new one is made known between what was sent ahead and what comes. */
static bool pg_know(Pg *pg, const PgArgs *args, GError **error)
{
	const SqlStatement *statement = args->statement;
	pg->said++;
	if (!pg_ready(pg, error))
		return false;
	if (pg_is_kept(statement) && pg->prepared[statement->slot])
		return true;
	if (!pg_take_answers(pg, NULL, error) || !pg_prepare(pg, args, error))
		return false;
	if (pg_is_kept(statement))
		pg->prepared[statement->slot] = true;
	return true;
}

static bool pg_send_known(Pg *pg, const PgArgs *args, GError **error)
{
	bool done = pg_may_send(pg) &&
		    PQsendQueryPrepared(pg->connection, pg_name(args->statement), args->n, args->bytes, args->lengths,
					args->formats, 0) == 1;
	return pg_wait_later(pg, done, args->statement->name, error);
}

/* A plan that was made while nothing waited would sort all that waits, each time; it is made at the first use. */
static bool pg_keep_order(Pg *pg, const PgArgs *args, GError **error)
{
	return !args->statement->in_order || pg_send_script(pg, "SET LOCAL enable_sort TO off", error);
}

static bool pg_send_args(Pg *pg, const PgArgs *args, GError **error)
{
	return pg_know(pg, args, error) && pg_keep_order(pg, args, error) &&
	       (pg->waiting->len < PG_MOST_WAITING || pg_take_answers(pg, NULL, error)) &&
	       pg_send_known(pg, args, error);
}

static bool pg_send(Sql *sql, const SqlStatement *statement, const SqlValue *values, GError **error)
{
	PgArgs args;
	pg_args_one(&args, statement, values);
	return pg_send_args((Pg *)sql, &args, error);
}

static bool pg_send_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, GError **error)
{
	g_auto(PgArgs) args = { 0 };
	pg_args_many(&args, statement, values, n);
	return pg_send_args((Pg *)sql, &args, error);
}

static bool pg_query_args(Pg *pg, const PgArgs *args, SqlRows **ret_rows, GError **error)
{
	if (!pg_know(pg, args, error) || !pg_keep_order(pg, args, error))
		return false;
	g_autoptr(PgResult) result = NULL;
	if (pg->waiting->len == 0)
		result = PQexecPrepared(pg->connection, pg_name(args->statement), args->n, args->bytes, args->lengths,
					args->formats, 0);
	else if (!pg_send_known(pg, args, error) || !pg_take_answers(pg, &result, error))
		return false;
	if (!pg_is_fine(result))
		return pg_fail(pg, result, args->statement->name, error);
	PgRows *rows = g_new0(PgRows, 1);
	*rows = (PgRows){ .base.sql = &pg->base, .result = g_steal_pointer(&result), .row = -1 };
	*ret_rows = &rows->base;
	return true;
}

static bool pg_query(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows,
		     GError **error)
{
	PgArgs args;
	pg_args_one(&args, statement, values);
	return pg_query_args((Pg *)sql, &args, ret_rows, error);
}

static bool pg_query_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n,
			  SqlRows **ret_rows, GError **error)
{
	g_auto(PgArgs) args = { 0 };
	pg_args_many(&args, statement, values, n);
	return pg_query_args((Pg *)sql, &args, ret_rows, error);
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

static const SqlOps pg_ops = {
	.dialect = SQL_POSTGRESQL,
	.close = pg_close,
	.script = pg_script,
	.query = pg_query,
	.query_many = pg_query_many,
	.send = pg_send,
	.send_many = pg_send_many,
	.next = pg_next,
	.integer = pg_integer, .text = pg_text,
	.changes = pg_changes, .end = pg_end,
	.check = pg_check,
	.begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
	.soon_inside = "SET LOCAL synchronous_commit TO off",
	/* "valija" in ASCII: one migration at a time in a database, as long as it takes. */
	.lock_schema = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
		       "SELECT pg_advisory_xact_lock(130160802753121)",
	.lock_sending = "LOCK TABLE sending IN ACCESS EXCLUSIVE MODE",
};

/* ---- opening ---- */

Sql *sql_pg_open(const char *url, GError **error)
{
	PGconn *connection = pg_connect(url, error);
	if (connection == NULL)
		return NULL;
	Pg *pg = g_new0(Pg, 1);
	pg->base.ops = &pg_ops;
	pg->prepared = g_new0(bool, queries_slots);
	pg->waiting = g_ptr_array_new();
	pg->connection = connection;
	if (pg_prepare_session(pg, error))
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
