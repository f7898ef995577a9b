#include "base/money.h"
#include "tests/tap.h"

typedef struct {
	const char *text;
	bool valid;
	int64_t micro;
	const char *printed;
} MoneyRow;

static const MoneyRow rows[] = {
	{ "1190000", true, INT64_C(1190000000000), "1190000" },
	{ " 1160.00 ", true, 1160000000, "1160" },
	{ "0.000001", true, 1, "0.000001" },
	{ "-4750", true, -4750000000, "-4750" },
	{ ".5", true, 500000, "0.5" },
	{ "30276.00000000", true, 30276000000, "30276" },
	{ "0.1234567", false, 0, NULL },
	{ "1,190", false, 0, NULL },
	{ "1e6", false, 0, NULL },
	{ "", false, 0, NULL },
	{ "12.", false, 0, NULL },
	{ "9223372036854.775807", true, INT64_MAX, "9223372036854.775807" },
	{ "9223372036854.775808", false, 0, NULL },
	{ "999999999999999999", false, 0, NULL },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t micro = 0;
		bool valid = money_parse_micro(rows[i].text, &micro);
		ok(valid == rows[i].valid, "money \"%s\" is %s", rows[i].text, rows[i].valid ? "read" : "refused");
		if (!valid)
			continue;
		is_i64(micro, rows[i].micro, "its millionths");
		is_str(money_micro_text(arena, micro), rows[i].printed, "written back");
	}
	Money sum;
	ok(!money_add(money_make(1, "CLP"), money_make(1, "USD"), &sum), "currencies are never added");
	ok(!money_add(money_make(INT64_MAX, "CLP"), money_make(1, "CLP"), &sum), "a sum out of range is refused");
	is_i64(money_decimals("CLP"), 0, "pesos of Chile have no decimals");
	return tap_done();
}
