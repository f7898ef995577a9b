/*
 * Any bytes as a mail: bounce_read ends with recipients that a store may believe, or with NULL. Seeds:
 * tests/fixtures/bounce.
 */
#include <stdint.h>
#include <string.h>

#include "parsers/mime/mime.h"
#include "parsers/replies/bounce.h"
#include "parsers/replies/classify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_text(const char *text)
{
	g_assert(text == NULL || g_utf8_validate(text, -1, NULL));
}

static void fuzz_recipient(const BounceRecipient *recipient)
{
	g_assert(recipient->address != NULL && *recipient->address != '\0');
	fuzz_text(recipient->address);
	fuzz_text(recipient->action);
	fuzz_text(recipient->status);
	fuzz_text(recipient->diagnostic);
	g_assert(*bounce_class_word(recipient->class) != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	limits.mime_depth = 6;
	limits.parts = 40;
	limits.text_bytes = 1 << 14;
	Message *message = mime_parse(arena, &limits, data, size);
	Mail mail = { .text = message->plain, .reply = message->plain, .subject = message_header(message, "Subject") };
	const char *reason = NULL;
	classify_message(arena, message, &mail, &reason);
	const Bounce *bounce = bounce_read(arena, message);
	g_assert(bounce == NULL || bounce->n_recipients > 0);
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		fuzz_recipient(&bounce->recipients[i]);
	if (bounce != NULL)
		fuzz_text(bounce->original_message_id);
	if (bounce != NULL)
		fuzz_text(bounce->original_sender);
	return 0;
}
