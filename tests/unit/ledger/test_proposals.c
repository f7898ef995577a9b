/* Which invoices an answer names, by their numbers alone. */
#include "ledger/proposals.h"
#include "tests/tap.h"

static const struct {
	const char *subject, *text, *number;
	bool named;
} rows[] = {
	{ "Re: factura 1042", NULL, "1042", true },
	{ NULL, "Pagamos la 1042, gracias", "1042", true },
	{ NULL, "N°1042.", "1042", true },
	{ NULL, "la A-1042", "1042", true },
	{ NULL, "son 31042 pesos", "1042", false },
	{ NULL, "10423", "1042", false },
	{ NULL, "$ 1.042", "042", false },
	{ NULL, "el 12 de mayo", "12", false },
	{ NULL, NULL, "1042", false },
	{ "1042", NULL, NULL, false },
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Mail mail = { .subject = rows[i].subject, .text = rows[i].text };
		const Invoice invoice = { .number = rows[i].number };
		ok(proposals_names(&mail, &invoice) == rows[i].named, "row %zu: %s", i,
		   rows[i].number != NULL ? rows[i].number : "no number");
	}
	Invoice invoices[] = { { .number = "1001" }, { .number = "1042" }, { .number = "1003" }, { .number = "1077" } };
	const Mail mail = { .subject = "1077 y 1042" };
	proposals_sort(&mail, invoices, G_N_ELEMENTS(invoices));
	is_str(invoices[0].number, "1042", "what is named comes first");
	is_str(invoices[1].number, "1077", "… in the order it had");
	is_str(invoices[3].number, "1003", "… then the rest");
	return tap_done();
}
