#include "base/rut.h"
#include "tests/tap.h"

typedef struct {
	const char *text;
	const char *rut; /* NULL: no RUT */
	bool valid;
} RutRow;

static const RutRow rows[] = {
	{ "76192083-9", "76192083-9", true },
	{ " 76.192.083-9\n", "76192083-9", true },
	{ "08473325-3", "8473325-3", true },
	{ "60803000-k", "60803000-K", true },
	{ "CL60803000-K", "60803000-K", true },
	{ "cl 60803000 - K", "60803000-K", true },
	{ "76192083-8", "76192083-8", false },
	{ "1-9", "1-9", true },
	{ "999999999-6", "999999999-6", true },
	{ "9999999999-9", NULL, false },
	{ "761920839", NULL, false },
	{ "76192083-", NULL, false },
	{ "76192083-10", NULL, false },
	{ "76192083-X", NULL, false },
	{ "-9", NULL, false },
	{ "0-0", NULL, false },
	{ "Av. Uno 123-4", NULL, false },
	{ "", NULL, false },
	{ "{{ rut }}", NULL, false },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *rut = rut_normalise(arena, rows[i].text);
		is_str(rut, rows[i].rut, rows[i].text);
		ok(rut_is_valid(rut) == rows[i].valid, "check digit of \"%s\"", rows[i].text);
	}
	ok(!rut_is_valid("076192083-9"), "leading zeros are not canonical");
	ok(rut_is_generic("55555555-5") && !rut_is_generic("76192083-9") && !rut_is_generic(NULL),
	   "generic RUTs");
	ok(rut_normalise(arena, NULL) == NULL, "NULL in, NULL out");
	return tap_done();
}
