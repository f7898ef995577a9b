#include "parsers/pdf/pdf_answer.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "parsers/mime/mime_scan.h"

#define LINES_MAX 4000
#define FLAG_MAX 40

typedef struct {
	Arena *arena;
	const Limits *limits;
	PdfAnswer *answer;
	GString *text;
} Taking;

static const char *answer_bytes(Arena *arena, const json_t *line, size_t *ret_length)
{
	const char *base64 = json_get_text(arena, line, "bytes");
	gsize length = 0;
	if (base64 == NULL)
		return NULL;
	g_autofree guchar *bytes = g_base64_decode(base64, &length);
	*ret_length = length;
	return arena_strndup(arena, (const char *)bytes, length);
}

static bool answer_take_pages(Taking *taking, const json_t *line)
{
	int64_t pages = json_get_integer(line, "pages", -1);
	bool first = !taking->answer->opened;
	taking->answer->pages = pages;
	taking->answer->opened = true;
	return first && pages >= 0;
}

static bool answer_take_flag(Taking *taking, const json_t *line)
{
	const char *flag = json_get_text(taking->arena, line, "flag");
	if (flag == NULL || strlen(flag) > FLAG_MAX || strspn(flag, "abcdefghijklmnopqrstuvwxyz_-:") != strlen(flag))
		return false;
	mime_flag(taking->arena, &taking->answer->flags, flag);
	return g_str_has_prefix(flag, "pdf-") || g_str_has_prefix(flag, "limit:pdf_");
}

static bool answer_take_text(Taking *taking, const json_t *line)
{
	const char *text = json_get_text(taking->arena, line, "text");
	if (text == NULL || json_get_integer(line, "page", 0) < 1)
		return false;
	if ((int64_t)(taking->text->len + strlen(text)) > taking->limits->text_bytes) {
		mime_flag(taking->arena, &taking->answer->flags, "limit:text_bytes");
		return true;
	}
	g_string_append(taking->text, text);
	g_string_append_c(taking->text, '\n');
	return true;
}

static bool answer_take_file(Taking *taking, const json_t *line)
{
	PdfAnswer *answer = taking->answer;
	PdfFile file = { .name = json_get_text(taking->arena, line, "embedded") };
	file.bytes = answer_bytes(taking->arena, line, &file.length);
	if (file.name == NULL || file.bytes == NULL)
		return false;
	answer->files = arena_grow(taking->arena, answer->files, answer->n_files, sizeof file);
	answer->files[answer->n_files++] = file;
	return true;
}

static bool answer_take_code(Taking *taking, const json_t *line)
{
	PdfAnswer *answer = taking->answer;
	const char *format = json_get_text(taking->arena, line, "code");
	PdfCode code = { .page = json_get_integer(line, "page", 0), .stamp = g_strcmp0(format, "PDF417") == 0 };
	code.bytes = answer_bytes(taking->arena, line, &code.length);
	if (code.bytes == NULL || code.page < 1 || (!code.stamp && g_strcmp0(format, "QRCode") != 0))
		return false;
	answer->codes = arena_grow(taking->arena, answer->codes, answer->n_codes, sizeof code);
	answer->codes[answer->n_codes++] = code;
	return true;
}

static bool answer_take_done(Taking *taking, const json_t *line)
{
	taking->answer->done = json_get_bool(line, "done");
	return taking->answer->done;
}

/* Each line has one of these keys. */
static const struct {
	const char *key;
	bool (*take)(Taking *taking, const json_t *line);
} answer_rows[] = {
	{ "pages", answer_take_pages },	  { "flag", answer_take_flag }, { "text", answer_take_text },
	{ "embedded", answer_take_file }, { "code", answer_take_code }, { "done", answer_take_done },
};

static bool answer_take(Taking *taking, const char *bytes, size_t length)
{
	g_autoptr(json_t) line = json_read(bytes, length, NULL);
	if (!json_is_object(line) || taking->answer->done)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(answer_rows); i++)
		if (json_object_get(line, answer_rows[i].key) != NULL)
			return answer_rows[i].take(taking, line);
	return false;
}

bool pdf_answer_read(Arena *arena, const Limits *limits, const char *bytes, size_t length, PdfAnswer *ret,
		     GError **error)
{
	PdfAnswer answer = { 0 };
	g_autoptr(GString) text = g_string_new(NULL);
	Taking taking = { .arena = arena, .limits = limits, .answer = &answer, .text = text };
	const char *end = bytes + length;
	if ((int64_t)length > limits->pdf_output) {
		error_reject(error, "limit:pdf_output: the answer about the PDF is larger than it may be");
		return false;
	}
	size_t lines = 0;
	for (const char *at = bytes, *next; at < end; at = next, lines++) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			break;
		next = stop + 1;
		if (lines < LINES_MAX && answer_take(&taking, at, (size_t)(stop - at)))
			continue;
		error_reject(error, "line %zu of the answer about the PDF is none", lines + 1);
		return false;
	}
	answer.text = arena_strndup(arena, text->str, text->len);
	*ret = answer;
	return true;
}
