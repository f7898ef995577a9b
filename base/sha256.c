#include "base/sha256.h"

#include <openssl/evp.h>

struct Sha256 {
	EVP_MD_CTX *context;
};

Sha256 *sha256_new(void)
{
	Sha256 *sum = g_new0(Sha256, 1);
	sum->context = EVP_MD_CTX_new();
	if (sum->context == NULL || EVP_DigestInit_ex(sum->context, EVP_sha256(), NULL) != 1)
		g_error("libcrypto has no SHA-256");
	return sum;
}

void sha256_add(Sha256 *sum, const void *bytes, size_t n)
{
	if (n > 0 && EVP_DigestUpdate(sum->context, bytes, n) != 1)
		g_error("SHA-256 failed");
}

char *sha256_end(Sha256 *sum)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	if (EVP_DigestFinal_ex(sum->context, digest, &size) != 1)
		g_error("SHA-256 failed");
	char *text = g_malloc(2 * size + 1);
	for (unsigned i = 0; i < size; i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 15];
	}
	text[2 * size] = '\0';
	return text;
}

void sha256_free(Sha256 *sum)
{
	if (sum == NULL)
		return;
	EVP_MD_CTX_free(sum->context);
	g_free(sum);
}

char *sha256_of(const void *bytes, size_t n)
{
	g_autoptr(Sha256) sum = sha256_new();
	sha256_add(sum, bytes, n);
	return sha256_end(sum);
}
