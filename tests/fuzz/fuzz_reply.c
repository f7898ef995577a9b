/*
 * Any text, as plain text or as HTML, is split into reply and quotation without losing all of it; every code found
 * points at its evidence inside the reply. Seeds: tests/fixtures/reply.
 */
#include <stdint.h>
#include <string.h>

#include "parsers/mime/charset.h"
#include "parsers/replies/answer.h"
#include "parsers/replies/bank.h"
#include "parsers/replies/classify.h"
#include "parsers/replies/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool fuzz_has_ink(const char *text)
{
	for (const char *at = text; at != NULL && *at != '\0'; at = g_utf8_next_char(at))
		if (g_unichar_isgraph(g_utf8_get_char(at)))
			return true;
	return false;
}

static void fuzz_codes(const Mail *mail, const Answer *answer)
{
	size_t length = mail->reply != NULL ? strlen(mail->reply) : 0;
	g_assert(answer != NULL && answer->n_codes > 0);
	for (size_t i = 0; i < answer->n_codes; i++) {
		const AnswerCode *code = &answer->codes[i];
		g_assert(code->offset >= 0 && (size_t)code->offset <= length);
		g_assert(code->evidence == NULL || g_utf8_validate(code->evidence, -1, NULL));
		g_assert(code->date == NULL || strlen(code->date) == 10);
	}
}

/* The first byte: bit 0 HTML, bit 1 an automatic mail, bit 2 with a proof of payment. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	limits.html_depth = 16;
	const char *text = charset_guess(arena, (const char *)data + 1, size - 1);
	Message message = { .declared = "text/plain" };
	if (data[0] & 1)
		message.html = text;
	else
		message.plain = text;
	Mail mail = { .date = "2026-11-20T10:00:00-03:00", .date_instant = 1795179600, .subject = "Re: Factura",
		      .automatic = (data[0] & 2) != 0, .from = { .address = "ana@cliente.test" } };
	mail.text = message.plain;
	reply_split(arena, &limits, &message, &mail);
	g_assert(mail.text == NULL || g_utf8_validate(mail.text, -1, NULL));
	g_assert(mail.reply == NULL || g_utf8_validate(mail.reply, -1, NULL));
	g_assert(mail.quoted == NULL || g_utf8_validate(mail.quoted, -1, NULL));
	g_assert(!fuzz_has_ink(mail.text) || fuzz_has_ink(mail.reply));
	fuzz_codes(&mail, answer_read(arena, &mail, (data[0] & 4) != 0));
	Texts accounts = { 0 };
	bank_accounts(arena, mail.reply, &accounts);
	classify_is_automatic(arena, &message, &mail);
	return 0;
}
