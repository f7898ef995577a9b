/* Any bytes as a bank's export: each line is a payment that the ledger may believe, each fault says where. The first byte
 * chooses separator, charset, order of days and decimal mark. Seeds: tests/fixtures/payments. */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "parsers/replies/payment_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_text(const char *text)
{
	g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
}

static void fuzz_line(const PaymentLine *line)
{
	g_assert(line->line > 0 && line->reference != NULL && *line->reference != '\0');
	g_assert(line->amount.micro > 0 && strlen(line->amount.currency) == 3);
	fuzz_text(line->reference);
	fuzz_text(line->invoice);
	fuzz_text(line->customer);
	fuzz_text(line->more);
}

static void fuzz_read(Arena *arena, const CsvTable *table, uint8_t choice)
{
	static const char *const currencies[] = { NULL, "CLP", "MXN" };
	PaymentMap map = { .dates = choice % 4, .decimal = choice / 4 % 3,
			   .default_currency = currencies[choice / 12 % G_N_ELEMENTS(currencies)] };
	PaymentFile file = { 0 };
	payment_file_read(arena, table, &map, &file);
	for (size_t i = 0; i < file.n; i++)
		fuzz_line(&file.lines[i]);
	for (size_t i = 0; i < file.n_faults; i++) {
		g_assert(file.faults[i].column != NULL && file.faults[i].text != NULL);
		fuzz_text(file.faults[i].column);
		fuzz_text(file.faults[i].text);
	}
	g_assert(file.n + 1 <= table->n || file.n == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char separators[] = { '\0', ';', ',', '\t' };
	static const char *const charsets[] = { NULL, NULL, "UTF-8", "windows-1252", "UTF-16LE", "no-such" };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	CsvTable table = { 0 };
	if (size == 0)
		return 0;
	if (!csv_read(arena, (const char *)data + 1, size - 1, charsets[data[0] / 4 % G_N_ELEMENTS(charsets)],
		      separators[data[0] % 4U], &table, &error)) {
		g_assert(error != NULL);
		fuzz_text(error->message);
		return 0;
	}
	for (size_t i = 0; i < table.n; i++)
		for (size_t k = 0; k < table.rows[i].cells.n; k++)
			fuzz_text(table.rows[i].cells.items[k]);
	fuzz_read(arena, &table, data[0]);
	return 0;
}
