#include "gateway/smtp/smtp_body.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

static bool has_eight_bit(const char *bytes, size_t length)
{
	uint64_t all = 0;
	size_t i = 0;
	for (uint64_t word; i + sizeof word <= length; i += sizeof word) {
		memcpy(&word, bytes + i, sizeof word);
		all |= word;
	}
	for (; i < length; i++)
		all |= (unsigned char)bytes[i];
	return (all & UINT64_C(0x8080808080808080)) != 0;
}

/* How many bytes come before the next CR or LF. */
static size_t run_length(const char *at, size_t length)
{
	const char *feed = memchr(at, '\n', length);
	size_t run = feed != NULL ? (size_t)(feed - at) : length;
	const char *back = memchr(at, '\r', run);
	return back != NULL ? (size_t)(back - at) : run;
}

const char *smtp_body_fault(const void *bytes, size_t length, bool *ret_eight_bit)
{
	const char *at = bytes;
	const char *end = at + length;
	if (length > 0 && memchr(bytes, '\0', length) != NULL)
		return "the mail holds a NUL byte";
	while (at < end) {
		size_t run = run_length(at, (size_t)(end - at));
		if (run > SMTP_BODY_MAX_LINE)
			return "the mail has a line of more than 998 bytes";
		at += run;
		at += at < end;
	}
	*ret_eight_bit = has_eight_bit(bytes, length);
	return NULL;
}

void smtp_body_begin(SmtpBody *body, const void *bytes, size_t length)
{
	body->at = bytes;
	body->end = body->at + length;
	body->in_line = false;
}

static size_t put_line_end(SmtpBody *body, char *out)
{
	out[0] = '\r';
	out[1] = '\n';
	body->in_line = false;
	return 2;
}

/* The next step: one line end, or a run within a line. At least SMTP_BODY_MIN_ROOM bytes of room. */
static size_t put_next(SmtpBody *body, char *out, size_t room)
{
	if (*body->at == '\r' || *body->at == '\n') {
		body->at += *body->at == '\r' && body->at + 1 < body->end && body->at[1] == '\n' ? 2 : 1;
		return put_line_end(body, out);
	}
	size_t put = 0;
	if (!body->in_line && *body->at == '.')
		out[put++] = '.';
	size_t run = run_length(body->at, MIN(room - put, (size_t)(body->end - body->at)));
	memcpy(out + put, body->at, run);
	body->at += run;
	body->in_line = true;
	return put + run;
}

size_t smtp_body_read(SmtpBody *body, char *out, size_t room)
{
	size_t put = 0;
	while (body->at < body->end && room - put >= SMTP_BODY_MIN_ROOM)
		put += put_next(body, out + put, room - put);
	if (body->at == body->end && body->in_line && room - put >= SMTP_BODY_MIN_ROOM)
		put += put_line_end(body, out + put);
	return put;
}
