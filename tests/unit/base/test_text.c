#include "base/text.h"

#include "base/texts.h"
#include "tests/tap.h"

typedef struct {
	const char *in, *want;
} Row;

static const Row folded[] = {
	{ "AñO Über ﬁn ÀÉ", "ano uber fin ae" },
	{ "I\314\207X", "ix" },
	{ "ΟΔΟΣ ΣΟΦΟΣ", "οδοσ σοφοσ" },
	{ "ΟΔΟΣx", "οδοσx" },
	{ "Ab\377Cd", "Ab\377Cd" },
	{ "Órdenes de COMPRA", "ordenes de compra" }, { "ÑANDÚ", "nandu" }, { "ﬁn", "fin" }, { "", "" }, { NULL, NULL },
};
static const Row trimmed[] = { { "  a b \t\r\n", "a b" }, { " \n", "" }, { "", "" }, { NULL, NULL } };
static const Row lines[] = {
	{ "uno\ndos\x1b[31m", "uno dos [31m" }, { "a\u202Eb\u2028c", "a b c" }, { "12345678", "12345…" }, { "ñññññ", "ñññññ" },
};

static void test_utf8(Arena *arena)
{
	is_str(text_utf8(arena, "a\xf1o", 3), "año", "what is not UTF-8 is read as windows-1252");
	is_str(text_utf8(arena, "año", 4), "año", "what is stays");
	is_str(text_utf8(arena, "a\0b", 3), "a", "a NUL ends it");
	for (int first = 0; first < 256; first++)
		for (int second = 0; second < 256; second += 5) {
			const char bytes[] = { (char)first, (char)second, (char)0x81 };
			g_autofree char *exact = exact_copy(bytes, sizeof bytes);
			if (!g_utf8_validate(text_utf8(arena, exact, sizeof bytes), -1, NULL)) {
				ok(false, "bytes %d %d become UTF-8", first, second);
				return;
			}
		}
	ok(true, "any bytes become UTF-8");
}

static void test_texts(Arena *arena)
{
	Texts texts = texts_split(arena, " a ;; b;", ";");
	ok(texts.n == 2 && texts_has(&texts, "b") && !texts_has(&texts, ""), "a list is split and trimmed");
	is_str(texts_join(arena, &texts, ", "), "a, b", "and joined");
	Texts none = { 0 };
	is_str(texts_join(arena, &none, ", "), "", "nothing joined is empty");
	texts_addf(arena, &none, "%d", 3);
	is_str(none.items[0], "3", "an item may be made");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(folded); i++)
		is_str(text_fold(arena, folded[i].in), folded[i].want, "folded");
	for (size_t i = 0; i < G_N_ELEMENTS(trimmed); i++)
		is_str(text_trim(arena, trimmed[i].in), trimmed[i].want, "trimmed");
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		is_str(text_line(arena, lines[i].in, 5 + 8 * (i < 2)), lines[i].want, "one line");
	is_str(text_or_null(arena, "  "), NULL, "blank is nothing");
	is_str(text_or_null(arena, " x "), "x", "text is trimmed");
	ok(text_has_control("a\nb") && text_has_control("\x7f") && !text_has_control("año") && !text_has_control(NULL),
	   "controls are found");
	ok(text_equal(NULL, NULL) && !text_equal(NULL, "") && text_equal("a", "a"), "NULL equals NULL only");
	test_utf8(arena);
	test_texts(arena);
	return tap_done();
}
