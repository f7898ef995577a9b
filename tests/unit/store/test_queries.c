/* The generator: what it makes of a small file, and that it stops at faults with file and line. */
#include "tests/unit/store/store_fixture.h"

static int generate(const char *folder, const char *what, const char *sql, char **ret_out, char **ret_error)
{
	g_autofree char *file = g_build_filename(folder, "small.sql", NULL);
	g_file_set_contents(file, sql, -1, NULL);
	const char *argv[] = { "perl", "store/queries.pl", what, file, "small.h", NULL };
	int status = -1;
	g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, ret_out,
		     ret_error, &status, NULL);
	return status;
}

static const char small[] =
	"-- name: thing_take\n"
	"-- args: text owner, i64 now,\n"
	"--       ref parent\n"
	"-- rows: i64 id, text words\n"
	"UPDATE thing SET owner = $1 WHERE due <= $2 AND parent = $3 @SKIP_LOCKED@\n"
	"RETURNING @ROWS:thing@;\n"
	"-- name: thing_one\n-- args: i64 id\n-- row: like thing_take\n"
	"SELECT @ROWS@ FROM thing WHERE id = $1;\n"
	"-- name: thing_add\n-- args: like thing_take\n"
	"INSERT INTO thing (@NAMES:2@) VALUES (@VALUES:2@) ON CONFLICT DO UPDATE SET @SETS:3@;\n"
	"-- name: thing_put\n-- args: i64 id, text words\n-- many\n"
	"INSERT INTO thing (@NAMES@) VALUES (@VALUES@);\n"
	"-- name: thing_of\n-- args: like thing_put\n-- many\n-- row: like thing_take\n"
	"SELECT @ROWS:thing@ FROM @GIVEN@ JOIN thing ON thing.id = given.id AND thing.words = given.words;\n";

static void test_header(const char *folder)
{
	g_autofree char *out = NULL;
	g_autofree char *fault = NULL;
	is_i64(generate(folder, "header", small, &out, &fault), 0, "a header is made");
	static const char *const parts[] = {
		"typedef struct {\n\tconst char *owner;\n\tint64_t now;\n\tint64_t parent;\n} ThingTakeArgs;",
		"typedef struct {\n\tint64_t id;\n\tconst char *words;\n} ThingTakeRow;",
		"bool q_thing_take(Sql *sql, const ThingTakeArgs *args, SqlRows **ret_rows, GError **error);",
		"int q_thing_take_next(SqlRows *rows, Arena *arena, ThingTakeRow *ret_row, GError **error);",
		"int q_thing_one(Sql *sql, int64_t id, Arena *arena, ThingTakeRow *ret_row, GError **error);",
		"bool q_thing_put_many(Sql *sql, const ThingPutArgs *args, size_t n, int64_t *ret_changes, GError **error);",
		"bool q_thing_of_many(Sql *sql, const ThingPutArgs *args, size_t n, SqlRows **ret_rows, GError **error);",
		"int q_thing_of_next(SqlRows *rows, Arena *arena, ThingTakeRow *ret_row, GError **error);",
		"bool q_thing_add(Sql *sql, const ThingTakeArgs *args, int64_t *ret_changes, GError "
		"**error);",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		ok(strstr(out, parts[i]) != NULL, "it has %s", parts[i]);
}

static void test_source(const char *folder)
{
	g_autofree char *out = NULL;
	g_autofree char *fault = NULL;
	is_i64(generate(folder, "source", small, &out, &fault), 0, "a source is made");
	static const char *const parts[] = {
		"due <= $2 AND parent = $3 FOR UPDATE SKIP LOCKED RETURNING thing.id, thing.words",
		"due <= \\?2 AND parent = \\?3 RETURNING thing.id, thing.words",
		"SELECT id, words FROM thing WHERE id = $1",
		"INSERT INTO thing (now, parent) VALUES ($2, $3) ON CONFLICT DO UPDATE SET parent = $3",
		".types = \"tii\"",
		"INSERT INTO thing (id, words) VALUES ($1, $2)",
		"INSERT INTO thing (id, words) SELECT given.id, given.words FROM unnest($1::bigint[], $2::text[]) AS "
		"given(id, words)",
		"FROM (SELECT $1 AS id, $2 AS words) AS given JOIN thing",
		"FROM thing WHERE thing.id = \\?1 AND thing.words = \\?2",
		"FROM unnest($1::bigint[], $2::text[]) AS given(id, words) JOIN thing",
		"sql_value_ref(args->parent)",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		ok(strstr(out, parts[i]) != NULL, "it has %s", parts[i]);
}

static void test_faults(const char *folder)
{
	static const struct {
		const char *name, *sql, *fault;
	} rows[] = {
		{ "a number without argument", "-- name: a\n-- args: i64 x\nSELECT 1 WHERE $2;\n",
		  "$2 has no argument" },
		{ "an argument never used", "-- name: a\n-- args: i64 x\nDELETE FROM t;\n", "never used" },
		{ "a type that is none", "-- name: a\n-- args: int x\nDELETE FROM t WHERE a = $1;\n",
		  "small.sql:2" },
		{ "two statements in one", "-- name: a\nDELETE FROM t; DELETE FROM u;\n", "one statement" },
		{ "the same name twice", "-- name: a\nDELETE FROM t;\n-- name: a\nDELETE FROM t;\n",
		  "small.sql:3" },
		{ "rows of none", "-- name: a\n-- rows: i64 x\nDELETE FROM t;\n", "returns none" },
		{ "no rows of some", "-- name: a\nSELECT x FROM t;\n", "needs rows" },
		{ "an unknown token", "-- name: a\nDELETE FROM t WHERE @NOW@;\n", "@NOW@" },
		{ "of many rows, one argument", "-- name: a\n-- args: i64 x\n-- many\nUPDATE t SET y = $1 FROM @GIVEN@;\n",
		  "outside of @GIVEN@" },
		{ "like nothing", "-- name: a\n-- args: like b\nDELETE FROM t;\n", "no statement b" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *out = NULL;
		g_autofree char *fault = NULL;
		ok(generate(folder, "source", rows[i].sql, &out, &fault) != 0 &&
			   strstr(fault, rows[i].fault) != NULL,
		   "%s stops the build", rows[i].name);
	}
}

int main(void)
{
	if (!g_file_test("store/queries.pl", G_FILE_TEST_EXISTS)) {
		skip("generator", "run from the root of the checkout");
		return tap_done();
	}
	g_autofree char *folder = fixture_path();
	test_header(folder);
	test_source(folder);
	test_faults(folder);
	fixture_remove(folder);
	return tap_done();
}
