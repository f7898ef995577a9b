#include "base/rfc.h"
#include "tests/tap.h"

typedef struct {
	const char *rfc;
	bool shape, digit, generic, test;
} Row;

static const Row rows[] = {
	{ "EKU9003173C9", true, true, false, true },
	{ "URE180429TM6", true, true, false, true },
	{ "FUNK671228PH6", true, true, false, true },
	{ "H&E951128469", true, true, false, true },
	{ "OÑO120726RX3", true, true, false, true },
	{ "SAT970701NN3", true, true, false, false },
	{ "SAT970701NN4", true, false, false, false },
	/* a valid SAT certificate carries it all the same */
	{ "GPS031229372", true, false, false, false },
	{ RFC_PUBLIC, true, false, true, false },
	{ RFC_FOREIGN, true, true, true, false },
	{ "AAA010101AAA", true, false, false, true },
	{ "EKU900231AB1", false, false, false, false }, /* 31 February */
	{ "EKU900230", false, false, false, false },
	{ "EKU9003173CB", false, false, false, false }, /* last is a digit or A */
	{ "EKU9003173c9", false, false, false, false },
	{ "ABCDE9003173C9", false, false, false, false },
	{ "1KU9003173C9", false, false, false, false },
	{ "", false, false, false, false },
	{ "ÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑÑ", false, false, false, false },
};

static void canonical(Arena *arena)
{
	is_str(rfc_canonical(arena, " eku9003173c9\n"), "EKU9003173C9", "trimmed and upper case");
	is_str(rfc_canonical(arena, "oño120726rx3"), "OÑO120726RX3", "ñ becomes Ñ");
	is_str(rfc_canonical(arena, "  "), NULL, "blank is none");
	is_str(rfc_canonical(arena, NULL), NULL, "NULL is none");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Row *row = &rows[i];
		g_autofree char *copy = exact_copy(row->rfc, strlen(row->rfc) + 1);
		ok(rfc_shape(copy) == row->shape, "shape of %s", row->rfc);
		ok(rfc_check_digit(copy) == row->digit, "check digit of %s", row->rfc);
		ok(rfc_is_generic(copy) == row->generic, "generic: %s", row->rfc);
		ok(rfc_is_test(copy) == row->test, "test: %s", row->rfc);
	}
	ok(!rfc_shape(NULL) && !rfc_check_digit(NULL) && !rfc_is_test(NULL) && !rfc_is_generic(NULL),
	   "NULL is none");
	canonical(arena);
	return tap_done();
}
