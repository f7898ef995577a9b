/*
 * DkimKey: the private key that a company's mails are signed with (PEM, RSA of 2048 bits or more, or Ed25519), and what
 * its record in DNS must say (RFC 6376 section 3.6.1, RFC 8463).
 */
#ifndef GATEWAY_DKIM_KEY_H
#define GATEWAY_DKIM_KEY_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *pem; /* secret */
	bool ed25519;
	int bits;
	char *public64; /* p= of the record */
} DkimKey;

/* STOP with the remedy when others can read the file, it holds no such key, or the key is too short. */
DkimKey *dkim_key_read(const char *path, GError **error);
void dkim_key_free(DkimKey *key); /* wipes; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DkimKey, dkim_key_free)
/* "v=DKIM1; k=rsa; p=…"; free with g_free(). */
char *dkim_key_record(const DkimKey *key);

#endif
