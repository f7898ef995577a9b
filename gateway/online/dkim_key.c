#include "gateway/online/dkim_key.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"

#define RSA_BITS_MIN 2048
#define ED25519_BYTES 32

typedef EVP_PKEY PrivateKey;
typedef BIO Bytes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrivateKey, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bytes, BIO_free_all)

void dkim_key_free(DkimKey *key)
{
	if (key == NULL)
		return;
	file_wipe_secret(key->pem);
	g_free(key->public64);
	g_free(key);
}

static int dkim_key_no_password(char *buffer, int size, int writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)context;
	return -1; /* nobody is asked on a terminal */
}

static bool dkim_key_public_rsa(DkimKey *key, PrivateKey *private)
{
	unsigned char *der = NULL;
	int length = i2d_PUBKEY(private, &der);
	if (length <= 0)
		return false;
	key->public64 = g_base64_encode(der, (gsize)length);
	OPENSSL_free(der);
	return true;
}

static bool dkim_key_public_ed25519(DkimKey *key, PrivateKey *private)
{
	unsigned char raw[ED25519_BYTES];
	size_t length = sizeof raw;
	if (EVP_PKEY_get_raw_public_key(private, raw, &length) != 1)
		return false;
	key->public64 = g_base64_encode(raw, length);
	return true;
}

static bool dkim_key_learn(DkimKey *key, const char *path, GError **error)
{
	g_autoptr(Bytes) source = BIO_new_mem_buf(key->pem, -1);
	g_autoptr(PrivateKey) private = PEM_read_bio_PrivateKey(source, NULL, dkim_key_no_password, NULL);
	int type = private != NULL ? EVP_PKEY_get_base_id(private) : 0;
	key->ed25519 = type == EVP_PKEY_ED25519;
	key->bits = private != NULL ? EVP_PKEY_get_bits(private) : 0;
	bool known = type == EVP_PKEY_RSA ? dkim_key_public_rsa(key, private) :
					    key->ed25519 && dkim_key_public_ed25519(key, private);
	if (!known)
		error_stop(error, "%s: no private key for DKIM (PEM without password, RSA or Ed25519): make one with "
				  "(umask 077; openssl genrsa -out FILE 2048)", path);
	else if (!key->ed25519 && key->bits < RSA_BITS_MIN)
		error_stop(error, "%s: an RSA key of %d bits is too short for DKIM: make one of %d bits", path, key->bits,
			   RSA_BITS_MIN);
	return known && (key->ed25519 || key->bits >= RSA_BITS_MIN);
}

DkimKey *dkim_key_read(const char *path, GError **error)
{
	g_autoptr(DkimKey) key = g_new0(DkimKey, 1);
	if (!file_read_private(path, &key->pem, error) || !dkim_key_learn(key, path, error))
		return NULL;
	return g_steal_pointer(&key);
}

char *dkim_key_record(const DkimKey *key)
{
	return g_strconcat("v=DKIM1; k=", key->ed25519 ? "ed25519" : "rsa", "; p=", key->public64, NULL);
}
