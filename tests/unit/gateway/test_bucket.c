/* The place of bytes in a bucket, against the server that tests/flow/test_bucket.sh starts. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/bucket/bucket.h"
#include "gateway/bucket/bucket_parts.h"
#include "gateway/bucket/bucket_read.h"
#include "tests/tap.h"

#define PART INT64_C(5242880)

static BlobFile *make_file(Arena *arena, const char *folder, size_t bytes, int seed)
{
	BlobFile *file = arena_new0(arena, BlobFile);
	g_autofree char *path = g_build_filename(folder, "blob.XXXXXX", NULL);
	g_autofree char *text = g_malloc(bytes + 1);
	for (size_t i = 0; i < bytes; i++)
		text[i] = (char)('a' + (i * 7 + i / 1000 + (size_t)seed) % 26);
	file->fd = g_mkstemp(path);
	ok(file->fd >= 0 && file_write_all(file->fd, text, bytes, NULL), "a file of %zu bytes", bytes);
	file->bytes = (int64_t)bytes;
	g_autofree char *hash = blob_hash(file->fd);
	file->sha256 = arena_strdup(arena, hash);
	file->temporary = arena_strdup(arena, path);
	unlink(path);
	return file;
}

static void is_kept(BlobPlace *place, const BlobFile *file, const char *what)
{
	g_autoptr(GError) error = NULL;
	int64_t bytes = 0;
	int fd = place->open(place, file->sha256, &bytes, &error);
	if (!ok(fd >= 0 && bytes == file->bytes, "%s", what))
		printf("# %s\n", error != NULL ? error->message : "another size");
	g_autofree char *hash = fd >= 0 ? blob_hash(fd) : NULL;
	is_str(hash, file->sha256, "byte for byte");
	if (fd >= 0)
		close(fd);
}

static void is_refused(const StoreSettings *settings, const char *folder, const char *words, const char *what)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	BlobPlace *place = bucket_new(settings, folder, NULL);
	BlobFile *file = make_file(arena, folder, 9, 77);
	bool kept = place->keep(place, &file, 1, &error);
	if (!ok(!kept && error_code(error) == ERROR_STOP && strstr(error->message, words) != NULL, "%s", what))
		printf("# %s\n", error != NULL ? error->message : "it was kept");
	place->close(place);
	close(file->fd);
}

static void test_many(BlobPlace *place, Arena *arena, const char *folder)
{
	enum { MANY = 60 };
	g_autoptr(GError) error = NULL;
	BlobFile *files[MANY];
	for (int i = 0; i < MANY; i++)
		files[i] = make_file(arena, folder, (size_t)(i * 400), i);
	ok(place->keep(place, files, MANY, &error), "many at once");
	is_kept(place, files[0], "an empty one");
	is_kept(place, files[MANY - 1], "the last one");
	ok(place->keep(place, files, 1, &error), "one that is there already");
	for (int i = 0; i < MANY; i++)
		close(files[i]->fd);
}

static void test_large(BlobPlace *place, Arena *arena, const char *folder)
{
	g_autoptr(GError) error = NULL;
	const size_t sizes[] = { PART, PART + 1, 2 * PART, 3 * PART - 17 };
	for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
		BlobFile *file = make_file(arena, folder, sizes[i], (int)i + 100);
		if (!ok(place->keep(place, &file, 1, &error), "goes in parts where it must"))
			printf("# %s\n", error->message);
		is_kept(place, file, "and comes whole");
		close(file->fd);
	}
}

static void test_missing(BlobPlace *place)
{
	g_autoptr(GError) error = NULL;
	int64_t bytes = 0;
	ok(place->open(place, "0000000000000000000000000000000000000000000000000000000000000000", &bytes, &error) < 0 && error_code(error) == ERROR_REJECT &&
		   strstr(error->message, "missing") != NULL, "what is not there is missing");
}

/* Somebody else writes other bytes under the name. */
static void test_damaged(BlobPlace *place, const S3Service *service, const StoreSettings *settings, Arena *arena,
			 const char *folder)
{
	g_autoptr(GError) error = NULL;
	BlobFile *file = make_file(arena, folder, 500, 900);
	S3Http *http = s3_http_new(service);
	const char *root = strchr(settings->mail + strlen("s3://"), '/');
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "other", -1);
	S3Call call = { .method = "PUT", .query = "", .payload_sha256 = hash, .source = -1, .body = "other",
			.bytes = 5, .sink = -1 };
	call.path = arena_printf(arena, "/mails%s/%.2s/%s", root, file->sha256, file->sha256);
	ok(place->keep(place, &file, 1, &error) && s3_http_run(http, &call, 1, &error) && call.status == 200,
	   "another hand writes");
	s3_http_clear(&call, 1);
	int64_t bytes = 0;
	ok(place->open(place, file->sha256, &bytes, &error) < 0 && error_code(error) == ERROR_REJECT &&
		   strstr(error->message, "damaged") != NULL, "damaged bytes are never handed on");
	call.payload_sha256 = S3_NO_BODY;
	ok(s3_http_run(http, &call, 1, &error) && call.status == 400,
	   "the service itself refuses bytes of another hash");
	s3_http_clear(&call, 1);
	s3_http_free(http);
	close(file->fd);
}

/* Somebody else writes other bytes under that name. */
static void damage(const S3Service *service, const StoreSettings *settings, Arena *arena, const char *sha256)
{
	S3Http *http = s3_http_new(service);
	const char *root = strchr(settings->mail + strlen("s3://"), '/');
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "other", -1);
	S3Call call = { .method = "PUT", .query = "", .payload_sha256 = hash, .source = -1, .body = "other",
			.bytes = 5, .sink = -1 };
	call.path = arena_printf(arena, "/mails%s/%.2s/%s", root, sha256, sha256);
	ok(s3_http_run(http, &call, 1, NULL) && call.status == 200, "another hand writes");
	s3_http_clear(&call, 1);
	s3_http_free(http);
}

/* What was fetched ahead is told from what was not by damage that was done since. */
static void test_ahead(BlobPlace *place, const S3Service *service, const StoreSettings *settings, Arena *arena,
		       const char *folder)
{
	enum { AHEAD = 12 };
	g_autoptr(GError) error = NULL;
	BlobFile *files[AHEAD];
	const char *names[AHEAD + 1];
	int64_t bytes = 0;
	for (int i = 0; i < AHEAD; i++) {
		files[i] = make_file(arena, folder, (size_t)(i * 300 + 5), 2000 + i);
		names[i] = files[i]->sha256;
	}
	names[AHEAD] = names[1];
	names[1] = "0000000000000000000000000000000000000000000000000000000000000000";
	BlobFile *large = make_file(arena, folder, BUCKET_READ_AHEAD + 1, 3000);
	ok(place->keep(place, files, AHEAD, &error) && place->keep(place, &large, 1, &error), "twelve, and a large one");
	place->expect(place, names, AHEAD + 1);
	is_kept(place, files[0], "the first is asked for, and the next ones with it");
	damage(service, settings, arena, names[3]);
	damage(service, settings, arena, names[AHEAD - 1]);
	is_kept(place, files[3], "one of them is here already");
	is_kept(place, files[2], "in any order");
	ok(place->open(place, names[1], &bytes, &error) < 0 && error_code(error) == ERROR_REJECT,
	   "one that is missing is told when it is asked for");
	g_clear_error(&error);
	for (int i = 4; i < AHEAD - 1; i++)
		is_kept(place, files[i], "the others are there too");
	ok(place->open(place, names[AHEAD - 1], &bytes, &error) < 0 && error_code(error) == ERROR_REJECT,
	   "damaged bytes are not handed on for having been fetched ahead");
	is_kept(place, files[1], "what comes after them is");
	is_kept(place, files[0], "again, by itself");
	place->expect(place, names, AHEAD);
	is_kept(place, files[0], "expected again");
	place->expect(place, NULL, 0);
	ok(place->open(place, names[3], &bytes, NULL) < 0, "what was fetched ahead is forgotten");
	const char *const pair[] = { files[2]->sha256, large->sha256 };
	place->expect(place, pair, 2);
	is_kept(place, files[2], "a small one before a large one");
	damage(service, settings, arena, large->sha256);
	ok(place->open(place, large->sha256, &bytes, NULL) < 0, "a large one is not fetched ahead");
	place->expect(place, pair, 2);
	is_kept(place, files[2], "and whether it is whole is told when it is asked for");
	for (int i = 0; i < AHEAD; i++)
		close(files[i]->fd);
	close(large->fd);
}

static void test_words(void)
{
	static const struct {
		const char *answer, *name, *want;
	} rows[] = {
		{ "<?xml version=\"1.0\"?><A xmlns=\"x\"><B>1</B><B>2</B></A>", "B", "1" },
		{ "<Error><Code>Slow&amp;Down</Code>", "Code", "Slow&Down" },
		{ "<Error><Co", "Code", NULL },
		{ "", "Code", NULL },
		{ "not xml", "Code", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		GString *answer = g_string_new(rows[i].answer);
		g_autofree char *word = bucket_word(answer, rows[i].name);
		is_str(word, rows[i].want, rows[i].answer);
		g_string_free(answer, TRUE);
	}
}

/* Error responses of the Amazon S3 API Reference. */
static void test_refusals(void)
{
	static const struct {
		long status;
		const char *answer, *words;
		ErrorCode code;
	} rows[] = {
		{ 404, "<Error><Code>NoSuchKey</Code><Message>x</Message></Error>", "is missing", ERROR_REJECT },
		{ 404, "<Error><Code>NoSuchBucket</Code><Message>no such</Message></Error>", "NoSuchBucket): no such",
		  ERROR_STOP },
		{ 404, "<html><h1>Not Found</h1></html>", "404 (no code)", ERROR_STOP },
		{ 404, "<Error><Code>NoSuchUpload</Code></Error>", "NoSuchUpload", ERROR_RETRY },
		{ 403, "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference</Message></Error>",
		  "RequestTimeTooSkewed): The difference", ERROR_STOP },
		{ 403, "<Error><Code>AccessDenied</Code></Error>", "AccessDenied", ERROR_STOP },
		{ 400, "<Error><Code>RequestTimeout</Code></Error>", "RequestTimeout", ERROR_RETRY },
		{ 400, "<Error><Code>AuthorizationHeaderMalformed</Code></Error>", "Malformed", ERROR_STOP },
		{ 301, "<Error><Code>PermanentRedirect</Code></Error>", "PermanentRedirect", ERROR_STOP },
		{ 409, "", "409", ERROR_RETRY },
		{ 0, "", "answered 0", ERROR_STOP },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		const S3Call call = { .method = "GET", .path = "/b/k", .status = rows[i].status,
				      .answer = g_string_new(rows[i].answer) };
		bucket_refusal(&call, &error);
		is_i64(error_code(error), rows[i].code, rows[i].words);
		ok(strstr(error->message, rows[i].words) != NULL, "with its words");
		g_string_free(call.answer, TRUE);
	}
}

static void test_addresses(void)
{
	static const struct {
		const char *mail, *endpoint, *key;
	} rows[] = {
		{ "s3://mails", NULL, "mail_access_key" },
		{ "s3://mails/a/b.c/", "https://h.example:9000/", "mail_access_key" },
		{ "s3://ma", NULL, "mail" },
		{ "s3://Mails", NULL, "mail" },
		{ "s3://mails/../x", NULL, "mail" },
		{ "s3://mails/a b", NULL, "mail" },
		{ "s3://mails/a?b", NULL, "mail" },
		{ "https://mails", NULL, "mail" },
		{ "s3://mails", "http://h.example", "mail_endpoint" },
		{ "s3://mails", "https://h.example/path", "mail_endpoint" },
		{ "s3://mails", "https://user:word@h.example", "mail_endpoint" },
		{ "s3://mails", "h.example", "mail_endpoint" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const StoreSettings settings = { .mail = rows[i].mail, .mail_endpoint = rows[i].endpoint,
						 .mail_region = "r" };
		const char *key = NULL;
		ok(bucket_fault(&settings, &key) != NULL, "something is wrong with %s", rows[i].mail);
		is_str(key, rows[i].key, "this");
	}
}

static void test_server(const char *folder)
{
	g_autoptr(Arena) arena = arena_new();
	StoreSettings settings = { .mail = "s3://mails/unit/test", .mail_endpoint = g_getenv("S3_ENDPOINT"),
				   .mail_region = g_getenv("S3_REGION"), .mail_access_key = g_getenv("S3_ACCESS_KEY"),
				   .mail_ca_file = g_getenv("S3_CA"), .mail_connections = 2, .mail_part_bytes = PART,
				   .mail_timeout_seconds = 20 };
	settings.mail_secret_file = arena_printf(arena, "%s/secret", folder);
	char *secret = NULL;
	ok(file_read_secret(settings.mail_secret_file, &secret, NULL), "the secret is there");
	const S3Service service = { .base = settings.mail_endpoint, .ca_file = settings.mail_ca_file,
				    .connections = 1, .timeout_s = 20,
				    .login = { .access_key = settings.mail_access_key, .secret_key = secret,
					       .region = settings.mail_region } };
	BlobPlace *place = bucket_new(&settings, folder, NULL);
	test_many(place, arena, folder);
	test_large(place, arena, folder);
	test_missing(place);
	test_damaged(place, &service, &settings, arena, folder);
	test_ahead(place, &service, &settings, arena, folder);
	BlobFile *file = make_file(arena, folder, 50, 1234);
	ok(place->keep(place, &file, 1, NULL), "written with the bucket in the path");
	place->close(place);
	settings.mail_style = BUCKET_HOST;
	place = bucket_new(&settings, folder, NULL);
	is_kept(place, file, "read with the bucket in the host");
	place->close(place);
	close(file->fd);
	StoreSettings wrong = settings;
	wrong.mail_ca_file = "/etc/ssl/certs/ca-certificates.crt";
	is_refused(&wrong, folder, "certificate", "a certificate that no CA of ours signed is refused");
	wrong = settings;
	wrong.mail_secret_file = arena_printf(arena, "%s/wrong", folder);
	ok(file_write_atomic(wrong.mail_secret_file, "wrong\n", 6, 0600, "test", NULL), "a wrong secret");
	is_refused(&wrong, folder, "SignatureDoesNotMatch", "is refused, in the service's words");
	wrong = settings;
	wrong.mail = "s3://mails-not";
	wrong.mail_style = BUCKET_PATH;
	is_refused(&wrong, folder, "", "a bucket that is not ours is refused");
	wrong = settings;
	wrong.mail_region = "us-elsewhere-1";
	is_refused(&wrong, folder, "AuthorizationHeaderMalformed", "so is another region");
	file_wipe_secret(secret);
}

int main(void)
{
	const char *folder = g_getenv("VALIJA_TEST_S3");
	test_words();
	test_refusals();
	test_addresses();
	if (folder != NULL)
		test_server(folder);
	else
		ok(true, "a bucket # SKIP tests/flow/test_bucket.sh runs this with a server");
	return tap_done();
}
