#include "base/log.h"

#include <glib.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static LogLevel log_level = LOG_INFO;
static const char *log_stage = NULL;

void log_set_level(LogLevel level)
{
	log_level = level;
}

void log_set_stage(const char *stage)
{
	log_stage = stage;
}

static const char *log_level_name(LogLevel level)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	return names[level];
}

static bool log_plain(const char *value)
{
	for (const char *at = value; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && strchr("-_.:/@+", *at) == NULL)
			return false;
	return *value != '\0';
}

/* Control bytes and anything a terminal could obey are written as \xNN; UTF-8 letters stay. */
static void log_append_quoted(GString *line, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);
	g_string_append_c(line, '"');
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (c == '"' || c == '\\')
			g_string_append_printf(line, "\\%c", (char)c);
		else if (!g_unichar_isprint(c))
			g_string_append_printf(line, "\\x%02x", c);
		else
			g_string_append_unichar(line, c);
	}
	g_string_append_c(line, '"');
}

void log_append(GString *line, const char *key, const char *value)
{
	if (value == NULL)
		return;
	g_string_append_printf(line, "%s%s=", line->len > 0 ? " " : "", key);
	if (log_plain(value))
		g_string_append(line, value);
	else
		log_append_quoted(line, value);
}

void log_event(LogLevel level, const char *event, ...)
{
	if (level > log_level)
		return;
	g_autoptr(GString) line = g_string_new(NULL);
	log_append(line, "level", log_level_name(level));
	log_append(line, "stage", log_stage);
	log_append(line, "event", event);
	va_list args;
	va_start(args, event);
	for (const char *key = va_arg(args, const char *); key != NULL; key = va_arg(args, const char *))
		log_append(line, key, va_arg(args, const char *));
	va_end(args);
	g_string_append_c(line, '\n');
	ssize_t written = write(STDERR_FILENO, line->str, line->len);
	(void)written;
}
