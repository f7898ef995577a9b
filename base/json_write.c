#include "base/json_write.h"

#include <string.h>

static void json_write_value(JsonWriter *writer)
{
	if (writer->comma)
		g_string_append_c(writer->text, ',');
	writer->comma = true;
}

void json_write_open(JsonWriter *writer, char bracket)
{
	json_write_value(writer);
	g_string_append_c(writer->text, bracket);
	writer->comma = false;
}

void json_write_close(JsonWriter *writer, char bracket)
{
	g_string_append_c(writer->text, bracket);
	writer->comma = true;
}

void json_write_key(JsonWriter *writer, const char *key)
{
	json_write_value(writer);
	g_string_append_c(writer->text, '"');
	g_string_append(writer->text, key);
	g_string_append_len(writer->text, "\":", 2);
	writer->comma = false;
}

static bool json_write_is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte != '"' && byte != '\\';
}

static void json_write_escape(GString *text, unsigned char byte)
{
	static const char *const escapes[] = { ['"'] = "\\\"", ['\\'] = "\\\\", ['\b'] = "\\b", ['\f'] = "\\f",
					       ['\n'] = "\\n", ['\r'] = "\\r",	['\t'] = "\\t" };
	if (escapes[byte] != NULL)
		g_string_append(text, escapes[byte]);
	else
		g_string_append_printf(text, "\\u%04X", (unsigned)byte);
}

static void json_write_quoted(GString *text, const char *value)
{
	g_string_append_c(text, '"');
	for (const char *at = value; *at != '\0';) {
		const char *run = at;
		while (json_write_is_plain((unsigned char)*at))
			at++;
		g_string_append_len(text, run, at - run);
		if (*at != '\0')
			json_write_escape(text, (unsigned char)*at++);
	}
	g_string_append_c(text, '"');
}

void json_write_text(JsonWriter *writer, const char *text)
{
	if (text == NULL) {
		json_write_null(writer);
		return;
	}
	g_autofree char *valid = g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
	json_write_value(writer);
	json_write_quoted(writer->text, valid != NULL ? valid : text);
}

void json_write_integer(JsonWriter *writer, int64_t value)
{
	json_write_value(writer);
	g_string_append_printf(writer->text, "%" G_GINT64_FORMAT, value);
}

void json_write_bool(JsonWriter *writer, bool value)
{
	json_write_value(writer);
	g_string_append(writer->text, value ? "true" : "false");
}

void json_write_null(JsonWriter *writer)
{
	json_write_value(writer);
	g_string_append_len(writer->text, "null", 4);
}
