#include "templates/alert_words.h"

#include "tests/tap.h"

typedef struct {
	const char *language, *codes, *want;
} Row;

static const Row rows[] = {
	{ "es-CL", "PROMISE 2026-11-27", "promesa de pago (27 de noviembre de 2026)" },
	{ "en", "PROMISE 2026-11-27; DISP_PRICE", "promise to pay (27 November 2026), price disputed" },
	{ "fr", "DISP_PRICE; DISP_PRICE", "conteste le prix" },
	{ "pt-BR", "NEW_CODE", "NEW_CODE" },
	{ "es-MX", "PROMISE 2026-13-45", "promesa de pago" },
	{ "es", "", "" },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Catalog) catalog = catalog_new(NULL, true, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Texts codes = texts_split(arena, rows[i].codes, ";");
		is_str(alert_code_words(arena, catalog, rows[i].language, &codes), rows[i].want, rows[i].language);
	}
	is_str(alert_state_word(arena, catalog, "es-CL", "part-paid"), "con pagos parciales", "a state in words");
	is_str(alert_state_word(arena, catalog, "es-CL", "unheard-of"), "unheard-of", "a state without words");
	AlertWords words;
	ok(alert_words(arena, catalog, "es-CL", "reply", "Comercial Uno", "promesa de pago", &words, NULL), "an alert");
	is_str(words.title, "Comercial Uno respondió: promesa de pago", "is titled in the reader's language");
	return tap_done();
}
