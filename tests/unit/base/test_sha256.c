/* SHA-256 gives what GLib's gives, whole or in pieces (vectors of FIPS 180-4). */
#include "base/sha256.h"

#include <string.h>

#include "tests/tap.h"

static void in_pieces(void)
{
	static const char text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	for (size_t cut = 0; cut < strlen(text); cut++) {
		g_autoptr(Sha256) sum = sha256_new();
		sha256_add(sum, text, cut);
		sha256_add(sum, NULL, 0);
		sha256_add(sum, text + cut, strlen(text) - cut);
		g_autofree char *hash = sha256_end(sum);
		g_autofree char *name = g_strdup_printf("cut at %zu", cut);
		is_str(hash, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", name);
	}
}

static void like_glib(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	for (guint n = 0; n < 300; n++) {
		g_autofree char *ours = sha256_of(bytes->data, bytes->len);
		g_autofree char *theirs = g_compute_checksum_for_data(
			G_CHECKSUM_SHA256, bytes->len > 0 ? bytes->data : (const guchar *)"", bytes->len);
		g_autofree char *name = g_strdup_printf("%u bytes", n);
		is_str(ours, theirs, name);
		g_byte_array_append(bytes, &(guint8){ (guint8)(n * 37) }, 1);
	}
}

int main(void)
{
	in_pieces();
	like_glib();
	return tap_done();
}
