/* What table_row prints: CSV that a spreadsheet cannot be made to run, JSON Lines, columns. */
#include "gateway/table.h"

#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "tests/tap.h"

/* A program has its verbs; this one has none. */
const Verb *const app_verbs[] = { NULL };

/* What one row prints, from the real standard output. */
static char *printed(Table *table, const char *json)
{
	g_autoptr(json_t) row = json_read(json, strlen(json), NULL);
	char *text = NULL;
	g_autofree char *path = NULL;
	int file = g_file_open_tmp("table-XXXXXX", &path, NULL);
	fflush(stdout);
	int before = dup(STDOUT_FILENO);
	dup2(file, STDOUT_FILENO);
	table_row(table, row);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	close(file);
	g_file_get_contents(path, &text, NULL, NULL);
	unlink(path);
	return text;
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
	test_empty_first();
	test_text();
	return tap_done();
}
