#include "parsers/sandboxed/tnef.h"

#include <stdio.h>
#include <string.h>
#include <ytnef.h>

#include "base/text.h"
#include "parsers/sandboxed/rtf_packed.h"

#define DEPTH_MAX 3
#define OBJECT_HEAD 16 /* bytes of interface id in front of an embedded message */

typedef struct {
	MimeOut out;
	Arena *arena;
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

static void tnef_file(Tnef *tnef, const char *name, const void *bytes, size_t length)
{
	g_autoptr(GString) fields = g_string_new(MIME_OUT_FILE);
	mime_out_name(fields, "UTF-8", name, strlen(name));
	mime_out_part(&tnef->out, fields->str, bytes, length);
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
	tnef_file(tnef, name != NULL ? name : "winmail", data->data, length);
}

/* ---- the text ---- */

static void tnef_put_rtf(Tnef *tnef, const variableLength *data)
{
	size_t length = 0;
	g_autofree char *rtf = tnef_has_bytes(data) ? rtf_packed_open(data->data, (size_t)data->size,
								      mime_out_room(&tnef->out), &length) :
						      NULL;
	if (rtf != NULL)
		mime_out_part(&tnef->out, MIME_OUT_RTF, rtf, length);
}

static bool tnef_put_text(Tnef *tnef, const char *type, const char *text)
{
	if (text != NULL)
		mime_out_part(&tnef->out, type, text, strlen(text));
	return text != NULL;
}

/* The plain text, else the HTML, else the RTF, which Outlook always writes and often alone. */
static void tnef_body(Tnef *tnef, TNEFStruct *file)
{
	MAPIProps *properties = &file->MapiProperties;
	if (tnef_put_text(tnef, MIME_OUT_PLAIN, tnef_text(tnef, &file->body)) ||
	    tnef_put_text(tnef, MIME_OUT_PLAIN, tnef_text_property(tnef, properties, PR_BODY)) ||
	    tnef_put_text(tnef, MIME_OUT_HTML, tnef_text(tnef, tnef_property(properties, PT_BINARY, PR_BODY_HTML))) ||
	    tnef_put_text(tnef, MIME_OUT_HTML, tnef_text_property(tnef, properties, PR_BODY_HTML)))
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

TnefStatus tnef_read(Arena *arena, const char *bytes, size_t length, const MimeSink *sink)
{
	Tnef tnef = { .arena = arena, .out.sink = *sink };
	if (!mime_out_begin(&tnef.out, NULL, "Subject: winmail.dat\r\n"))
		return TNEF_TOO_LARGE;
	if (!tnef_open(&tnef, bytes, length, 0))
		tnef.status = TNEF_DAMAGED;
	if (tnef.out.parts == 0)
		mime_out_part(&tnef.out, MIME_OUT_PLAIN, "", 0);
	mime_out_end(&tnef.out);
	return tnef.out.full ? TNEF_TOO_LARGE : tnef.status;
}
