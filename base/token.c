#include "base/token.h"

#include <glib.h>
#include <string.h>

#define TOKEN_MAC_BYTES 16
#define TOKEN_MAC_CHARS 26
#define TOKEN_MAX 64

static void token_mac(const TokenKey *key, const char *body, size_t length, char *ret_mac)
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	guint8 digest[32];
	gsize size = sizeof digest;
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key->bytes, sizeof key->bytes);
	g_hmac_update(hmac, (const guchar *)body, (gssize)length);
	g_hmac_get_digest(hmac, digest, &size);
	g_hmac_unref(hmac);
	unsigned bits = 0;
	unsigned held = 0;
	size_t out = 0;
	for (size_t i = 0; i < TOKEN_MAC_BYTES; i++) {
		bits = (bits << 8) | digest[i];
		for (held += 8; held >= 5; held -= 5)
			ret_mac[out++] = alphabet[(bits >> (held - 5)) & 31];
	}
	ret_mac[out++] = alphabet[(bits << (5 - held)) & 31];
	ret_mac[out] = '\0';
}

static const char *token_body(Arena *arena, char kind, int64_t id)
{
	GString *digits = g_string_new(NULL);
	do {
		g_string_prepend_c(digits, "0123456789abcdefghijklmnopqrstuvwxyz"[id % 36]);
		id /= 36;
	} while (id > 0);
	g_string_prepend_c(digits, kind);
	const char *body = arena_strdup(arena, digits->str);
	g_string_free(digits, TRUE);
	return body;
}

const char *token_make(Arena *arena, const TokenKey *key, char kind, int64_t id)
{
	g_assert(id >= 0);
	const char *body = token_body(arena, kind, id);
	char mac[TOKEN_MAC_CHARS + 1]; /* lint: string_buffer: a MAC has one length */
	token_mac(key, body, strlen(body), mac);
	return arena_printf(arena, "%s.%s", body, mac);
}

static bool token_equal(const char *a, const char *b, size_t length)
{
	unsigned char difference = 0;
	for (size_t i = 0; i < length; i++)
		difference |= (unsigned char)(a[i] ^ b[i]);
	return difference == 0;
}

static bool token_id(const char *digits, size_t length, int64_t *ret)
{
	int64_t id = 0;
	for (size_t i = 0; i < length; i++) {
		if (!g_ascii_isalnum(digits[i]) || __builtin_mul_overflow(id, (int64_t)36, &id))
			return false;
		int digit = g_ascii_isdigit(digits[i]) ? digits[i] - '0' : digits[i] - 'a' + 10;
		if (__builtin_add_overflow(id, (int64_t)digit, &id))
			return false;
	}
	*ret = id;
	return length > 0;
}

bool token_check(const TokenKey *key, char kind, const char *text, int64_t *ret_id)
{
	if (text == NULL || strlen(text) > TOKEN_MAX)
		return false;
	g_autofree char *lower = g_ascii_strdown(text, -1);
	const char *dot = strchr(lower, '.');
	if (dot == NULL || strlen(dot + 1) != TOKEN_MAC_CHARS || lower[0] != kind)
		return false;
	char mac[TOKEN_MAC_CHARS + 1]; /* lint: string_buffer: a MAC has one length */
	token_mac(key, lower, (size_t)(dot - lower), mac);
	int64_t id = 0;
	if (!token_equal(mac, dot + 1, TOKEN_MAC_CHARS) || !token_id(lower + 1, (size_t)(dot - lower) - 1, &id))
		return false;
	*ret_id = id;
	return true;
}

const char *token_address(Arena *arena, const char *address, const char *token)
{
	const char *at = strrchr(address, '@');
	if (at == NULL)
		return arena_strdup(arena, address);
	return arena_printf(arena, "%.*s+%s%s", (int)(at - address), address, token, at);
}

const char *token_from_address(Arena *arena, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	const char *plus = at != NULL ? memchr(address, '+', (size_t)(at - address)) : NULL;
	return plus != NULL ? arena_strndup(arena, plus + 1, (size_t)(at - plus - 1)) : NULL;
}
