#include "parsers/sandboxed/mime_out.h"

#include <string.h>

/* In no base64, and none begins like another: there are few levels. */
#define BOUNDARY "=_inside%d"
#define TAIL_MAX 32 /* of one level */
#define PARTS_MAX 1000

static bool out_write(MimeOut *out, const char *bytes, size_t length)
{
	if ((int64_t)length > out->sink.room)
		return false;
	out->sink.room -= (int64_t)length;
	return out->sink.write(out->sink.self, bytes, length);
}

/* Room is kept for the ends of all that is open. */
static bool out_fits(const MimeOut *out, size_t length)
{
	return (int64_t)length + (int64_t)TAIL_MAX * (out->level + 1) <= out->sink.room;
}

size_t mime_out_room(const MimeOut *out)
{
	return (size_t)MAX(out->sink.room, 0) / 2;
}

static bool out_may(MimeOut *out, size_t length)
{
	if (out->parts++ < PARTS_MAX && length <= mime_out_room(out))
		return true;
	out->full = true;
	return false;
}

bool mime_out_begin(MimeOut *out, const char *part, const char *fields)
{
	g_autoptr(GString) head = g_string_new(NULL);
	if (part != NULL && !out_may(out, strlen(part) + strlen(fields)))
		return false;
	if (part != NULL)
		g_string_append_printf(head, "--" BOUNDARY "\r\n%s" MIME_OUT_MESSAGE "\r\n", out->level, part);
	g_string_append(head, fields);
	g_string_append_printf(head,
			       "MIME-Version: 1.0\r\n"
			       "Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n",
			       out->level + 1);
	if (!out_fits(out, head->len) || !out_write(out, head->str, head->len)) {
		out->full = true;
		return false;
	}
	out->level++;
	return true;
}

static void out_base64(GString *part, const void *bytes, size_t length)
{
	gint state = 0;
	gint save = 0;
	size_t room = (length / 3 + 1) * 4 + 4;
	g_autofree char *base64 = g_malloc(room + room / 72 + 1);
	size_t n = g_base64_encode_step(bytes, length, TRUE, base64, &state, &save);
	n += g_base64_encode_close(TRUE, base64 + n, &state, &save);
	g_string_append_len(part, base64, (gssize)n);
}

void mime_out_part(MimeOut *out, const char *fields, const void *bytes, size_t length)
{
	if (!out_may(out, length))
		return;
	g_autoptr(GString) part = g_string_new(NULL);
	g_string_append_printf(part, "--" BOUNDARY "\r\n%sContent-Transfer-Encoding: base64\r\n\r\n", out->level, fields);
	out_base64(part, bytes, length);
	g_string_append(part, "\r\n");
	if (!out_fits(out, part->len) || !out_write(out, part->str, part->len))
		out->full = true;
}

void mime_out_end(MimeOut *out)
{
	g_autofree char *tail = g_strdup_printf("--" BOUNDARY "--\r\n", out->level--);
	if (!out_write(out, tail, strlen(tail)))
		out->full = true;
}

void mime_out_type(GString *fields, const char *type, const char *charset)
{
	g_string_append(g_string_append(fields, "Content-Type: "), type);
	g_string_append(g_string_append(g_string_append(fields, "; charset="), charset), "\r\n");
}

void mime_out_name(GString *fields, const char *charset, const char *name, size_t length)
{
	g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)name, length, NULL);
	g_string_append_printf(fields, "Content-Disposition: attachment; filename*=%s''%s\r\n", charset, escaped);
}
