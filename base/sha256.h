/*
 * SHA-256 of libcrypto, which uses the processor's own instructions; GLib's takes several times as long, and every byte
 * that comes in is hashed at least twice. For what is not performance-critical GLib's GChecksum gives the same.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <glib.h>
#include <stddef.h>

typedef struct Sha256 Sha256; /* a sum that is being made */

Sha256 *sha256_new(void);
void sha256_add(Sha256 *sum, const void *bytes, size_t n);
/* Ends the sum: 64 hexadecimal digits, small letters (g_free). Nothing may be added any more. */
char *sha256_end(Sha256 *sum);
void sha256_free(Sha256 *sum); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sha256, sha256_free)

/* The same of one run of bytes (g_free). */
char *sha256_of(const void *bytes, size_t n);

#endif
