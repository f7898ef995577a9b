#include "parsers/sandboxed/tnef.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <ytnef.h>

#include "base/text.h"

#define BOUNDARY "=_winmail"
#define HEAD                           \
	"MIME-Version: 1.0\r\n"        \
	"Subject: winmail.dat\r\n"     \
	"Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n"
#define TAIL "--" BOUNDARY "--\r\n"
#define DEPTH_MAX 3
#define FILES_MAX 1000
#define RTF_MOST 8 /* bytes that one byte of it can become */
#define OBJECT_HEAD 16 /* bytes of interface id in front of an embedded message */

typedef struct {
	TnefSink sink;
	Arena *arena;
	int files;
	TnefStatus status;
} Tnef;

/* A text as the format holds it: of any charset, and often with its NUL. */
static const char *tnef_text(Tnef *tnef, const variableLength *text)
{
	if (text == MAPI_UNDEFINED || text->data == NULL || text->size <= 0)
		return NULL;
	const char *bytes = (const char *)text->data;
	return text_or_null(tnef->arena, text_utf8(tnef->arena, bytes, strnlen(bytes, (size_t)text->size)));
}

static const variableLength *tnef_property(MAPIProps *properties, unsigned type, unsigned id)
{
	return MAPIFindProperty(properties, PROP_TAG(type, id));
}

static const char *tnef_text_property(Tnef *tnef, MAPIProps *properties, unsigned id)
{
	const char *text = tnef_text(tnef, tnef_property(properties, PT_UNICODE, id));
	return text != NULL ? text : tnef_text(tnef, tnef_property(properties, PT_STRING8, id));
}

static void tnef_base64(GString *part, const void *bytes, size_t length)
{
	gint state = 0;
	gint save = 0;
	size_t room = (length / 3 + 1) * 4 + 4;
	g_autofree char *base64 = g_malloc(room + room / 72 + 1);
	size_t n = g_base64_encode_step(bytes, length, TRUE, base64, &state, &save);
	n += g_base64_encode_close(TRUE, base64 + n, &state, &save);
	g_string_append_len(part, base64, (gssize)n);
}

static bool tnef_write(Tnef *tnef, const char *bytes, size_t length)
{
	if ((int64_t)length > tnef->sink.room)
		return false;
	tnef->sink.room -= (int64_t)length;
	return tnef->sink.write(tnef->sink.self, bytes, length);
}

/* One whole part or nothing. type is the text's, NULL for a file. */
static void tnef_part(Tnef *tnef, const char *type, const char *name, const void *bytes, size_t length)
{
	g_autoptr(GString) part = g_string_new("--" BOUNDARY "\r\n");
	if (tnef->files++ >= FILES_MAX || (int64_t)length > tnef->sink.room / 2) {
		tnef->status = TNEF_TOO_LARGE;
		return;
	}
	if (type != NULL) {
		g_string_append(part, type);
	} else {
		g_autofree char *escaped = g_uri_escape_string(name, NULL, FALSE);
		g_string_append(part, "Content-Type: application/octet-stream\r\n"
				      "Content-Disposition: attachment; filename*=UTF-8''");
		g_string_append(part, escaped);
		g_string_append(part, "\r\n");
	}
	g_string_append(part, "Content-Transfer-Encoding: base64\r\n\r\n");
	tnef_base64(part, bytes, length);
	g_string_append(part, "\r\n");
	bool fits = (int64_t)(part->len + sizeof TAIL) <= tnef->sink.room;
	if (!fits || !tnef_write(tnef, part->str, part->len))
		tnef->status = TNEF_TOO_LARGE;
}

static bool tnef_open(Tnef *tnef, const void *bytes, size_t length, int depth);

static bool tnef_has_bytes(const variableLength *data)
{
	return data != MAPI_UNDEFINED && data->data != NULL && data->size > 0;
}

/* Where its bytes are depends on how it was attached; the library leaves sizes without bytes behind. */
static const variableLength *tnef_data(Attachment *attachment)
{
	const variableLength *data = tnef_property(&attachment->MAPI, PT_OBJECT, PR_ATTACH_DATA_OBJ);
	if (!tnef_has_bytes(data))
		data = tnef_property(&attachment->MAPI, PT_BINARY, PR_ATTACH_DATA_OBJ);
	if (!tnef_has_bytes(data))
		data = &attachment->FileData;
	return tnef_has_bytes(data) ? data : NULL;
}

static void tnef_attachment(Tnef *tnef, Attachment *attachment, int depth)
{
	const char *name = tnef_text_property(tnef, &attachment->MAPI, PR_ATTACH_LONG_FILENAME);
	const variableLength *data = tnef_data(attachment);
	size_t length = data != NULL ? (size_t)data->size : 0;
	if (data == NULL || (length > OBJECT_HEAD && depth < DEPTH_MAX &&
			     tnef_open(tnef, data->data + OBJECT_HEAD, length - OBJECT_HEAD, depth + 1)))
		return;
	name = name != NULL ? name : tnef_text(tnef, &attachment->Title);
	tnef_part(tnef, NULL, name != NULL ? name : "winmail", data->data, length);
}

/* ---- the text ---- */

#define TYPE_PLAIN "Content-Type: text/plain; charset=utf-8\r\n"
#define TYPE_HTML "Content-Type: text/html; charset=utf-8\r\n"
#define TYPE_RTF "Content-Type: text/rtf\r\n"
#define RTF_HEAD 16 /* sizes, kind, checksum ([MS-OXRTFCP] 2.1.3.1) */
#define RTF_LEAST 20 /* the library says so on standard output */
#define RTF_STORED 0x414c454d
#define RTF_COMPRESSED 0x75465a4c

static uint32_t tnef_number(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* The library believes the sizes that the stream states, and reads on behind its end: they are checked here, and it
 * gets as many bytes as it could ever ask for, nine for eight of output. */
static char *tnef_rtf(const Tnef *tnef, const variableLength *data, size_t *ret_length)
{
	size_t size = (size_t)data->size;
	if (size < RTF_LEAST || tnef_number(data->data) != size - 4)
		return NULL;
	size_t output = tnef_number(data->data + 4);
	uint32_t kind = tnef_number(data->data + 8);
	bool stored = kind == RTF_STORED && output <= size - RTF_HEAD;
	if ((!stored && kind != RTF_COMPRESSED) || output == 0 || (int64_t)output > tnef->sink.room / 2 ||
	    output / RTF_MOST > size)
		return NULL;
	if (stored) {
		*ret_length = output;
		return g_memdup2(data->data + RTF_HEAD, output);
	}
	size_t room = MAX(size, RTF_HEAD + output + output / 8 + RTF_HEAD);
	g_autofree unsigned char *padded = g_malloc0(room);
	memcpy(padded, data->data, size);
	variableLength copy = { .data = padded, .size = data->size };
	int length = 0;
	char *text = (char *)DecompressRTF(&copy, &length);
	*ret_length = (size_t)CLAMP(length, 0, (int)MIN(output, INT_MAX));
	return text;
}

static void tnef_put_rtf(Tnef *tnef, const variableLength *data)
{
	size_t length = 0;
	g_autofree char *rtf = tnef_has_bytes(data) ? tnef_rtf(tnef, data, &length) : NULL;
	if (rtf != NULL)
		tnef_part(tnef, TYPE_RTF, NULL, rtf, length);
}

static bool tnef_put_text(Tnef *tnef, const char *type, const char *text)
{
	if (text != NULL)
		tnef_part(tnef, type, NULL, text, strlen(text));
	return text != NULL;
}

/* The plain text, else the HTML, else the RTF, which Outlook always writes and often alone. */
static void tnef_body(Tnef *tnef, TNEFStruct *file)
{
	MAPIProps *properties = &file->MapiProperties;
	if (tnef_put_text(tnef, TYPE_PLAIN, tnef_text(tnef, &file->body)) ||
	    tnef_put_text(tnef, TYPE_PLAIN, tnef_text_property(tnef, properties, PR_BODY)) ||
	    tnef_put_text(tnef, TYPE_HTML, tnef_text(tnef, tnef_property(properties, PT_BINARY, PR_BODY_HTML))) ||
	    tnef_put_text(tnef, TYPE_HTML, tnef_text_property(tnef, properties, PR_BODY_HTML)))
		return;
	tnef_put_rtf(tnef, tnef_property(properties, PT_BINARY, PR_RTF_COMPRESSED));
}

/* False when these bytes are no TNEF; what could be read of one that is damaged is told all the same. */
static bool tnef_open(Tnef *tnef, const void *bytes, size_t length, int depth)
{
	static const unsigned char signature[] = { 0x78, 0x9f, 0x3e, 0x22 };
	TNEFStruct file;
	if (length < sizeof signature || memcmp(bytes, signature, sizeof signature) != 0)
		return false;
	g_autofree unsigned char *copy = g_memdup2(bytes, length);
	TNEFInitialize(&file);
	file.Debug = -1;
	if (TNEFParseMemory(copy, (long)length, &file) < 0 && depth == 0)
		tnef->status = TNEF_DAMAGED;
	tnef_body(tnef, &file);
	for (Attachment *at = file.starting_attach.next; at != NULL; at = at->next)
		tnef_attachment(tnef, at, depth);
	TNEFFree(&file);
	return true;
}

TnefStatus tnef_read(Arena *arena, const char *bytes, size_t length, const TnefSink *sink)
{
	Tnef tnef = { .arena = arena, .sink = *sink };
	tnef_write(&tnef, HEAD, sizeof HEAD - 1);
	if (!tnef_open(&tnef, bytes, length, 0))
		tnef.status = TNEF_DAMAGED;
	if (tnef.files == 0)
		tnef_part(&tnef, TYPE_PLAIN, NULL, "", 0);
	tnef_write(&tnef, TAIL, sizeof TAIL - 1);
	return tnef.status;
}
