#include "ledger/book.h"

#include <glib.h>

#define WORD(symbol, word) word,
#define WORDS(name, Type, LIST)                                                     \
	const char *name##_word(Type value)                                         \
	{                                                                           \
		static const char *const words[] = { LIST(WORD) };                  \
		return words[value];                                                \
	}                                                                           \
	FROM_WORD(name, Type, LIST)
#define FROM_WORD(name, Type, LIST)                                                 \
	bool name##_from_word(const char *word, Type *ret)                          \
	{                                                                           \
		static const char *const words[] = { LIST(WORD) };                  \
		return book_find(words, G_N_ELEMENTS(words), word, (int *)ret);     \
	}

static bool book_find(const char *const *words, size_t n, const char *word, int *ret)
{
	for (size_t i = 0; i < n; i++)
		if (g_strcmp0(words[i], word) == 0) {
			*ret = (int)i;
			return true;
		}
	return false;
}

WORDS(invoice_state, InvoiceState, INVOICE_STATES)
WORDS(direction, Direction, DIRECTIONS)
WORDS(contact_state, ContactState, CONTACT_STATES)
WORDS(contact_role, ContactRole, CONTACT_ROLES)
WORDS(posting_kind, PostingKind, POSTING_KINDS)
WORDS(declaration_kind, DeclarationKind, DECLARATION_KINDS)
WORDS(payment_state, PaymentState, PAYMENT_STATES)
FROM_WORD(due_rule, DueRule, DUE_RULES)
FROM_WORD(verdict, TrustVerdict, TRUST_VERDICTS)
FROM_WORD(environment, DocumentEnvironment, DOCUMENT_ENVIRONMENTS)

int64_t invoice_balance(const Invoice *invoice)
{
	return invoice->total.micro - invoice->paid - invoice->credited;
}

bool invoice_is_open(const Invoice *invoice)
{
	static const bool open[] = {
		[STATE_NEW] = true,	 [STATE_WAITING] = true,	     [STATE_OVERDUE] = true,
		[STATE_DISPUTED] = true, [STATE_PAYMENT_UNCONFIRMED] = true, [STATE_PART_PAID] = true,
		[STATE_CEDED] = false,
	};
	return open[invoice->state];
}
