#include "parsers/trust.h"

#include <string.h>

#include "base/error.h"
#include "parsers/cfdi/sat_keys.h"

typedef struct {
	const char *id; /* serial number of a stamp, hash of the name of an authority */
	bool authority;
	TrustKey key;
} TrustRow;

struct Trust {
	Arena *arena;
	TrustRow *rows;
	size_t n;
};

Trust *trust_new(void)
{
	Trust *trust = g_new0(Trust, 1);
	trust->arena = arena_new();
	return trust;
}

void trust_free(Trust *trust)
{
	if (trust == NULL)
		return;
	arena_free(trust->arena);
	g_free(trust);
}

/* The bytes between the lines of a PEM certificate; NULL when there are none. */
static unsigned char *trust_pem(const char *bytes, size_t n, size_t *ret_size)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	static const char end[] = "-----END CERTIFICATE-----";
	const char *from = g_strstr_len(bytes, (gssize)n, begin);
	if (from == NULL)
		return NULL;
	from += sizeof begin - 1;
	const char *to = g_strstr_len(from, (gssize)(n - (size_t)(from - bytes)), end);
	g_autofree char *base64 = to != NULL ? g_strndup(from, (size_t)(to - from)) : NULL;
	return base64 != NULL ? g_base64_decode(base64, ret_size) : NULL;
}

bool trust_add(Trust *trust, const void *bytes, size_t n, GError **error)
{
	size_t size = n;
	g_autofree unsigned char *der = trust_pem(bytes, n, &size);
	Certificate certificate = { 0 };
	if (!certificate_parse(trust->arena, der != NULL ? der : bytes, size, &certificate)) {
		error_reject(error, "not an X.509 certificate with an RSA key, in DER or PEM");
		return false;
	}
	TrustRow row = { .id = certificate.authority ? certificate.name_id : certificate.serial,
			 .authority = certificate.authority,
			 .key = { .key = certificate.key,
				  .from = certificate.from,
				  .until = certificate.until,
				  .test = certificate_is_test(&certificate) } };
	trust->rows = arena_grow(trust->arena, trust->rows, trust->n, sizeof *trust->rows);
	trust->rows[trust->n++] = row;
	return true;
}

static TrustKey trust_decode(Arena *arena, const SatKey *row)
{
	TrustKey key = { .test = row->test };
	unsigned char exponent[4] = { (unsigned char)(row->exponent >> 24),
				      (unsigned char)(row->exponent >> 16),
				      (unsigned char)(row->exponent >> 8), (unsigned char)row->exponent };
	g_autofree unsigned char *modulus = g_base64_decode(row->modulus, &key.key.modulus_size);
	key.key.modulus = arena_memdup(arena, modulus, key.key.modulus_size);
	key.key.exponent = arena_memdup(arena, exponent, sizeof exponent);
	key.key.exponent_size = sizeof exponent;
	date_parse(row->from, &key.from);
	date_parse(row->until, &key.until);
	return key;
}

bool trust_stamp(Arena *arena, const Trust *trust, const char *serial, TrustKey *ret)
{
	const SatKey *built_in = sat_keys_stamp(serial);
	if (built_in != NULL) {
		*ret = trust_decode(arena, built_in);
		return true;
	}
	for (size_t i = 0; trust != NULL && i < trust->n; i++)
		if (!trust->rows[i].authority && g_strcmp0(trust->rows[i].id, serial) == 0) {
			*ret = trust->rows[i].key;
			return true;
		}
	return false;
}

/* Takes one authority into account: a key that signed it settles the matter, two may share a name. */
static void trust_try(const Certificate *certificate, const TrustKey *key, TrustChain *chain, bool *ret_test)
{
	if (*chain == TRUST_CHAINED || !certificate->judged)
		return;
	bool signed_by = certificate_signed_by(certificate, &key->key);
	*chain = signed_by ? TRUST_CHAINED : TRUST_FORGED;
	if (signed_by)
		*ret_test = key->test;
}

TrustChain trust_chain(Arena *arena, const Trust *trust, const Certificate *certificate, bool *ret_test)
{
	TrustChain chain = TRUST_UNKNOWN;
	for (size_t i = 0; i < sat_authorities_n; i++)
		if (strcmp(sat_authorities[i].id, certificate->authority_id) == 0) {
			TrustKey key = trust_decode(arena, &sat_authorities[i]);
			trust_try(certificate, &key, &chain, ret_test);
		}
	for (size_t i = 0; trust != NULL && i < trust->n; i++)
		if (trust->rows[i].authority && strcmp(trust->rows[i].id, certificate->authority_id) == 0)
			trust_try(certificate, &trust->rows[i].key, &chain, ret_test);
	return chain;
}
