#include "base/token.h"
#include "tests/tap.h"

static const TokenKey key = { .bytes = { 1, 2, 3 } };

static void test_forgeries(Arena *arena, const char *token)
{
	int64_t id = 0;
	bool refused = true;
	for (size_t i = 0; i < strlen(token); i++)
		for (const char *c = "a7z."; *c != '\0'; c++) {
			char *forged = arena_strdup(arena, token);
			if (forged[i] == *c)
				continue;
			forged[i] = *c;
			refused = refused && !token_check(&key, 'm', forged, &id);
		}
	ok(refused, "no token with one character changed is valid");
	const TokenKey other = { .bytes = { 9 } };
	ok(!token_check(&other, 'm', token, &id), "a token of another key is refused");
	ok(!token_check(&key, 'x', token, &id), "a token of another kind is refused");
	ok(!token_check(&key, 'm', "", &id) && !token_check(&key, 'm', NULL, &id), "no token is refused");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	const int64_t ids[] = { 0, 1, 35, 36, 1234567, INT64_MAX };
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		const char *token = token_make(arena, &key, 'm', ids[i]);
		int64_t id = -1;
		ok(token_check(&key, 'm', token, &id), "token %s is valid", token);
		is_i64(id, ids[i], "and names its row");
	}
	const char *token = token_make(arena, &key, 'm', 42);
	test_forgeries(arena, token);
	const char *address = token_address(arena, "cobranza@example.cl", token);
	g_autofree char *upper = g_ascii_strup(address, -1);
	int64_t id = 0;
	is_str(token_from_address(arena, address), token, "the tag of an address");
	ok(token_check(&key, 'm', token_from_address(arena, upper), &id), "an address in capitals keeps its token valid");
	ok(token_from_address(arena, "cobranza@example.cl") == NULL, "no tag, no token");
	return tap_done();
}
