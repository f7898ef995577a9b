/*
 * valija-tnef: one winmail.dat (TNEF) on standard input -> the same as a MIME message on standard output, inside the
 * sandbox: its text, then each file as a base64 part under its own name. The reader then reads that message like any
 * other. libytnef lives here and nowhere else.
 *
 * Exit status: 0 done, 5 some files did not fit into the answer, 6 this is no TNEF; else see confine.h.
 * Usage: valija-tnef BYTES OUTPUT CPU_MS MEMORY 0
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <ytnef.h>

#include "base/arena.h"
#include "base/text.h"
#include "parsers/sandboxed/confine.h"

#define BOUNDARY "=_winmail"
#define HEAD                           \
	"MIME-Version: 1.0\r\n"        \
	"Subject: winmail.dat\r\n"     \
	"Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n"
#define TAIL "--" BOUNDARY "--\r\n"
#define DEPTH_MAX 3
#define FILES_MAX 1000
#define OBJECT_HEAD 16 /* bytes of interface id in front of an embedded message */

typedef enum { TNEF_FITS = 0, TNEF_TOO_LARGE = 5, TNEF_DAMAGED = 6 } TnefStatus;

typedef struct {
	Confine confine;
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

/* One whole part or nothing. name NULL: the text of the message. */
static void tnef_part(Tnef *tnef, const char *name, const void *bytes, size_t length)
{
	g_autoptr(GString) part = g_string_new("--" BOUNDARY "\r\n");
	if (tnef->files++ >= FILES_MAX || (int64_t)length > tnef->confine.output / 2) {
		tnef->status = TNEF_TOO_LARGE;
		return;
	}
	if (name == NULL) {
		g_string_append(part, "Content-Type: text/plain; charset=utf-8\r\n");
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
	bool fits = (int64_t)(part->len + sizeof TAIL) <= tnef->confine.output;
	if (!fits || !confine_write(&tnef->confine, part->str, part->len))
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
	tnef_part(tnef, name != NULL ? name : "winmail", data->data, length);
}

static const char *tnef_body(Tnef *tnef, TNEFStruct *file)
{
	const char *text = tnef_text(tnef, &file->body);
	return text != NULL ? text : tnef_text_property(tnef, &file->MapiProperties, PR_BODY);
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
	const char *body = tnef_body(tnef, &file);
	if (body != NULL)
		tnef_part(tnef, NULL, body, strlen(body));
	for (Attachment *at = file.starting_attach.next; at != NULL; at = at->next)
		tnef_attachment(tnef, at, depth);
	TNEFFree(&file);
	return true;
}

/* Leaves without flushing stdio: whatever the library had to say is no part of the answer. */
int main(int argc, char **argv)
{
	Tnef tnef = { .arena = arena_new() };
	char *bytes = NULL;
	size_t length = 0;
	ConfineStatus status = confine_start(argc, argv, &tnef.confine, &bytes, &length);
	if (status != CONFINE_OK)
		_exit((int)status);
	confine_write(&tnef.confine, HEAD, sizeof HEAD - 1);
	if (!tnef_open(&tnef, bytes, length, 0))
		tnef.status = TNEF_DAMAGED;
	if (tnef.files == 0)
		tnef_part(&tnef, NULL, "", 0);
	confine_write(&tnef.confine, TAIL, sizeof TAIL - 1);
	_exit((int)tnef.status);
}
