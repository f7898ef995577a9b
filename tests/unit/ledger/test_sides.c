#include "ledger/sides.h"

#include "tests/unit/ledger/book_maker.h"

typedef struct {
	const char *what, *issuer, *receiver;
	DocumentEffect effect;
	const char *total, *company, *direction, *creditor;
} Row;

static const Row rows[] = {
	{ "33 of ours", OURS, CLIENT, EFFECT_DEBT, "100", "andes", "issued", OURS },
	{ "33 to us", CLIENT, OURS, EFFECT_DEBT, "100", "andes", "received", CLIENT },
	{ "33 of others", CLIENT, STRANGER, EFFECT_DEBT, "100", NULL, "other", CLIENT },
	{ "46 by our client: it owes us", CLIENT, OURS, EFFECT_REVERSED_DEBT, "100", "andes", "issued", OURS },
	{ "46 by us: we owe", OURS, CLIENT, EFFECT_REVERSED_DEBT, "100", "andes", "received", CLIENT },
	{ "61 of a 46 by our client", CLIENT, OURS, EFFECT_REVERSED_CREDIT, "100", "andes", "issued", OURS },
	{ "43 by our agent", CLIENT, OURS, EFFECT_REVERSED_DEBT, "100", "andes", "issued", OURS },
	{ "43 below zero: we owe it", CLIENT, OURS, EFFECT_REVERSED_DEBT, "-4750", "andes", "received", CLIENT },
	{ "a negative 33 does not turn", OURS, CLIENT, EFFECT_DEBT, "-1", "andes", "issued", OURS },
	{ "another company of ours", OURS_MX, CLIENT_MX, EFFECT_DEBT, "1", "norte", "issued", OURS_MX },
	{ "between two of ours", OURS, OURS_MX, EFFECT_DEBT, "1", "andes", "issued", OURS },
	{ "no tax ids", NULL, NULL, EFFECT_DEBT, "1", NULL, "other", NULL },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	Facts facts = { .companies = book->companies, .n_companies = 2 };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Document document = { .issuer = { .tax_id = rows[i].issuer },
				      .receiver = { .tax_id = rows[i].receiver },
				      .effect = rows[i].effect, .total = rows[i].total, .currency = "CLP" };
		Sides sides = sides_of(&document, &facts);
		is_str(sides.company != NULL ? sides.company->name : NULL, rows[i].company, rows[i].what);
		is_str(direction_word(sides.direction), rows[i].direction, "its direction");
		is_str(sides.creditor->tax_id, rows[i].creditor, "its creditor");
	}
	Document settlement = dte(arena, "43", "1", "-4750");
	settlement.issuer.tax_id = CLIENT;
	settlement.receiver.tax_id = OURS;
	settlement.effect = EFFECT_REVERSED_DEBT;
	book_take(book, settlement);
	is_str(stands(book, settlement.key), "new 4750", "a settlement below zero is a positive debt the other way");
	ok(sides_is_generic("66666666-6") && sides_is_generic("XAXX010101000") && sides_is_generic(NULL), "nobody");
	ok(sides_is_somebody(CLIENT) && sides_is_somebody(CLIENT_MX), "somebody");
	ok(!sides_is_somebody("76192083-1") && !sides_is_somebody(NULL), "a wrong check digit is nobody yet");
	return tap_done();
}
