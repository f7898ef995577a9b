#include "gateway/bucket/bucket_parts.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/step.h"
#include "base/text.h"

#define BUCKET_CHUNK 65536
#define BUCKET_WORDS 200 /* of an answer that are told */

/* ---- what it says ---- */

typedef struct {
	const char *wanted;
	bool inside;
	GString *found;
} BucketWord;

static void bucket_element(GMarkupParseContext *context, const gchar *name, const gchar **keys, const gchar **values,
			   gpointer data, GError **error)
{
	(void)context, (void)keys, (void)values, (void)error;
	BucketWord *word = data;
	word->inside = word->found == NULL && strcmp(name, word->wanted) == 0;
	if (word->inside)
		word->found = g_string_new(NULL);
}

static void bucket_element_end(GMarkupParseContext *context, const gchar *name, gpointer data, GError **error)
{
	(void)context, (void)name, (void)error;
	((BucketWord *)data)->inside = false;
}

static void bucket_text(GMarkupParseContext *context, const gchar *text, gsize length, gpointer data, GError **error)
{
	(void)context, (void)error;
	BucketWord *word = data;
	if (word->inside)
		g_string_append_len(word->found, text, (gssize)length);
}

char *bucket_word(const GString *answer, const char *name)
{
	static const GMarkupParser parser = { .start_element = bucket_element, .end_element = bucket_element_end,
					      .text = bucket_text };
	BucketWord word = { .wanted = name };
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &word, NULL);
	/* An answer that is cut or no XML has the words that came before the fault. */
	g_markup_parse_context_parse(context, answer->str, (gssize)answer->len, NULL);
	g_markup_parse_context_free(context);
	return word.found != NULL ? g_string_free(word.found, FALSE) : NULL;
}

/* What is not there is the message's fault, but only in the service's own word: whatever else stands at that address may
 * say 404 to everything. What may go well later is tried again; the rest is for a person. */
static ErrorCode bucket_class(long status, const char *code)
{
	static const struct {
		long status;
		const char *code; /* NULL: any, or none */
		ErrorCode class;
	} answers[] = {
		{ 404, "NoSuchKey", ERROR_REJECT },
		{ 404, "NoSuchUpload", ERROR_RETRY }, /* somebody took its parts away: it begins anew */
		{ 400, "RequestTimeout", ERROR_RETRY }, { 400, "IncompleteBody", ERROR_RETRY },
		{ 408, NULL, ERROR_RETRY }, { 409, NULL, ERROR_RETRY }, { 200, NULL, ERROR_RETRY },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(answers); i++)
		if (answers[i].status == status && (answers[i].code == NULL || text_equal(answers[i].code, code)))
			return answers[i].class;
	return ERROR_STOP;
}

void bucket_refusal(const S3Call *call, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *code = bucket_word(call->answer, "Code");
	g_autofree char *words = bucket_word(call->answer, "Message");
	ErrorCode class = bucket_class(call->status, code);
	const char *said = text_line(arena, words != NULL ? words : "", BUCKET_WORDS);
	const char *name = text_line(arena, code != NULL ? code : "no code", BUCKET_WORDS);
	if (class == ERROR_REJECT)
		error_reject(error, "bucket: %s is missing", call->path);
	else
		g_set_error(error, VALIJA_ERROR, (int)class, "bucket: %s %s: it answered %ld (%s): %s", call->method,
			    call->path, call->status, name, said);
}

/* ---- parts ---- */

typedef struct {
	S3Http *http;
	Arena *arena;
	const char *path;
	const BlobFile *file;
	const char *upload; /* the service's name of it, encoded */
	S3Call *parts;
	size_t n_parts;
} BucketUpload;

static bool bucket_ask(const BucketUpload *upload, S3Call *call, GError **error)
{
	call->path = upload->path;
	call->sink = -1;
	call->source = -1;
	if (!s3_http_run(upload->http, call, 1, error))
		return false;
	/* The answer to the last request of an upload may be a fault although it begins as a success. */
	g_autofree char *fault = bucket_word(call->answer, "Code");
	if (call->status / 100 == 2 && fault == NULL)
		return true;
	bucket_refusal(call, error);
	return false;
}

static bool bucket_create(BucketUpload *upload, GError **error)
{
	S3Call call = { .method = "POST", .query = "uploads=", .payload_sha256 = S3_NO_BODY };
	bool done = bucket_ask(upload, &call, error);
	g_autofree char *id = done ? bucket_word(call.answer, "UploadId") : NULL;
	g_autofree char *encoded = id != NULL ? g_uri_escape_string(id, NULL, FALSE) : NULL;
	s3_http_clear(&call, 1);
	upload->upload = arena_strdup(upload->arena, encoded);
	if (done && encoded == NULL)
		error_retry(error, "bucket: %s: the answer names no upload", upload->path);
	return encoded != NULL;
}

static const char *bucket_part_hash(const BucketUpload *upload, int64_t offset, int64_t bytes, GError **error)
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree guchar *chunk = g_malloc(BUCKET_CHUNK);
	int64_t done = 0;
	ssize_t n = 1;
	while (done < bytes && n > 0) {
		n = pread(upload->file->fd, chunk, (size_t)MIN(bytes - done, BUCKET_CHUNK), offset + done);
		g_checksum_update(sum, chunk, MAX(n, 0));
		done += MAX(n, 0);
	}
	const char *hash = done == bytes ? arena_strdup(upload->arena, g_checksum_get_string(sum)) : NULL;
	g_checksum_free(sum);
	if (hash == NULL)
		error_retry(error, "%s cannot be read", upload->file->temporary);
	return hash;
}

static bool bucket_send_parts(BucketUpload *upload, int64_t part_bytes, GError **error)
{
	size_t n = (size_t)((upload->file->bytes + part_bytes - 1) / part_bytes);
	upload->parts = arena_array(upload->arena, S3Call, n);
	for (size_t i = 0; i < n; i++) {
		int64_t offset = (int64_t)i * part_bytes;
		S3Call *part = &upload->parts[i];
		*part = (S3Call){ .method = "PUT", .path = upload->path, .source = upload->file->fd, .sink = -1,
				  .offset = offset, .bytes = MIN(part_bytes, upload->file->bytes - offset) };
		part->query = arena_printf(upload->arena, "partNumber=%zu&uploadId=%s", i + 1, upload->upload);
		part->payload_sha256 = bucket_part_hash(upload, offset, part->bytes, error);
		if (part->payload_sha256 == NULL)
			return false;
	}
	upload->n_parts = n;
	if (!s3_http_run(upload->http, upload->parts, n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (upload->parts[i].status != 200 || upload->parts[i].etag == NULL) {
			bucket_refusal(&upload->parts[i], error);
			return false;
		}
	return true;
}

static char *bucket_list_parts(const BucketUpload *upload)
{
	GString *list = g_string_new("<CompleteMultipartUpload>");
	for (size_t i = 0; i < upload->n_parts; i++) {
		g_autofree char *number = g_strdup_printf("%zu", i + 1);
		g_autofree char *etag = g_markup_escape_text(upload->parts[i].etag, -1);
		const char *const words[] = { "<Part><PartNumber>", number, "</PartNumber><ETag>", etag,
					      "</ETag></Part>" };
		for (size_t k = 0; k < G_N_ELEMENTS(words); k++)
			g_string_append(list, words[k]);
	}
	g_string_append(list, "</CompleteMultipartUpload>");
	return g_string_free(list, FALSE);
}

static bool bucket_complete(const BucketUpload *upload, GError **error)
{
	g_autofree char *list = bucket_list_parts(upload);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, list, -1);
	S3Call call = { .method = "POST", .payload_sha256 = hash, .body = list, .bytes = (int64_t)strlen(list) };
	call.query = arena_printf(upload->arena, "uploadId=%s", upload->upload);
	int fault = step("bucket.complete");
	if (fault != 0) {
		error_from_errno(error, fault, "bucket");
		return false;
	}
	bool done = bucket_ask(upload, &call, error);
	s3_http_clear(&call, 1);
	return done;
}

/* What stays behind when this fails too, a rule of the bucket removes (docs/OPERATIONS.md). */
static void bucket_abort(const BucketUpload *upload)
{
	S3Call call = { .method = "DELETE", .payload_sha256 = S3_NO_BODY };
	call.query = arena_printf(upload->arena, "uploadId=%s", upload->upload);
	bucket_ask(upload, &call, NULL);
	s3_http_clear(&call, 1);
}

bool bucket_parts_put(S3Http *http, const char *path, const BlobFile *file, int64_t part_bytes, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	BucketUpload upload = { .http = http, .arena = arena, .path = path, .file = file };
	if (!bucket_create(&upload, error))
		return false;
	bool done = bucket_send_parts(&upload, part_bytes, error) && bucket_complete(&upload, error);
	s3_http_clear(upload.parts, upload.n_parts);
	if (!done)
		bucket_abort(&upload);
	return done;
}
