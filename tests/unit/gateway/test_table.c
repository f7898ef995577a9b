/* What table_row prints: CSV that a spreadsheet cannot be made to run, JSON Lines, columns. */
#include "gateway/table.h"

#include <csv.h>
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "tests/tap.h"
#include "tests/unit/templates/random_value.h"

/* A program has its verbs; this one has none. */
const Verb *const app_verbs[] = { NULL };

/* What rows print, from the real standard output. */
static char *printed_rows(Table *table, json_t *const *rows, size_t n, size_t *ret_length)
{
	char *text = NULL;
	g_autofree char *path = NULL;
	int file = g_file_open_tmp("table-XXXXXX", &path, NULL);
	fflush(stdout);
	int before = dup(STDOUT_FILENO);
	dup2(file, STDOUT_FILENO);
	for (size_t i = 0; i < n; i++)
		table_row(table, rows[i]);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	close(file);
	g_file_get_contents(path, &text, ret_length, NULL);
	unlink(path);
	return text;
}

static char *printed(Table *table, const char *json)
{
	g_autoptr(json_t) row = json_read(json, strlen(json), NULL);
	return printed_rows(table, &row, 1, NULL);
}

typedef struct {
	const char *json, *want;
} Row;

static const Row cells[] = {
	{ "{\"a\":\"x\"}", "x" },
	{ "{\"a\":\"x,y\"}", "\"x,y\"" },
	{ "{\"a\":\"di \\\"hola\\\"\"}", "\"di \"\"hola\"\"\"" },
	{ "{\"a\":\"uno\\r\\ndos\"}", "\"uno\r\ndos\"" },
	{ "{\"a\":\"=1+1\"}", "\"'=1+1\"" },
	{ "{\"a\":\"+56 2\"}", "\"'+56 2\"" },
	{ "{\"a\":\"-cmd|' /C calc'!A0\"}", "\"'-cmd|' /C calc'!A0\"" },
	{ "{\"a\":\"@SUM(A1)\"}", "\"'@SUM(A1)\"" },
	{ "{\"a\":\"\\t=1\"}", "\"'\t=1\"" },
	{ "{\"a\":\"-12.50\"}", "-12.50" },
	{ "{\"a\":\"  =1+1\"}", "\"'  =1+1\"" },
	{ "{\"a\":\"x \"}", "\"x \"" },
	{ "{\"a\":null}", "" },
	{ "{\"a\":7}", "7" },
	{ "{\"a\":true}", "true" },
	{ "{\"a\":[\"x\",\"y\"]}", "x y" },
	{ "{\"a\":{\"CLP\":\"5\"}}", "\"{\"\"CLP\"\":\"\"5\"\"}\"" },
};

static void test_csv(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		Table table = { .form = TABLE_CSV };
		g_autofree char *text = printed(&table, cells[i].json);
		g_autofree char *want = g_strdup_printf("a\r\n%s\r\n", cells[i].want);
		is_str(text, want, cells[i].json);
	}
	Table table = { .form = TABLE_CSV };
	g_autofree char *first = printed(&table, "{\"id\":1,\"hold\":null,\"debtor\":{\"tax_id\":\"1-9\",\"name\":\"U\"}}");
	is_str(first, "id,hold.reason,hold.until,debtor.tax_id,debtor.name\r\n1,,,1-9,U\r\n", "nested names are joined");
	g_autofree char *second = printed(&table, "{\"id\":2,\"hold\":{\"reason\":\"STOP\",\"until\":null},\"debtor\":null}");
	is_str(second, "2,STOP,,,\r\n", "each row has the same columns, the header stands once");
}

/* ---- 100,000 values ---- */

enum { COLUMNS = 4, ROWS = 25000 };

typedef struct {
	GPtrArray *values;
	size_t cells, rows, wrong, run;
} ReadBack;

/* What makes a spreadsheet compute: the program puts an apostrophe before it. */
static bool is_formula(const char *text)
{
	text += strspn(text, " ");
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL && strspn(text, "-0123456789.") != strlen(text);
}

static void cell_read(void *bytes, size_t length, void *context)
{
	ReadBack *back = context;
	g_autofree char *got = g_strndup(bytes, length);
	size_t i = back->cells++;
	if (i < COLUMNS || i - COLUMNS >= back->values->len)
		return; /* the header */
	const char *value = g_ptr_array_index(back->values, i - COLUMNS);
	g_autofree char *want = g_strconcat(is_formula(value) ? "'" : "", value, NULL);
	back->wrong += strcmp(got, want) != 0;
	back->run += is_formula(got);
}

static void row_read(int end, void *context)
{
	(void)end;
	((ReadBack *)context)->rows++;
}

/* Read by libcsv, as others would: each cell as it was, none more, and none that a spreadsheet runs. */
static void test_values(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1618033);
	ReadBack back = { .values = g_ptr_array_new_with_free_func(g_free) };
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
	static const char *const names[COLUMNS] = { "a", "b", "c", "d" };
	bool control = false;
	for (size_t i = 0; i < (size_t)ROWS * COLUMNS; i++) {
		char *value = i < G_N_ELEMENTS(crafted_values) ? g_strdup(crafted_values[i]) :
								 random_value(random, &control);
		g_ptr_array_add(back.values, value);
		if (i % COLUMNS == 0)
			g_ptr_array_add(rows, json_object());
		json_set_text(g_ptr_array_index(rows, rows->len - 1), names[i % COLUMNS], value);
	}
	Table table = { .form = TABLE_CSV };
	size_t length = 0;
	g_autofree char *text = printed_rows(&table, (json_t *const *)rows->pdata, rows->len, &length);
	struct csv_parser parser;
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
	size_t parsed = csv_parse(&parser, text, length, cell_read, row_read, &back);
	csv_fini(&parser, cell_read, row_read, &back);
	csv_free(&parser);
	is_i64((int64_t)parsed, (int64_t)length, "what was written is CSV to the last byte");
	is_i64((int64_t)back.rows, ROWS + 1, "as many rows as were given");
	is_i64((int64_t)back.cells, (ROWS + 1) * COLUMNS, "and cells");
	is_i64((int64_t)back.wrong, 0, "100,000 values, and all crafted ones, are read back as they were");
	is_i64((int64_t)back.run, 0, "and no spreadsheet computes one");
	g_ptr_array_free(back.values, TRUE);
}

static void test_empty_first(void)
{
	Table table = { .form = TABLE_CSV };
	g_autofree char *text = printed(&table, "{\"a\":null,\"b\":\"x\"}");
	is_str(text, "a,b\r\n,x\r\n", "an empty first cell keeps its comma");
}

static void test_text(void)
{
	static const char *const columns[] = { "name:6", "amount:0", NULL };
	Table table = { .form = TABLE_TEXT, .columns = columns };
	g_autofree char *text = printed(&table, "{\"name\":\"Ñuñoa Ltda\",\"amount\":\"5\\u001b[31m\"}");
	is_str(text, "Ñuñoa… 5 [31m\n", "cut by characters, without controls");
	Table json = { .form = TABLE_JSON };
	g_autofree char *line = printed(&json, "{\"b\":1,\"a\":\"ñ\"}");
	is_str(line, "{\"b\":1,\"a\":\"ñ\"}\n", "JSON in the order of its keys");
	ok(table.rows == 1 && table_columns_of("mails") != NULL && table_columns_of("nothing") == NULL, "rows are counted");
}

int main(void)
{
	test_csv();
	test_values();
	test_empty_first();
	test_text();
	return tap_done();
}
