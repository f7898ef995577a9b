/* JSON as it is written without a tree is what jansson writes; what is read without a tree, jansson reads the same. */
#include "base/json_scan.h"

#include <string.h>

#include "base/json.h"
#include "base/json_write.h"
#include "tests/tap.h"

#define LIES 200000
#define DEPTH_MAX 20

/* Any value, written again as it was read. */
static bool copy_value(JsonScan *scan, Arena *arena, JsonWriter *writer, int depth)
{
	const char *text = NULL;
	size_t length = 0;
	int64_t number = 0;
	bool flag = false;
	while (scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL && *scan->at != '\0')
		scan->at++;
	char next = scan->at < scan->end ? *scan->at : '\0';
	if (next == '"') {
		if (!json_scan_text(scan, arena, &text, &length))
			return false;
		json_write_text(writer, text);
		return strlen(text) == length;
	}
	if (next == 't' || next == 'f') {
		if (json_scan_bool(scan, &flag))
			json_write_bool(writer, flag);
	} else if (json_scan_null(scan)) {
		json_write_null(writer);
	} else if (next == '{' || next == '[') {
		char close = next == '{' ? '}' : ']';
		json_scan_open(scan, next);
		json_write_open(writer, next);
		while (depth < DEPTH_MAX && json_scan_more(scan, close)) {
			if (next == '{' && json_scan_key(scan, &text, &length))
				json_write_key(writer, arena_strndup(arena, text, length));
			copy_value(scan, arena, writer, depth + 1);
		}
		json_write_close(writer, close);
	} else if (json_scan_integer(scan, &number)) {
		json_write_integer(writer, number);
	}
	return scan->fault == NULL;
}

/* NULL when it is refused. */
static char *copy(const char *bytes, size_t length)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *exact = g_memdup2(bytes, length);
	JsonScan scan = json_scan_begin(exact, length);
	JsonWriter writer = { .text = g_string_new(NULL) };
	bool done = copy_value(&scan, arena, &writer, 0) && json_scan_end(&scan);
	return g_string_free(writer.text, !done);
}

static void test_rows(void)
{
	static const struct {
		const char *bytes, *want; /* NULL: refused */
	} rows[] = {
		{ "{\"a\" : [ 1 , -2,\t0 ],\r\n\"b\":{}}", "{\"a\":[1,-2,0],\"b\":{}}" },
		{ "\"\\u00e1\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"á😀/\\b\\f\\n\\r\\t\\\"\\\\\"" },
		{ "\"\\u001f\x7f\"", "\"\\u001F\x7f\"" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "null", "null" },
		{ "9223372036854775808", NULL },
		{ "-9223372036854775809", NULL },
		{ "01", NULL },
		{ "-", NULL },
		{ "1.5", NULL },
		{ "1e3", NULL },
		{ "\"\\ud83d\"", NULL },
		{ "\"\\ude00\"", NULL },
		{ "\"\\u0000\"", NULL },
		{ "\"\\u12g4\"", NULL },
		{ "\"\\x\"", NULL },
		{ "\"a\nb\"", NULL },
		{ "\"a", NULL },
		{ "\"a\\\"", NULL },
		{ "\"\xff\"", NULL },
		{ "[1,]", NULL },
		{ "[,1]", NULL },
		{ "[1 2]", NULL },
		{ "[1}", NULL },
		{ "{\"a\" 1}", NULL },
		{ "{1:1}", NULL },
		{ "{\"\\u0061\":1}", NULL },
		{ "nul", NULL },
		{ "1 1", NULL },
		{ "", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = copy(rows[i].bytes, strlen(rows[i].bytes));
		is_str(got, rows[i].want,
		       g_utf8_validate(rows[i].bytes, -1, NULL) ? rows[i].bytes : "not UTF-8");
	}
	g_autofree char *nul = copy("\"a\0b\"", 5);
	is_str(nul, NULL, "a NUL in a text");
}

static void test_written(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	size_t equal = 0;
	for (int i = 0; i < 1000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (int n = g_rand_int_range(random, 0, 30); n > 0; n--)
			g_string_append_unichar(
				text, (gunichar)g_rand_int_range(random, 1, i % 2 == 0 ? 0x80 : 0xd800));
		g_autoptr(json_t) tree = json_texts((const char *const[]){ text->str }, 1);
		g_autofree char *want = json_line(tree);
		JsonWriter writer = { .text = g_string_new(NULL) };
		json_write_open(&writer, '[');
		json_write_text(&writer, text->str);
		json_write_close(&writer, ']');
		equal += strcmp(writer.text->str, want) == 0;
		g_string_free(writer.text, TRUE);
	}
	is_i64((int64_t)equal, 1000, "texts are written as jansson writes them");
}

/* What is accepted is JSON, and means the same to jansson. */
static void test_lies(void)
{
	static const char honest[] = "{\"kind\":\"in\\\"v\\u00e1\\ud83d\\ude00\",\"n\":[1,-23,{\"x\":null,\"y\":[]},true,false],"
				     "\"t\":\"se\xc3\xb1or\\n\"}";
	static const char bytes[] = "0129-\"\\{}[],:.ntfu\x80\xc3\xff\x01 eE+d";
	g_autoptr(GRand) random = g_rand_new_with_seed(5);
	size_t accepted = 0;
	size_t wrong = 0;
	for (int i = 0; i < LIES; i++) {
		g_autofree char *lie = g_memdup2(honest, sizeof honest - 1);
		json_error_t fault;
		for (int n = g_rand_int_range(random, 0, 4); n > 0; n--)
			lie[g_rand_int_range(random, 0, sizeof honest - 1)] =
				bytes[g_rand_int_range(random, 0, sizeof bytes - 1)];
		g_autofree char *got = copy(lie, sizeof honest - 1);
		g_autoptr(json_t) tree =
			json_loadb(lie, sizeof honest - 1, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
		if (got == NULL || (tree == NULL && json_error_code(&fault) == json_error_duplicate_key))
			continue;
		g_autofree char *want = tree != NULL ? json_line(tree) : NULL;
		accepted++;
		if (g_strcmp0(got, want) != 0 && wrong++ < 5)
			printf("# %.*s\n# %s\n", (int)(sizeof honest - 1), lie, fault.text);
	}
	ok(accepted > LIES / 10 && wrong == 0, "of %d lies %zu were accepted, %zu of them wrongly", LIES, accepted, wrong);
}

int main(void)
{
	test_rows();
	test_written();
	test_lies();
	return tap_done();
}
