/* What people answer to the plan of the day, as they write it from a phone. */
#include <glib.h>

#include "base/texts.h"
#include "parsers/replies/plan_answer.h"
#include "tests/tap.h"

typedef struct {
	const char *text, *want;
} Row;

static void add_ranges(Arena *arena, Texts *parts, const char *name, const PlanRange *ranges, size_t n)
{
	Texts list = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (ranges[i].first == ranges[i].last)
			texts_addf(arena, &list, "%" PRId64, ranges[i].first);
		else
			texts_addf(arena, &list, "%" PRId64 "-%" PRId64, ranges[i].first, ranges[i].last);
	}
	if (n > 0)
		texts_addf(arena, parts, "%s %s", name, texts_join(arena, &list, ","));
}

/* "out 7,9 go 3-5 rest"; "?" is unclear. */
static const char *words(Arena *arena, const PlanAnswer *answer)
{
	Texts parts = { 0 };
	if (!answer->clear)
		return "?";
	add_ranges(arena, &parts, "out", answer->out, answer->n_out);
	add_ranges(arena, &parts, answer->only ? "only" : "go", answer->go, answer->n_go);
	if (answer->rest)
		texts_add(arena, &parts, "rest");
	if (answer->none)
		texts_add(arena, &parts, "none");
	return texts_join(arena, &parts, " ");
}

static const Row rows[] = {
	/* left out */
	{ "no 7, 9", "out 7,9" },
	{ "No 7,9", "out 7,9" },
	{ "sin 7 y 9", "out 7,9" },
	{ "Sin la 7 ni la 9, gracias", "out 7,9" },
	{ "não 7, 9", "out 7,9" },
	{ "nao enviar a linha 7", "out 7" },
	{ "except 7", "out 7" },
	{ "Don't send 7 and 9, please.", "out 7,9" },
	{ "don’t send 7", "out 7" },
	{ "please skip 7", "out 7" },
	{ "no mandes la 7", "out 7" },
	{ "quita la 3-5 y la 9", "out 3-5,9" },
	{ "no 3 al 5", "out 3-5" },
	{ "no del 3 al 5", "out 3-5" },
	{ "no 3–5", "out 3-5" },
	{ "sauf 7", "out 7" },
	{ "pas la 7 et la 9", "out 7,9" },
	{ "7 y 9 no", "out 7,9" },
	{ "7 no enviar", "out 7" },
	{ "no #7", "out 7" },
	{ "no 7.", "out 7" },
	{ "no n° 7", "out 7" },
	{ "no nº7", "out 7" },
	{ "nº7", "?" },
	{ "Hola Lucía, sin 7\n\nSaludos\nAna Díaz\n+56 9 1234 5678", "out 7" },
	{ "Buenos días:\nno 7\nno 9\n\nAna", "out 7,9" },
	{ "no 7\n-- \nAna, piso 4", "out 7" },
	{ "no 7\n> 1. Comercial Uno\n> 2. Otra", "out 7" },
	/* with a reason */
	{ "no 7 porque ya pagó", "out 7" },
	{ "no 7 (Comercial Sur)", "out 7" },
	{ "no 7, ya pagó el lunes y no debe nada", "out 7" },
	{ "no 7 - en disputa", "out 7" },
	{ "no 7 (la de Juan)", "out 7" },
	{ "no 7 de Juan", "?" },
	{ "no: 7, 9", "out 7,9" },
	{ "no 7 - ok 3", "?" },
	{ "no 7 promete pagar el 15", "?" },
	{ "no 7 porque ya pagó, 9 porque está en disputa", "?" },
	{ "no 7 porque ya pagó y tampoco a Comercial Sur", "?" },
	{ "no 7 y Comercial Sur", "?" },
	{ "no 7, Comercial Sur", "?" },
	{ "no 7 ni Comercial Sur", "?" },
	/* all of it */
	{ "ok", "rest" },
	{ "OK!", "rest" },
	{ "Sí, gracias", "rest" },
	{ "gracias, ok", "rest" },
	{ "Aprobado", "rest" },
	{ "Vo.Bo.", "rest" },
	{ "VºBº", "rest" },
	{ "visto bueno", "rest" },
	{ "de acuerdo", "rest" },
	{ "d'accord", "rest" },
	{ "todo bien", "rest" },
	{ "👍", "rest" },
	{ "👍🏽", "rest" },
	{ "send all", "rest" },
	{ "enviar", "rest" },
	{ "sim, pode enviar", "rest" },
	{ "ok\nAna Díaz", "rest" },
	{ "ok gracias Ana", "rest" },
	{ "ok\nllamar antes", "?" },
	{ "ok, pero espera a Juan", "?" },
	{ "ok, but call them first", "?" },
	{ "ok?", "?" },
	/* some of it */
	{ "ok 3, 4", "go 3,4" },
	{ "sí, la 3", "go 3" },
	{ "enviar 3 y 4", "go 3,4" },
	{ "3 sí, 4 no", "out 4 go 3" },
	{ "ok menos 7", "out 7 rest" },
	{ "ok, but not 7", "out 7 rest" },
	{ "all but 7", "out 7 rest" },
	{ "todos menos 7 y 9", "out 7,9 rest" },
	{ "no 7, el resto ok", "out 7 rest" },
	{ "no 7, enviar el resto", "out 7 rest" },
	{ "7 y 9 no, el resto ok", "out 7,9 rest" },
	{ "ok 1-5, no 6", "out 6 go 1-5" },
	{ "solo 3 y 4", "only 3,4" },
	{ "only 3", "only 3" },
	{ "sólo enviar la 3", "only 3" },
	/* nothing */
	{ "ninguno", "none" },
	{ "None, thanks", "none" },
	{ "no, ninguno", "none" },
	{ "no enviar nada", "none" },
	{ "nenhum", "none" },
	{ "aucun", "none" },
	/* not understood */
	{ NULL, "?" },
	{ "", "?" },
	{ "gracias", "?" },
	{ "no", "?" },
	{ "7, 9", "?" },
	{ "no quites ninguno", "?" },
	{ "no sacar 7", "?" },
	{ "no ok", "?" },
	{ "no todos", "?" },
	{ "todos no", "?" },
	{ "ninguno menos 7", "?" },
	{ "no 7 ok 7", "?" },
	{ "no 5-3", "?" },
	{ "no 3 - 5", "?" },
	{ "no 0", "?" },
	{ "no 1.200", "?" },
	{ "no 7/9", "?" },
	{ "no $7", "?" },
	{ "no 99999999999999999999", "?" },
	{ "no 7 y", "?" },
	{ "no 7 o mejor lo vemos", "?" },
	{ "ok no. 7", "out 7 rest" },
	{ "solo no 7", "?" },
	{ "¿quién es el 7?", "?" },
	{ "no 7 https://example.com", "?" },
	{ "visto", "?" },
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		/* The answer itself may be the last thing in memory. */
		g_autofree char *copy = g_strdup(rows[i].text);
		const PlanAnswer answer = plan_answer_read(arena, copy);
		is_str(words(arena, &answer), rows[i].want, rows[i].text != NULL ? rows[i].text : "no text");
	}
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) longest = g_string_new("no 1");
	while (longest->len <= PLAN_ANSWER_BYTES_MAX)
		g_string_append(longest, ",\nno 1");
	ok(!plan_answer_read(arena, longest->str).clear, "a book is no answer");
	const PlanAnswer ranges = plan_answer_read(arena, "no 3-5, 9");
	ok(plan_answer_names(ranges.out, ranges.n_out, 4) && plan_answer_names(ranges.out, ranges.n_out, 9) &&
		   !plan_answer_names(ranges.out, ranges.n_out, 6),
	   "ranges name what is in them");
	return tap_done();
}
