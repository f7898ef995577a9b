/* Authentication-Results: what counts, what is somebody's claim about himself. */
#include "parsers/mime/auth_results.h"
#include "parsers/mime/mime.h"
#include "tests/tap.h"
#include "tests/unit/parsers/corpus_files.h"

static char *row_text(const MailAuth *row)
{
	return g_strdup_printf("%s spf=%s dkim=%s dmarc=%s %s", row->server, auth_result_word(row->spf),
			       auth_result_word(row->dkim), auth_result_word(row->dmarc),
			       row->domain != NULL ? row->domain : "-");
}

static const struct {
	const char *raw, *want; /* NULL: no field */
} fields[] = {
	{ "mx.casa.cl; spf=pass smtp.mailfrom=a@b.cl; dkim=pass header.d=b.cl; dmarc=pass header.from=b.cl",
	  "mx.casa.cl spf=pass dkim=pass dmarc=pass b.cl" },
	{ "mx.casa.cl 1; dmarc=fail (p=none dis=none) header.from=B.CL", "mx.casa.cl spf=none dkim=none dmarc=fail b.cl" },
	{ "mx.casa.cl (dmarc=pass); dmarc=fail header.from=b.cl", "mx.casa.cl spf=none dkim=none dmarc=fail b.cl" },
	{ "mx.casa.cl; (dmarc=pass;) dmarc=fail", "mx.casa.cl spf=none dkim=none dmarc=fail -" },
	{ "mx.casa.cl; dkim=fail reason=\"; dmarc=pass\" header.d=b.cl", "mx.casa.cl spf=none dkim=fail dmarc=none b.cl" },
	{ "mx.casa.cl; dkim=fail (a (nested \\) one) here; dmarc=pass) header.d=b.cl",
	  "mx.casa.cl spf=none dkim=fail dmarc=none b.cl" },
	{ "mx.casa.cl; dkim=fail header.d=x.cl; dkim=pass header.d=b.cl", "mx.casa.cl spf=none dkim=pass dmarc=none x.cl" },
	{ "mx.casa.cl; dkim = pass header.i = @b.cl", "mx.casa.cl spf=none dkim=pass dmarc=none b.cl" },
	{ "mx.casa.cl; dkim/1=pass header.d=b.cl", "mx.casa.cl spf=none dkim=pass dmarc=none b.cl" },
	{ "mx.casa.cl; spf=softfail smtp.mailfrom=b.cl; dmarc=temperror", "mx.casa.cl spf=fail dkim=none dmarc=none -" },
	{ "mx.casa.cl; none", "mx.casa.cl spf=none dkim=none dmarc=none -" },
	{ "mx.casa.cl; arc=pass (i=1 dkim=pass)", "mx.casa.cl spf=none dkim=none dmarc=none -" },
	{ "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.cl; dkim=none; dmarc=pass action=none header.from=b.cl;compauth=pass",
	  "- spf=pass dkim=none dmarc=pass b.cl" },
	{ "mx.casa.cl", NULL },
	{ "", NULL },
	{ "mx.casa.cl (never ends; dmarc=pass", NULL },
	{ "mx.casa.cl; dmarc=pass header.from=\"b.cl", NULL },
};

static void test_fields(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autoptr(Arena) arena = arena_new();
		MailAuth row;
		bool is = auth_results_field(arena, fields[i].raw, &row);
		g_autofree char *got = is ? row_text(&row) : NULL;
		is_str(got, fields[i].want, fields[i].raw);
	}
}

#define OURS "Received: from mta.cliente.cl (1.2.3.4) by mx1.casa.cl with ESMTPS; Tue, 24 Nov 2026 10:00:00 -0300\r\n"
#define THEIRS "Received: from pc by mta.cliente.cl; Tue, 24 Nov 2026 10:00:00 -0300\r\n"
#define INSIDE "Received: by 10.1.2.3 with SMTP id x; Tue, 24 Nov 2026 10:00:00 -0300\r\n"
#define SAYS(server, result) "Authentication-Results: " server "; dmarc=" result " header.from=b.cl\r\n"

static const struct {
	const char *what, *headers;
	const char *want; /* what mx.casa.cl says: NULL for nothing */
} traces[] = {
	{ "on top", SAYS("mx.casa.cl", "pass") OURS THEIRS, "pass" },
	{ "below our own hand-over", INSIDE OURS SAYS("mx.casa.cl", "pass") THEIRS, "pass" },
	{ "below a foreign server: the sender wrote it", OURS THEIRS SAYS("mx.casa.cl", "pass"), NULL },
	{ "the topmost of two", SAYS("mx.casa.cl", "fail") OURS SAYS("mx.casa.cl", "pass") THEIRS, "fail" },
	{ "another server's", SAYS("evil.example", "pass") OURS THEIRS, NULL },
	{ "another server's above ours", SAYS("evil.example", "pass") SAYS("MX.casa.cl", "fail") OURS, "fail" },
	{ "a server whose name only ends alike", SAYS("mx.casa.cl.evil.example", "pass") OURS, NULL },
	{ "a foreign server whose name begins alike",
	  "Received: from x by mx1.casa.cl.evil.example\r\n" SAYS("mx.casa.cl", "pass"), NULL },
	{ "a hand-over hidden in a comment",
	  "Received: from x (by mx1.casa.cl) by mta.cliente.cl\r\n" SAYS("mx.casa.cl", "pass"), NULL },
	{ "none at all", OURS THEIRS, NULL },
};

static void test_traces(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(traces); i++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		g_autofree char *mail = g_strconcat(traces[i].headers, "From: a@b.cl\r\n\r\nx", NULL);
		MailAuth *rows = NULL;
		size_t n = 0;
		auth_results_read(arena, mime_parse(arena, &limits, mail, strlen(mail)), &rows, &n);
		const MailAuth *row = auth_results_of(rows, n, "mx.casa.cl");
		is_str(row != NULL ? auth_result_word(row->dmarc) : NULL, traces[i].want, traces[i].what);
	}
}

static void test_refute(void)
{
	static const struct {
		const char *what;
		MailAuth row;
		bool refuted;
	} rows[] = { { "dmarc fail", { .dmarc = AUTH_RESULT_FAIL, .dkim = AUTH_RESULT_PASS }, true },
		     { "dkim fail and nothing on dmarc", { .dkim = AUTH_RESULT_FAIL, .spf = AUTH_RESULT_PASS }, true },
		     { "dmarc pass though one signature broke", { .dmarc = AUTH_RESULT_PASS, .dkim = AUTH_RESULT_FAIL }, false },
		     { "only spf fails: forwarded", { .spf = AUTH_RESULT_FAIL }, false },
		     { "nothing said", { .spf = AUTH_RESULT_NONE }, false } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_i64(auth_results_refute(&rows[i].row), rows[i].refuted, rows[i].what);
	ok(!auth_results_refute(NULL), "no row refutes nothing");
}

/* Answers that claim to have been checked. */
static void test_crafted(void)
{
	static const struct {
		const char *path;
		bool refuted; /* by mx.empresa.example */
		bool heard;
	} rows[] = { { "crafted/reply/ar-comment-trick.eml", true, true },
		     { "crafted/reply/ar-spoofed-authserv.eml", false, false } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		size_t length = 0;
		g_autofree char *bytes = corpus_read(rows[i].path, &length);
		if (bytes == NULL) {
			skip(rows[i].path, "no corpus beside the checkout");
			continue;
		}
		Limits limits = limits_default();
		MailAuth *list = NULL;
		size_t n = 0;
		auth_results_read(arena, mime_parse(arena, &limits, bytes, length), &list, &n);
		const MailAuth *row = auth_results_of(list, n, "mx.empresa.example");
		ok((row != NULL) == rows[i].heard && auth_results_refute(row) == rows[i].refuted, "%s", rows[i].path);
	}
}

int main(void)
{
	test_crafted();
	test_fields();
	test_traces();
	test_refute();
	return tap_done();
}
