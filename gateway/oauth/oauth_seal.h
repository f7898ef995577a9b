/*
 * Seal: what lies in the store and must not be read from a copy of it is encrypted (AES-256-GCM, a new nonce each time)
 * under a key that lies elsewhere. The owner's name is bound to it: a sealed file that is renamed does not open.
 */
#ifndef GATEWAY_OAUTH_SEAL_H
#define GATEWAY_OAUTH_SEAL_H

#include "base/json.h"

#define OAUTH_SEAL_KEY_BYTES 32
typedef struct {
	unsigned char bytes[OAUTH_SEAL_KEY_BYTES];
} OauthKey;

/* The key of a file with 64 hexadecimal digits, mode 0600. STOP with the remedy. Wipe with oauth_seal_forget(). */
bool oauth_seal_key(const char *path, OauthKey *ret, GError **error);
void oauth_seal_forget(OauthKey *key);

/* The sealed text as an object that may be written to disk. */
bool oauth_seal_close(const OauthKey *key, const char *owner, const char *text, json_t **ret_box, GError **error);
/* The text again; wipe it with file_wipe_secret(). STOP when the key is another one or a byte was changed. */
bool oauth_seal_open(const OauthKey *key, const char *owner, const json_t *box, char **ret_text, GError **error);

/* 256 random bits in the letters of a URL (base64url); free with g_free(). STOP when the system has none. */
bool oauth_seal_random(char **ret_text, GError **error);
/* base64url without '=' (RFC 4648 §5); free with g_free(). */
char *oauth_seal_url_letters(const unsigned char *bytes, size_t length);

#endif
