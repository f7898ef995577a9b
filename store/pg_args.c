#include "store/pg_args.h"

#include <string.h>

/* OIDs of the types that arguments are sent as: fixed in src/include/catalog/pg_type.dat. */
#define PG_OID_INT8 20
#define PG_OID_TEXT 25
#define PG_OID_TEXT_ARRAY 1009
#define PG_OID_INT8_ARRAY 1016

void pg_args_one(PgArgs *ret, const SqlStatement *statement, const SqlValue *values)
{
	ret->statement = statement;
	for (ret->n = 0; statement->types[ret->n] != '\0'; ret->n++) {
		int n = ret->n;
		const SqlValue *value = &values[n];
		bool binary = value->type == SQL_INTEGER;
		ret->types[n] = statement->types[n] == 't' ? PG_OID_TEXT : PG_OID_INT8;
		ret->integers[n] = GINT64_TO_BE(value->integer);
		ret->lengths[n] = binary ? (int)sizeof ret->integers[n] : 0;
		ret->formats[n] = binary;
		ret->bytes[n] = value->type == SQL_NULL ? NULL : binary ? (const char *)&ret->integers[n] : value->text;
		ret->arrays[n] = NULL;
	}
	g_assert(ret->n <= PG_MOST_ARGS);
}

static void pg_add_int32(GByteArray *bytes, size_t value)
{
	guint32 word = GUINT32_TO_BE((guint32)value);
	g_byte_array_append(bytes, (const guint8 *)&word, sizeof word);
}

static void pg_add_element(GByteArray *bytes, const SqlValue *value)
{
	int64_t integer = GINT64_TO_BE(value->integer);
	bool is_text = value->type == SQL_TEXT;
	size_t length = is_text ? strlen(value->text) : sizeof integer;
	if (value->type == SQL_NULL) {
		pg_add_int32(bytes, G_MAXUINT32);
		return;
	}
	pg_add_int32(bytes, length);
	g_byte_array_append(bytes, is_text ? (const guint8 *)value->text : (const guint8 *)&integer, (guint)length);
}

/* One dimension, from 1 on; values of one column are stride apart. */
static GByteArray *pg_array(const SqlValue *values, size_t stride, size_t n, unsigned element)
{
	GByteArray *bytes = g_byte_array_new();
	pg_add_int32(bytes, n > 0 ? 1 : 0);
	pg_add_int32(bytes, 1); /* it may hold NULLs */
	pg_add_int32(bytes, element);
	if (n > 0) {
		pg_add_int32(bytes, n);
		pg_add_int32(bytes, 1);
	}
	for (size_t i = 0; i < n; i++)
		pg_add_element(bytes, &values[i * stride]);
	return bytes;
}

void pg_args_many(PgArgs *ret, const SqlStatement *statement, const SqlValue *values, size_t n)
{
	size_t stride = strlen(statement->types);
	g_assert(stride <= PG_MOST_ARGS && statement->many != NULL);
	ret->statement = statement->many;
	for (ret->n = 0; (size_t)ret->n < stride; ret->n++) {
		int i = ret->n;
		bool is_text = statement->types[i] == 't';
		ret->types[i] = is_text ? PG_OID_TEXT_ARRAY : PG_OID_INT8_ARRAY;
		ret->arrays[i] = pg_array(&values[i], stride, n, is_text ? PG_OID_TEXT : PG_OID_INT8);
		ret->bytes[i] = (const char *)ret->arrays[i]->data;
		ret->lengths[i] = (int)ret->arrays[i]->len;
		ret->formats[i] = 1;
	}
}

void pg_args_clear(PgArgs *args)
{
	for (int i = 0; i < args->n; i++)
		g_clear_pointer(&args->arrays[i], g_byte_array_unref);
}
