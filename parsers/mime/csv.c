#include "parsers/mime/csv.h"

#include <csv.h>
#include <string.h>

#include "base/error.h"
#include "parsers/mime/charset.h"

typedef struct csv_parser CsvParser;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CsvParser, csv_free)

typedef struct {
	Arena *arena;
	CsvTable *table;
	Texts cells;  /* of the row that is being read */
	int64_t begin; /* its first line */
	bool inside;
} CsvReading;

static void csv_take_cell(void *bytes, size_t length, void *context)
{
	CsvReading *reading = context;
	const char *cell = bytes;
	texts_add(reading->arena, &reading->cells, arena_strndup(reading->arena, cell != NULL ? cell : "", length));
}

static void csv_take_row(int last, void *context)
{
	CsvReading *reading = context;
	CsvTable *table = reading->table;
	(void)last;
	table->rows = arena_grow(reading->arena, table->rows, table->n, sizeof *table->rows);
	table->rows[table->n++] = (CsvRow){ .cells = reading->cells, .line = reading->begin };
	reading->cells = (Texts){ 0 };
	reading->inside = false;
}

/* Excel's "Unicode text" is UTF-16 with a BOM. */
static const char *csv_text(Arena *arena, const char *bytes, size_t length, const char *charset)
{
	bool little = length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0;
	bool big = length >= 2 && memcmp(bytes, "\xfe\xff", 2) == 0;
	if (little || big)
		return charset_decode(arena, little ? "UTF-16LE" : "UTF-16BE", bytes + 2, length - 2);
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return charset_guess(arena, bytes + 3, length - 3);
	return charset != NULL ? charset_decode(arena, charset, bytes, length) : charset_guess(arena, bytes, length);
}

static char csv_separator(const char *text)
{
	static const char separators[] = ";,\t";
	size_t counts[sizeof separators - 1] = { 0 };
	bool quoted = false;
	const char *at = text + strspn(text, "\r\n");
	for (; *at != '\0' && (quoted || (*at != '\n' && *at != '\r')); at++) {
		const char *known = strchr(separators, *at);
		quoted = quoted != (*at == '"');
		if (known != NULL && !quoted)
			counts[known - separators]++;
	}
	size_t best = counts[0] >= counts[1] ? 0 : 1;
	return separators[counts[best] >= counts[2] ? best : 2];
}

/* A line at a time, so that a row knows where it begins; a quoted line end keeps it open. */
static bool csv_feed(CsvParser *parser, CsvReading *reading, const char *text, int64_t *ret_line)
{
	for (int64_t line = 1; *text != '\0'; line++) {
		size_t length = strcspn(text, "\r\n");
		bool blank = length == 0;
		length += strncmp(text + length, "\r\n", 2) == 0 ? 2 : text[length] != '\0';
		if (!reading->inside)
			reading->begin = line;
		reading->inside = reading->inside || !blank;
		*ret_line = reading->begin;
		if (csv_parse(parser, text, length, csv_take_cell, csv_take_row, reading) != length)
			return false;
		text += length;
	}
	/* The last line may lack its end; what is open after it is a quote. */
	if (reading->inside)
		csv_parse(parser, "\n", 1, csv_take_cell, csv_take_row, reading);
	return !reading->inside;
}

bool csv_read(Arena *arena, const char *bytes, size_t length, const char *charset, char separator, CsvTable *ret,
	      GError **error)
{
	CsvTable table = { 0 };
	CsvReading reading = { .arena = arena, .table = &table };
	int64_t line = 0;
	g_auto(CsvParser) parser;
	const char *text = csv_text(arena, bytes, length, charset);
	table.separator = separator != '\0' ? separator : csv_separator(text);
	csv_init(&parser, 0);
	csv_set_delim(&parser, (unsigned char)table.separator);
	if (!csv_feed(&parser, &reading, text, &line)) {
		error_reject(error, "line %" G_GINT64_FORMAT ": a quote that is opened here is never closed", line);
		return false;
	}
	if (table.n == 0) {
		error_reject(error, "it is empty: a header row is wanted");
		return false;
	}
	*ret = table;
	return true;
}
