#include "parsers/replies/payment_file.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "parsers/replies/payment_value.h"

#define PAYMENT_NO_COLUMN SIZE_MAX

typedef enum { COLUMN_REFERENCE, COLUMN_DATE, COLUMN_INVOICE, COLUMN_CURRENCY, COLUMN_AMOUNT, COLUMN_CUSTOMER,
	       N_COLUMNS } Column;

typedef struct {
	Arena *arena;
	const CsvTable *table;
	const PaymentMap *map;
	PaymentFile *file;
	size_t places[N_COLUMNS]; /* of the row; PAYMENT_NO_COLUMN: there is none */
	GHashTable *seen;	  /* content of rows without reference -> how often */
	PaymentMark mark;
} Reading;

static void payment_fault(Reading *reading, int64_t line, const char *column, const char *text)
{
	PaymentFile *file = reading->file;
	file->faults = arena_grow(reading->arena, file->faults, file->n_faults, sizeof *file->faults);
	file->faults[file->n_faults++] = (PaymentFault){ .line = line, .column = column, .text = text };
}

/* ---- columns ---- */

/* Accents, case and the two signs that people take for one ("N°", "Nº") make no other column. */
static const char *payment_column_word(Arena *arena, const char *name)
{
	g_autoptr(GString) word = g_string_new(text_trim(arena, name));
	g_string_replace(word, "°", "º", 0);
	return text_fold(arena, word->str);
}

static size_t payment_find_column(const Reading *reading, const char *name)
{
	const Texts *header = &reading->table->rows[0].cells;
	const char *wanted = payment_column_word(reading->arena, name);
	for (size_t i = 0; i < header->n; i++) {
		if (strcmp(payment_column_word(reading->arena, header->items[i]), wanted) == 0)
			return i;
	}
	return PAYMENT_NO_COLUMN;
}

static bool payment_columns(Reading *reading)
{
	const PaymentMap *map = reading->map;
	const char *const names[N_COLUMNS] = { map->reference, map->date,   map->invoice,
					       map->currency,  map->amount, map->customer };
	static const char *const defaults[N_COLUMNS] = { "reference", "date", "invoice", "currency", "amount", "customer" };
	for (size_t i = 0; i < N_COLUMNS; i++) {
		const char *name = names[i] != NULL ? names[i] : defaults[i];
		bool none = strcmp(name, "-") == 0;
		bool optional = i == COLUMN_CUSTOMER || (i == COLUMN_CURRENCY && map->default_currency != NULL);
		reading->places[i] = none ? PAYMENT_NO_COLUMN : payment_find_column(reading, name);
		if (reading->places[i] != PAYMENT_NO_COLUMN || none || (optional && names[i] == NULL))
			continue;
		payment_fault(reading, reading->table->rows[0].line, name,
			      arena_printf(reading->arena, "there is no column \"%s\" for the %s; the header has: %s", name,
					   defaults[i], texts_join(reading->arena,
								   &reading->table->rows[0].cells, ", ")));
		return false;
	}
	return true;
}

static const char *payment_cell(const Reading *reading, const CsvRow *row, Column column)
{
	size_t place = reading->places[column];
	return place < row->cells.n ? text_or_null(reading->arena, row->cells.items[place]) : NULL;
}

static const char *payment_column_name(const Reading *reading, Column column)
{
	const Texts *header = &reading->table->rows[0].cells;
	size_t place = reading->places[column];
	return place < header->n ? header->items[place] : "";
}

static bool payment_cell_fault(Reading *reading, const CsvRow *row, Column column, const char *why)
{
	const char *cell = payment_cell(reading, row, column);
	payment_fault(reading, row->line, payment_column_name(reading, column),
		      arena_printf(reading->arena, "\"%s\" %s",
				   cell != NULL ? text_line(reading->arena, cell, 60) : "", why));
	return false;
}

/* ---- what all rows agree on ---- */

/* A file has one decimal mark: what one amount gives away holds for all. Two marks: each row for itself. */
static PaymentMark payment_common_mark(const Reading *reading)
{
	PaymentMark common = (PaymentMark)reading->map->decimal;
	for (size_t i = 1; reading->map->decimal == PAYMENT_MARK_AUTO && i < reading->table->n; i++) {
		const char *cell = payment_cell(reading, &reading->table->rows[i], COLUMN_AMOUNT);
		PaymentMark mark = cell != NULL ? payment_value_mark(cell) : PAYMENT_MARK_AUTO;
		if (mark != PAYMENT_MARK_AUTO && common != PAYMENT_MARK_AUTO && mark != common)
			return PAYMENT_MARK_AUTO;
		common = mark != PAYMENT_MARK_AUTO ? mark : common;
	}
	return common;
}

/* ---- one row ---- */

static const char *payment_more(const Reading *reading, const CsvRow *row)
{
	const Texts *header = &reading->table->rows[0].cells;
	g_autoptr(json_t) more = json_object();
	for (size_t i = 0; i < row->cells.n; i++) {
		bool taken = *row->cells.items[i] == '\0';
		for (size_t c = 0; c < N_COLUMNS; c++)
			taken = taken || reading->places[c] == i;
		if (!taken)
			json_set_text(more,
				      i < header->n && *header->items[i] != '\0' ?
					      header->items[i] :
					      arena_printf(reading->arena, "column %zu", i + 1),
				      row->cells.items[i]);
	}
	if (json_object_size(more) == 0)
		return NULL;
	g_autofree char *line = json_line(more);
	return arena_strdup(reading->arena, line);
}

/* The second of two equal rows is another payment, and in the next file that has both it is so again. */
static const char *payment_hash(Reading *reading, const CsvRow *row)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	for (size_t i = 0; i < row->cells.n; i++) {
		const char *cell = text_trim(reading->arena, row->cells.items[i]);
		const char *sized = arena_printf(reading->arena, "%zu:%s", strlen(cell), cell);
		g_checksum_update(sum, (const guchar *)sized, -1);
	}
	const char *hash = arena_strndup(reading->arena, g_checksum_get_string(sum), 24);
	guint times = GPOINTER_TO_UINT(g_hash_table_lookup(reading->seen, hash)) + 1;
	g_hash_table_insert(reading->seen, arena_strdup(reading->arena, hash), GUINT_TO_POINTER(times));
	return arena_printf(reading->arena, "row:%s:%u", hash, times);
}

static bool payment_currency(Reading *reading, const CsvRow *row, const char **ret)
{
	const char *cell = payment_cell(reading, row, COLUMN_CURRENCY);
	g_autofree char *upper = cell != NULL ? g_ascii_strup(cell, -1) : NULL;
	*ret = upper != NULL ? arena_strdup(reading->arena, upper) : reading->map->default_currency;
	if (*ret != NULL && strlen(*ret) == 3 && g_ascii_isalpha((*ret)[0]) && g_ascii_isalpha((*ret)[1]) &&
	    g_ascii_isalpha((*ret)[2]))
		return true;
	return payment_cell_fault(reading, row, COLUMN_CURRENCY, "is no currency: three letters like CLP or MXN are wanted");
}

static bool payment_amount(Reading *reading, const CsvRow *row, PaymentLine *line)
{
	int64_t micro = 0;
	const char *why = NULL;
	const char *currency = NULL;
	const char *cell = payment_cell(reading, row, COLUMN_AMOUNT);
	if (!payment_currency(reading, row, &currency))
		return false;
	if (cell == NULL)
		return payment_cell_fault(reading, row, COLUMN_AMOUNT, "is no amount");
	if (!payment_value_amount(cell, currency, reading->mark, &micro, &why))
		return payment_cell_fault(reading, row, COLUMN_AMOUNT, why);
	if (micro <= 0)
		return payment_cell_fault(reading, row, COLUMN_AMOUNT,
					  "is no payment: money that went back is taken back with payments undo");
	line->amount = money_make(micro, currency);
	return true;
}

static bool payment_date(Reading *reading, const CsvRow *row, PaymentLine *line)
{
	const char *cell = payment_cell(reading, row, COLUMN_DATE);
	if (cell != NULL && payment_value_date(cell, (PaymentDates)reading->map->dates, &line->date))
		return true;
	return payment_cell_fault(reading, row, COLUMN_DATE,
				  "is no day: 2026-11-30 or 30/11/2026 is wanted (dates = in [payments NAME] says otherwise)");
}

static void payment_row(Reading *reading, const CsvRow *row)
{
	PaymentFile *file = reading->file;
	PaymentLine line = { .line = row->line, .reference = payment_cell(reading, row, COLUMN_REFERENCE),
			     .invoice = payment_cell(reading, row, COLUMN_INVOICE),
			     .customer = payment_cell(reading, row, COLUMN_CUSTOMER) };
	if (line.reference == NULL)
		line.reference = payment_hash(reading, row);
	bool dated = payment_date(reading, row, &line);
	if (!payment_amount(reading, row, &line) || !dated)
		return;
	line.more = payment_more(reading, row);
	file->lines = arena_grow(reading->arena, file->lines, file->n, sizeof *file->lines);
	file->lines[file->n++] = line;
}

bool payment_file_fits(Arena *arena, const CsvTable *table, const PaymentMap *map)
{
	PaymentFile none = { 0 };
	Reading reading = { .arena = arena, .table = table, .map = map, .file = &none };
	return payment_columns(&reading);
}

void payment_file_read(Arena *arena, const CsvTable *table, const PaymentMap *map, PaymentFile *ret)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	Reading reading = { .arena = arena, .table = table, .map = map, .file = ret, .seen = seen };
	*ret = (PaymentFile){ 0 };
	if (!payment_columns(&reading))
		return;
	reading.mark = payment_common_mark(&reading);
	for (size_t i = 1; i < table->n; i++)
		payment_row(&reading, &table->rows[i]);
}
