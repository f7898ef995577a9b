/* Any bytes as a signed mail and, behind the last NUL, as the text of a key: signatures with names that may be asked for,
 * and none that passes without the key that made it. The bytes are also an answer of the reader.
 * Seeds: tests/fixtures/dkim, signed by a key of which only the public half was kept. */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "parsers/mime/domain_keys.h"
#include "tests/fixtures/dkim/public_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_signatures(const Signature *found, size_t n)
{
	g_assert(n <= DOMAIN_KEYS_MAX);
	for (size_t i = 0; i < n; i++) {
		g_assert(found[i].result <= SIGNATURE_FAIL);
		for (const char *at = found[i].record; *at != '\0'; at++)
			g_assert(g_ascii_isalnum(*at) || strchr("-._", *at) != NULL);
		g_assert(g_str_has_suffix(found[i].record, found[i].domain));
	}
}

static void fuzz_answer(Arena *arena, const char *bytes, size_t size)
{
	Signature *found = NULL;
	size_t n = 0;
	g_autoptr(json_t) json = json_read(bytes, size, NULL);
	if (json != NULL && domain_keys_from_json(arena, json, &found, &n))
		fuzz_signatures(found, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	const char *bytes = (const char *)data;
	const char *nul = size > 0 ? memrchr(bytes, '\0', size) : NULL;
	size_t length = nul != NULL ? (size_t)(nul - bytes) : size;
	g_autofree char *text = g_strndup(nul != NULL ? nul + 1 : "", size - length - (nul != NULL ? 1 : 0));
	g_autofree char *key = g_utf8_make_valid(text, -1);
	g_autoptr(json_t) keys = json_object();
	g_autoptr(json_t) none = json_object();
	Signature *found = NULL;
	size_t n = 0;
	json_set_text(keys, FIXTURE_RECORD, FIXTURE_KEY);
	json_set_text(keys, "s2._domainkey.x.test", key);
	domain_keys_verify(arena, keys, bytes, length, &found, &n);
	fuzz_signatures(found, n);
	domain_keys_verify(arena, none, bytes, length, &found, &n);
	for (size_t i = 0; i < n; i++)
		g_assert(found[i].result == SIGNATURE_UNKNOWN);
	fuzz_answer(arena, bytes, size);
	return 0;
}
