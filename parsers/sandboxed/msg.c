#include "parsers/sandboxed/msg.h"

#include <glib.h>
#include <string.h>

#include "parsers/sandboxed/msg_head.h"
#include "parsers/sandboxed/msg_store.h"
#include "parsers/sandboxed/rtf_packed.h"

#define DEPTH_MAX 4 /* messages in messages: one more than the reader takes apart, so that it says so */
#define NAME_MAX_BYTES 4096
#define BODY 0x1000
#define BODY_HTML 0x1013
#define TAG_HTML 0x10130102
#define TAG_RTF 0x10090102
#define TAG_DATA 0x37010102
#define TAG_METHOD 0x37050003
#define METHOD_INSIDE 5 /* afEmbeddedMessage, [MS-OXCMSG] 2.2.2.9 */

typedef struct {
	MimeOut out;
	MsgStatus status;
} Msg;

static void msg_damaged(Msg *msg)
{
	msg->status = MSG_DAMAGED;
}

/* Whether the properties know of bytes that could not be had, and why that is. */
static bool msg_is_missing(Msg *msg, const MsgStore *store, uint32_t tag)
{
	uint64_t stated = msg_store_number(store, tag);
	if (stated > mime_out_room(&msg->out))
		msg->out.full = true;
	else if (stated > 0)
		msg_damaged(msg);
	return stated > 0;
}

/* ---- the text ---- */

static bool msg_put_text(Msg *msg, const char *type, MsgText text)
{
	if (text.bytes == NULL)
		return false;
	g_autoptr(GString) fields = g_string_new(NULL);
	mime_out_type(fields, type, text.charset);
	mime_out_part(&msg->out, fields->str, text.bytes, text.length);
	return true;
}

static bool msg_put_rtf(Msg *msg, MsgText packed)
{
	size_t length = 0;
	if (packed.bytes == NULL)
		return false;
	g_autofree char *rtf = rtf_packed_open((const unsigned char *)packed.bytes, packed.length,
					       mime_out_room(&msg->out), &length);
	if (rtf != NULL)
		mime_out_part(&msg->out, MIME_OUT_RTF, rtf, length);
	return rtf != NULL;
}

static MsgText msg_html(const MsgStore *message, size_t max)
{
	MsgText html = msg_store_bytes(message, TAG_HTML, max);
	html.charset = msg_store_html_charset(message);
	return html;
}

/* The plain text, else the HTML, else the RTF. */
static void msg_body(Msg *msg, const MsgStore *message)
{
	static const uint32_t tags[] = { 0x1000001f, 0x1000001e, TAG_HTML, 0x1013001f, 0x1013001e, TAG_RTF };
	size_t max = mime_out_room(&msg->out);
	if (msg_put_text(msg, "text/plain", msg_store_text(message, BODY, max)) ||
	    msg_put_text(msg, "text/html", msg_html(message, max)) ||
	    msg_put_text(msg, "text/html", msg_store_text(message, BODY_HTML, max)) ||
	    msg_put_rtf(msg, msg_store_bytes(message, TAG_RTF, max)))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(tags); i++)
		msg_is_missing(msg, message, tags[i]);
}

/* ---- what is attached ---- */

/* The long name, the short one, the one that is shown. */
static void msg_name(GString *fields, const MsgStore *attachment)
{
	static const uint32_t ids[] = { 0x3707, 0x3704, 0x3001 };
	MsgText name = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(ids) && name.length == 0; i++)
		name = msg_store_text(attachment, ids[i], NAME_MAX_BYTES);
	if (name.length > 0)
		mime_out_name(fields, name.charset, name.bytes, name.length);
	else
		mime_out_name(fields, "utf-8", "attachment", strlen("attachment"));
}

static void msg_content_id(GString *fields, const MsgStore *attachment)
{
	MsgText id = msg_store_text(attachment, 0x3712, NAME_MAX_BYTES);
	g_autoptr(GString) plain = g_string_new(NULL);
	for (size_t i = 0; i < id.length; i++)
		if (g_ascii_isgraph(id.bytes[i]) && strchr("<>", id.bytes[i]) == NULL)
			g_string_append_c(plain, id.bytes[i]);
	if (plain->len > 0)
		g_string_append_printf(fields, "Content-ID: <%s>\r\n", plain->str);
}

/* A signed mail is kept whole, as the one attachment of a message that has nothing else ([MS-OXOSMIME] 2.1). */
static const char *msg_type(const MsgStore *attachment)
{
	MsgText tag = msg_store_text(attachment, 0x370e, NAME_MAX_BYTES);
	static const char signed_mail[] = "multipart/signed";
	bool mail = tag.length == sizeof signed_mail - 1 &&
		    g_ascii_strncasecmp(tag.bytes, signed_mail, tag.length) == 0;
	return mail ? MIME_OUT_MESSAGE : MIME_OUT_FILE;
}

static void msg_file(Msg *msg, const MsgStore *attachment)
{
	size_t max = mime_out_room(&msg->out);
	MsgText data = msg_store_bytes(attachment, TAG_DATA, max);
	if (data.bytes == NULL && !msg_store_has(attachment, TAG_DATA))
		return; /* a link, or an object of another program */
	if (data.bytes == NULL && msg_is_missing(msg, attachment, TAG_DATA))
		return;
	g_autoptr(GString) fields = g_string_new(msg_type(attachment));
	msg_name(fields, attachment);
	msg_content_id(fields, attachment);
	mime_out_part(&msg->out, fields->str, data.bytes != NULL ? data.bytes : "", data.length);
}

static void msg_message(Msg *msg, const MsgStore *message, const char *part, int depth);

static void msg_attachment(Msg *msg, const MsgStore *attachment, int depth)
{
	const MsgStore *inside = msg_store_inside(attachment);
	if (inside == NULL) {
		if (msg_store_number(attachment, TAG_METHOD) == METHOD_INSIDE)
			msg_damaged(msg);
		msg_file(msg, attachment);
		return;
	}
	g_autoptr(GString) fields = g_string_new(NULL);
	msg_name(fields, attachment);
	if (depth >= DEPTH_MAX)
		msg->out.full = true;
	else
		msg_message(msg, inside, fields->str, depth + 1);
}

/* part: the fields of the part that it is, NULL for the outermost. */
static void msg_message(Msg *msg, const MsgStore *message, const char *part, int depth)
{
	g_autoptr(GString) head = g_string_new(NULL);
	msg_head_write(head, message);
	if (!mime_out_begin(&msg->out, part, head->str))
		return;
	int parts = msg->out.parts;
	msg_body(msg, message);
	size_t n = msg_store_count(message, MSG_STORE_ATTACHMENT);
	for (size_t i = 0; i < n; i++) {
		const MsgStore *attachment = msg_store_child(message, MSG_STORE_ATTACHMENT, i);
		if (attachment != NULL)
			msg_attachment(msg, attachment, depth);
		else
			msg_damaged(msg);
	}
	if (msg->out.parts == parts)
		mime_out_part(&msg->out, MIME_OUT_PLAIN, "", 0);
	msg->out.full |= msg_store_is_crowded(message);
	mime_out_end(&msg->out);
}

MsgStatus msg_read(Arena *arena, const char *bytes, size_t length, const MimeSink *sink)
{
	Msg msg = { .out.sink = *sink };
	const MsgStore *message = msg_store_open(arena, bytes, length);
	if (message == NULL)
		return MSG_DAMAGED;
	msg_message(&msg, message, NULL, 0);
	return msg.out.full ? MSG_TOO_LARGE : msg.status;
}
