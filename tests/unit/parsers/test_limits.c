/* Every limit on mail and archives: at the limit nothing is said, one past it the limit's name is a flag. */
#include <stddef.h>

#include "base/file.h"
#include "parsers/read.h"
#include "tests/tap.h"
#include "tests/unit/parsers/zip_maker.h"

#define HEAD "From: a@b.example\nSubject: x\nMIME-Version: 1.0\n"

static const struct {
	const char *name;
	size_t at;
} limit_rows[] = {
#define LIMIT_ROW(member, value, text) { #member, offsetof(Limits, member) },
	LIMITS(LIMIT_ROW)
};

static void set_limit(Limits *limits, const char *name, int64_t value)
{
	for (size_t i = 0; i < G_N_ELEMENTS(limit_rows); i++)
		if (strcmp(limit_rows[i].name, name) == 0)
			memcpy((char *)limits + limit_rows[i].at, &value, sizeof value);
}

static void put_many(GString *mail, const char *text, int64_t n)
{
	for (int64_t i = 0; i < n; i++)
		g_string_append(mail, text);
}

static void of_message_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "\n");
	put_many(mail, "x", n - (int64_t)mail->len);
}

/* Names and values count; what stands between them does not. */
static void of_header_block(GString *mail, int64_t n)
{
	for (; n > 100; n -= 50) {
		g_string_append(mail, "X:");
		put_many(mail, "y", 49);
		g_string_append(mail, "\n");
	}
	g_string_append(mail, "To:");
	put_many(mail, "y", n - 2);
	g_string_append(mail, "\n\nx");
}

static void of_header_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, "To: a@b.example\nX:");
	put_many(mail, "y", n / 2);
	g_string_append(mail, "\n ");
	put_many(mail, "y", n - n / 2 - 1);
	g_string_append(mail, "\n\nx");
}

static void of_headers(GString *mail, int64_t n)
{
	put_many(mail, "To: a@b.example\n", n);
	g_string_append(mail, "\nx");
}

static void of_addresses(GString *mail, int64_t n)
{
	g_string_append(mail, "From: a@b.example\nTo: x@y.example");
	put_many(mail, ", x@y.example", n - 1);
	g_string_append(mail, "\n\nx");
}

static void of_parameters(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "Content-Type: text/plain");
	put_many(mail, "; a=b", n);
	g_string_append(mail, "\n\nx");
}

static void of_line_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "\ncorta\n");
	put_many(mail, "y", n);
	g_string_append(mail, "\n");
}

static void of_text_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "\n");
	put_many(mail, "y\n", n / 2);
	put_many(mail, "y", n % 2);
}

static void of_html_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "Content-Type: text/html\n\n<p>");
	put_many(mail, "y", n - 3);
}

static void of_boundary_bytes(GString *mail, int64_t n)
{
	g_autoptr(GString) boundary = g_string_new(NULL);
	put_many(boundary, "y", n);
	g_string_append_printf(mail, HEAD "Content-Type: multipart/mixed; boundary=%s\n\n--%s\n\nx\n--%s--\n",
			       boundary->str, boundary->str, boundary->str);
}

static void of_mime_depth(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD);
	for (int64_t i = 0; i < n; i++)
		g_string_append_printf(
			mail, "Content-Type: multipart/mixed; boundary=b%" PRId64 "z\n\n--b%" PRId64 "z\n", i,
			i);
	g_string_append(mail, "\nx\n");
}

static void of_parts(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "Content-Type: multipart/mixed; boundary=A\n\n");
	put_many(mail, "--A\n\nx\n", n);
	g_string_append(mail, "--A--\n");
}

static void of_messages_nested(GString *mail, int64_t n)
{
	put_many(mail, HEAD "Content-Type: message/rfc822\n\n", n);
	g_string_append(mail, HEAD "\nx\n");
}

static void of_decoded_bytes(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "Content-Type: multipart/mixed; boundary=A\n\n--A\n\nx\n--A\n\n");
	put_many(mail, "y", n - 1);
	g_string_append(mail, "\n--A--\n");
}

static void of_attachments(GString *mail, int64_t n)
{
	g_string_append(mail, HEAD "Content-Type: multipart/mixed; boundary=A\n\n");
	put_many(mail, "--A\nContent-Type: text/xml\n\n<?xml version=\"1.0\"?><a/>\n", n);
	g_string_append(mail, "--A--\n");
}

static void of_encoded_words(GString *mail, int64_t n)
{
	g_string_append(mail, "From: a@b.example\nSubject:");
	put_many(mail, " =?utf-8?Q?a?=", n);
	g_string_append(mail, "\n\nx");
}

static void of_zip_entries(GString *mail, int64_t n)
{
	g_autofree ZipFile *files = g_new0(ZipFile, n);
	for (int64_t i = 0; i < n; i++)
		files[i] = (ZipFile) { "a.txt", "hola", 4, NULL };
	g_autoptr(GByteArray) zip = make_zip(files, (size_t)n, NULL);
	g_string_append_len(mail, (const char *)zip->data, zip->len);
}

static void of_zip_output(GString *mail, int64_t n)
{
	g_autofree char *data = g_malloc((gsize)n);
	for (int64_t i = 0; i < n; i++)
		data[i] = (char)('a' + i * 7919 % 23);
	ZipFile files[] = { { "a.txt", data, (size_t)n / 2, NULL },
			    { "b.txt", data, (size_t)(n - n / 2), NULL } };
	g_autoptr(GByteArray) zip = make_zip(files, 2, NULL);
	g_string_append_len(mail, (const char *)zip->data, zip->len);
}

/* Archives inside an archive. */
static void of_zip_depth(GString *mail, int64_t n)
{
	static const ZipFile file = { "a.txt", "hola", 4, NULL };
	g_autoptr(GByteArray) zip = make_zip(&file, 1, NULL);
	for (int64_t i = 0; i < n; i++) {
		GByteArray *outer = make_zip(&(ZipFile) { "i.zip", (const char *)zip->data, zip->len, NULL },
					     1, NULL);
		g_byte_array_unref(zip);
		zip = outer;
	}
	g_string_append_len(mail, (const char *)zip->data, zip->len);
}

static const struct {
	const char *limit;
	int64_t value;
	void (*make)(GString *mail, int64_t n);
} rows[] = {
	{ "message_bytes", 500, of_message_bytes },
	{ "header_block", 1000, of_header_block },
	{ "header_bytes", 300, of_header_bytes },
	{ "headers", 20, of_headers },
	{ "addresses", 10, of_addresses },
	{ "parameters", 30, of_parameters },
	{ "line_bytes", 200, of_line_bytes },
	{ "boundary_bytes", 60, of_boundary_bytes },
	{ "text_bytes", 700, of_text_bytes },
	{ "html_bytes", 700, of_html_bytes },
	{ "mime_depth", 8, of_mime_depth },
	{ "parts", 12, of_parts },
	{ "messages_nested", 3, of_messages_nested },
	{ "decoded_bytes", 5000, of_decoded_bytes },
	{ "attachments", 5, of_attachments },
	{ "encoded_words", 15, of_encoded_words },
	{ "zip_entries", 7, of_zip_entries },
	{ "zip_output", 3000, of_zip_output },
	{ "zip_depth", 1, of_zip_depth },
	/* the defaults */
	{ "headers", 1000, of_headers },
	{ "mime_depth", 50, of_mime_depth },
	{ "parts", 1000, of_parts },
	{ "zip_entries", 100, of_zip_entries },
	{ "header_bytes", 102400, of_header_bytes },
};

static bool is_flagged(const char *limit, int64_t value, void (*make)(GString *, int64_t), int64_t n,
		       bool *ret_other)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) mail = g_string_new(NULL);
	make(mail, n);
	Limits limits = limits_default();
	set_limit(&limits, limit, value);
	ReadOptions options = { .limits = &limits };
	g_autofree char *copy = exact_copy(mail->str, mail->len);
	g_autofree char *flag = g_strconcat("limit:", limit, NULL);
	Finding finding;
	read_bytes(arena, &options, "a.zip", copy, mail->len, &finding);
	bool found = texts_has(&finding.flags, flag);
	*ret_other = finding.flags.n > (found ? 1 : 0);
	for (size_t i = 0; *ret_other && i < finding.flags.n; i++)
		printf("#  flag %s\n", finding.flags.items[i]);
	return found;
}

static void test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		bool other = false;
		int64_t value = rows[i].value;
		ok(!is_flagged(rows[i].limit, value, rows[i].make, value, &other) && !other,
		   "%s %" PRId64 ": at the limit nothing is said", rows[i].limit, value);
		ok(is_flagged(rows[i].limit, value, rows[i].make, value + 1, &other) && !other,
		   "%s %" PRId64 ": one past it, it is", rows[i].limit, value);
	}
}

static void test_zip_bytes(void)
{
	static const ZipFile file = { "a.txt", "hola", 4, NULL };
	g_autoptr(GByteArray) zip = make_zip(&file, 1, NULL);
	for (int64_t less = 0; less < 2; less++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		limits.zip_bytes = zip->len - less;
		ReadOptions options = { .limits = &limits };
		Finding finding;
		read_bytes(arena, &options, NULL, zip->data, zip->len, &finding);
		ok(texts_has(&finding.flags, "limit:zip_bytes") == (less == 1), "an archive of %u under %" PRId64,
		   zip->len, limits.zip_bytes);
	}
}

static void test_ratio(void)
{
	g_autofree char *zeros = g_malloc0(1 << 20);
	g_autoptr(GByteArray) zip = make_zip(&(ZipFile) { "a.xml", zeros, 1 << 20, NULL }, 1, NULL);
	int64_t ratio = (1 << 20) / (int64_t)zip->len;
	for (int64_t more = 0; more < 2; more++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		limits.zip_ratio = ratio + 1 - more;
		ReadOptions options = { .limits = &limits };
		Finding finding;
		read_bytes(arena, &options, NULL, zip->data, zip->len, &finding);
		ok(texts_has(&finding.flags, "limit:zip_ratio") == (more == 1),
		   "a ratio of %" PRId64 " under %" PRId64, ratio, limits.zip_ratio);
	}
}

static void test_documents(void)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!ok(file_read("tests/fixtures/mail/three.eml", 1 << 24, &bytes, &length, NULL),
		"three documents"))
		return;
	for (int64_t limit = 3; limit >= 2; limit--) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		limits.documents = limit;
		ReadOptions options = { .limits = &limits };
		Finding finding;
		read_bytes(arena, &options, NULL, bytes, length, &finding);
		is_i64((int64_t)finding.n_documents, limit, "as many as the limit has");
		ok(texts_has(&finding.flags, "limit:documents") == (limit < 3), "the rest is flagged");
	}
}

static void test_references(void)
{
	for (int64_t n = 50; n <= 51; n++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GString) mail = g_string_new("From: a@b.example\nReferences:");
		for (int64_t i = 0; i < n; i++)
			g_string_append_printf(mail, " <%" PRId64 "@x>", i);
		g_string_append(mail, "\n\nx");
		Limits limits = limits_default();
		ReadOptions options = { .limits = &limits };
		Finding finding;
		read_bytes(arena, &options, NULL, mail->str, mail->len, &finding);
		is_i64((int64_t)finding.mail->references.n, 50, "the last fifty references");
		is_str(finding.mail->references.items[0], n == 50 ? "0@x" : "1@x", "the oldest go first");
	}
}

int main(void)
{
	test_rows();
	test_zip_bytes();
	test_ratio();
	test_documents();
	test_references();
	return tap_done();
}
