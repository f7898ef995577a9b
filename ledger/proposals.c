#include "ledger/proposals.h"

#include <glib.h>
#include <string.h>

static bool proposals_in(const char *text, const char *number)
{
	size_t length = strlen(number);
	for (const char *at = text != NULL ? strstr(text, number) : NULL; at != NULL; at = strstr(at + 1, number)) {
		bool begins = at == text || !g_ascii_isalnum(at[-1]);
		/* 1042 of "1.042" and "01042" is another number's end */
		bool inside = at > text + 1 && (at[-1] == '.' || at[-1] == ',') && g_ascii_isdigit(at[-2]);
		if (begins && !inside && !g_ascii_isalnum(at[length]))
			return true;
	}
	return false;
}

bool proposals_names(const Mail *mail, const Invoice *invoice)
{
	const char *number = invoice->number;
	return number != NULL && strlen(number) >= 3 &&
	       (proposals_in(mail->subject, number) || proposals_in(mail->text, number));
}

void proposals_sort(const Mail *mail, Invoice *invoices, size_t n)
{
	size_t named = 0;
	for (size_t i = 0; i < n; i++) {
		if (!proposals_names(mail, &invoices[i]))
			continue;
		Invoice one = invoices[i];
		memmove(&invoices[named + 1], &invoices[named], (i - named) * sizeof *invoices);
		invoices[named++] = one;
	}
}
