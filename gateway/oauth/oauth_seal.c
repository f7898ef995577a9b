#include "gateway/oauth/oauth_seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

#define SEAL_CIPHER "AES-256-GCM"
#define SEAL_NONCE 12
#define SEAL_TAG 16
#define SEAL_TEXT_MAX (1 << 20)

typedef EVP_CIPHER_CTX SealCipher;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealCipher, EVP_CIPHER_CTX_free)

bool oauth_seal_key(const char *path, OauthKey *ret, GError **error)
{
	char *text = NULL;
	size_t length = 0;
	if (!file_read_secret(path, &text, error))
		return false;
	bool good = strlen(text) == 2 * sizeof ret->bytes &&
		    OPENSSL_hexstr2buf_ex(ret->bytes, sizeof ret->bytes, &length, text, '\0') == 1 &&
		    length == sizeof ret->bytes;
	file_wipe_secret(text);
	if (!good)
		error_stop(error, "%s holds no key of 64 hexadecimal digits: make one with "
			   "(umask 077; openssl rand -hex 32 >FILE)", path);
	return good;
}

void oauth_seal_forget(OauthKey *key)
{
	explicit_bzero(key, sizeof *key);
}

char *oauth_seal_url_letters(const unsigned char *bytes, size_t length)
{
	char *text = g_base64_encode(bytes, length);
	g_strdelimit(text, "+", '-');
	g_strdelimit(text, "/", '_');
	text[strcspn(text, "=")] = '\0';
	return text;
}

static bool seal_random(unsigned char *bytes, int length, GError **error)
{
	if (RAND_bytes(bytes, length) == 1)
		return true;
	error_stop(error, "the system gives no random numbers");
	return false;
}

bool oauth_seal_random(char **ret_text, GError **error)
{
	unsigned char bytes[32];
	if (!seal_random(bytes, sizeof bytes, error))
		return false;
	*ret_text = oauth_seal_url_letters(bytes, sizeof bytes);
	return true;
}

static bool seal_begin(EVP_CIPHER_CTX *cipher, const OauthKey *key, const unsigned char *nonce, const char *owner,
		       int closing)
{
	int n = 0;
	return EVP_CipherInit_ex(cipher, EVP_aes_256_gcm(), NULL, key->bytes, nonce, closing) == 1 &&
	       EVP_CipherUpdate(cipher, NULL, &n, (const unsigned char *)owner, (int)strlen(owner)) == 1;
}

bool oauth_seal_close(const OauthKey *key, const char *owner, const char *text, json_t **ret_box, GError **error)
{
	unsigned char nonce[SEAL_NONCE];
	size_t length = strlen(text);
	int n = 0;
	int rest = 0;
	if (!seal_random(nonce, sizeof nonce, error))
		return false;
	g_autofree unsigned char *sealed = g_malloc(length + SEAL_TAG);
	g_autoptr(SealCipher) cipher = EVP_CIPHER_CTX_new();
	if (length > SEAL_TEXT_MAX || cipher == NULL || !seal_begin(cipher, key, nonce, owner, 1) ||
	    EVP_EncryptUpdate(cipher, sealed, &n, (const unsigned char *)text, (int)length) != 1 ||
	    EVP_EncryptFinal_ex(cipher, sealed + n, &rest) != 1 || (size_t)n != length || rest != 0 ||
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, SEAL_TAG, sealed + length) != 1) {
		error_stop(error, "%s: it cannot be encrypted", owner);
		return false;
	}
	g_autofree char *nonce_text = g_base64_encode(nonce, sizeof nonce);
	g_autofree char *sealed_text = g_base64_encode(sealed, length + SEAL_TAG);
	*ret_box = json_object();
	json_set_text(*ret_box, "cipher", SEAL_CIPHER);
	json_set_text(*ret_box, "nonce", nonce_text);
	json_set_text(*ret_box, "sealed", sealed_text);
	return true;
}

static unsigned char *seal_bytes(const json_t *box, const char *key, size_t *ret_length)
{
	const char *text = json_string_value(json_object_get(box, key));
	*ret_length = 0;
	return text != NULL ? g_base64_decode(text, ret_length) : NULL;
}

static bool seal_decrypt(EVP_CIPHER_CTX *cipher, unsigned char *sealed, size_t length, char *text)
{
	int n = 0;
	int rest = 0;
	return EVP_DecryptUpdate(cipher, (unsigned char *)text, &n, sealed, (int)length) == 1 && (size_t)n == length &&
	       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, SEAL_TAG, sealed + length) == 1 &&
	       EVP_DecryptFinal_ex(cipher, (unsigned char *)text + n, &rest) == 1 && rest == 0 &&
	       memchr(text, '\0', length) == NULL;
}

bool oauth_seal_open(const OauthKey *key, const char *owner, const json_t *box, char **ret_text, GError **error)
{
	size_t n_nonce = 0;
	size_t n_sealed = 0;
	g_autofree unsigned char *nonce = seal_bytes(box, "nonce", &n_nonce);
	g_autofree unsigned char *sealed = seal_bytes(box, "sealed", &n_sealed);
	g_autoptr(SealCipher) cipher = EVP_CIPHER_CTX_new();
	bool shaped = cipher != NULL && n_nonce == SEAL_NONCE && n_sealed > SEAL_TAG && n_sealed <= SEAL_TEXT_MAX;
	size_t length = shaped ? n_sealed - SEAL_TAG : 0;
	char *text = g_malloc0(length + 1);
	if (shaped && seal_begin(cipher, key, nonce, owner, 0) && seal_decrypt(cipher, sealed, length, text)) {
		*ret_text = text;
		return true;
	}
	explicit_bzero(text, length);
	g_free(text);
	error_stop(error, "%s: what is kept of its login cannot be decrypted with this key (oauth_key_file)", owner);
	return false;
}
