#include "gateway/smtp_body.h"

const char *smtp_body_fault(const void *bytes, size_t length, bool *ret_eight_bit)
{
	const char *at = bytes;
	const char *end = at + length;
	size_t line = 0;
	bool eight_bit = false;
	for (; at < end; at++) {
		line = *at == '\r' || *at == '\n' ? 0 : line + 1;
		if (*at == '\0')
			return "the mail holds a NUL byte";
		if (line > SMTP_BODY_MAX_LINE)
			return "the mail has a line of more than 998 bytes";
		eight_bit |= ((unsigned char)*at & 0x80U) != 0;
	}
	*ret_eight_bit = eight_bit;
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
	while (put < room && body->at < body->end && *body->at != '\r' && *body->at != '\n')
		out[put++] = *body->at++;
	body->in_line = true;
	return put;
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
