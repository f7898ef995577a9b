/* What a relay may say, and what we may be given to send: replies in pieces of every size, bodies and
 * addresses. */
#include <stdlib.h>
#include <string.h>

#include "gateway/smtp/smtp_address.h"
#include "gateway/smtp/smtp_body.h"
#include "gateway/smtp/smtp_classify.h"
#include "gateway/smtp/smtp_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_reply(const char *bytes, size_t size, size_t piece)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(SmtpReply) reply = smtp_reply_new();
	for (size_t used = 0; used < size && reply->state == SMTP_REPLY_MORE;)
		used += smtp_reply_feed(reply, bytes + used, MIN(piece, size - used));
	if (!g_utf8_validate(smtp_reply_words(arena, reply), -1, NULL) ||
	    reply->line->len > SMTP_REPLY_MAX_LINE || reply->lines > SMTP_REPLY_MAX_LINES)
		abort();
	smtp_reply_offers(arena, reply, "SIZE", NULL);
	if (smtp_classify_reply(SMTP_STEP_BODY, reply->code, reply->enhanced) == SINK_UNCERTAIN)
		abort();
}

/* No bare CR or LF leaves, no line is a single dot, the end is a line end. */
static void fuzz_body(const char *bytes, size_t size, size_t room)
{
	g_autofree char *block = g_malloc(room);
	g_autoptr(GString) wire = g_string_new(NULL);
	SmtpBody body;
	smtp_body_begin(&body, bytes, size);
	for (size_t n; (n = smtp_body_read(&body, block, room)) > 0;)
		g_string_append_len(wire, block, (gssize)n);
	for (gsize i = 0; i < wire->len; i++) {
		if ((wire->str[i] == '\n' && (i == 0 || wire->str[i - 1] != '\r')) ||
		    (wire->str[i] == '\r' && wire->str[i + 1] != '\n'))
			abort();
	}
	if (strncmp(wire->str, ".\r\n", 3) == 0 || memmem(wire->str, wire->len, "\n.\r\n", 4) != NULL ||
	    (wire->len > 0 && wire->str[wire->len - 1] != '\n'))
		abort();
}

static void fuzz_address(const char *bytes, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	bool utf8 = false;
	const char *wire = smtp_address_wire(arena, arena_strndup(arena, bytes, size), &utf8);
	if (wire != NULL && (strpbrk(wire, "\r\n<> \t") != NULL || strchr(wire, '@') == NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const char *bytes = (const char *)data + 1;
	fuzz_reply(bytes, size - 1, 1 + data[0] % 16U);
	fuzz_body(bytes, size - 1, SMTP_BODY_MIN_ROOM + data[0] % 16U);
	fuzz_address(bytes, size - 1);
	return 0;
}
