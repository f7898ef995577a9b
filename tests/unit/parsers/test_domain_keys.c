/* Signatures of true, hostile and broken mails: without its key nothing is proved, nothing breaks (DKIM, RFC 6376). */
#include "base/file.h"
#include "parsers/mime/domain_keys.h"
#include "tests/fixtures/dkim/public_key.h"
#include "tests/tap.h"

#define TAGS "v=1; a=rsa-sha256; c=relaxed/relaxed; h=from; bh=AAAA; b=AAAA"

typedef struct {
	const char *mail, *record; /* of the only signature; NULL: there is none */
	const char *name;
} Row;

static const Row rows[] = {
	{ "From: a@x.test\r\n\r\nbody\r\n", NULL, "no signature" },
	{ "", NULL, "nothing at all" },
	{ "no header here", NULL, "no header" },
	{ "DKIM-Signature: " TAGS "; d=X.test; s=S1\r\nFrom: a@x.test\r\n\r\nx\r\n", "s1._domainkey.x.test", "CRLF" },
	{ "DKIM-Signature: " TAGS ";\n d=x.test; s=s1\nFrom: a@x.test\n\nx\n", "s1._domainkey.x.test", "LF, folded" },
	{ "DKIM-Signature: " TAGS "; d=x/test; s=s1\r\nFrom: a@x.test\r\n\r\nx\r\n", NULL, "no domain" },
	{ "DKIM-Signature: " TAGS "; d=x.test; s=../s1\r\nFrom: a@x.test\r\n\r\nx\r\n", NULL, "no selector" },
	{ "DKIM-Signature: ;;;==;\r\nFrom: a@x.test\r\n\r\nx\r\n", NULL, "no tags" },
};

static void hostile(void)
{
	g_autoptr(json_t) keys = json_object();
	json_set_text(keys, "s1._domainkey.x.test", "v=DKIM1; p=no-key;;;");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		size_t length = strlen(rows[i].mail);
		g_autofree char *mail = exact_copy(rows[i].mail, length);
		Signature *found = NULL;
		size_t n = 0;
		domain_keys_verify(arena, keys, mail, length, &found, &n);
		is_str(n > 0 ? found[0].record : NULL, rows[i].record, rows[i].name);
		ok(n == 0 || found[0].result == SIGNATURE_UNKNOWN, "… a key that is none proves nothing");
	}
}

static void many(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(json_t) keys = json_object();
	g_autoptr(GString) mail = g_string_new(NULL);
	for (int i = 0; i < 200; i++)
		g_string_append(mail, "DKIM-Signature: " TAGS "; d=x.test; s=s1\r\n");
	g_string_append(mail, "From: a@x.test\r\n\r\nx\r\n");
	Signature *found = NULL;
	size_t n = 0;
	domain_keys_verify(arena, keys, mail->str, mail->len, &found, &n);
	is_i64((int64_t)n, DOMAIN_KEYS_MAX, "so many are looked at and no more");
	g_autoptr(json_t) json = domain_keys_to_json(found, n);
	Signature *back = NULL;
	ok(domain_keys_from_json(arena, json, &back, &n) && n == DOMAIN_KEYS_MAX, "there and back as JSON");
	is_str(back[0].domain, "x.test", "… the domain");
	json_set_text(json_array_get(json, 0), "record", "s1._domainkey.x.test\n");
	ok(!domain_keys_from_json(arena, json, &back, &n), "a reader that says other names is not believed");
}

static SignatureResult signed_by(const char *file, const char *key)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(json_t) keys = json_object();
	g_autofree char *path = g_strconcat("tests/fixtures/dkim/", file, NULL);
	g_autofree char *mail = NULL;
	size_t length = 0, n = 0;
	Signature *found = NULL;
	json_set_text(keys, FIXTURE_RECORD, key);
	if (!file_read(path, 1 << 20, &mail, &length, NULL))
		return SIGNATURE_UNKNOWN;
	domain_keys_verify(arena, keys, mail, length, &found, &n);
	return n == 1 ? found[0].result : SIGNATURE_UNKNOWN;
}

static void true_ones(void)
{
	ok(signed_by("relaxed.eml", FIXTURE_KEY) == SIGNATURE_PASS, "relaxed: it passes");
	ok(signed_by("simple.eml", FIXTURE_KEY) == SIGNATURE_PASS, "simple: it passes, whatever the line ends on disk");
	ok(signed_by("changed.eml", FIXTURE_KEY) == SIGNATURE_FAIL, "a word of the body was changed");
	ok(signed_by("relaxed.eml", NULL) == SIGNATURE_UNKNOWN, "without its key nothing is known");
	ok(signed_by("relaxed.eml", "v=DKIM1; k=rsa; p=") == SIGNATURE_UNKNOWN, "nor with one that was revoked");
}

int main(void)
{
	true_ones();
	hostile();
	many();
	return tap_done();
}
