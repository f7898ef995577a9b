/* Archives and wrappers: what is inside comes out under its limits, what is hostile is refused or left out.
 */
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "parsers/mime/container.h"
#include "parsers/mime/smime.h"
#include "tests/tap.h"
#include "tests/unit/parsers/zip_maker.h"

static Container read_container(Arena *arena, const Limits *limits, const GByteArray *bytes, const char *name)
{
	Container container;
	g_autofree char *copy = exact_copy(bytes->data, bytes->len);
	container_read(arena, limits, copy, bytes->len, name, &container);
	return container;
}

static void test_zip(void)
{
	static const ZipFile files[] = { { "facturas/año 1.xml", "<a/>", 4, NULL },
					 { "facturas/uno.pdf", "%PDF-1.4", 8, NULL } };
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) zip = make_zip(files, 2, NULL);
	Container container = read_container(arena, &limits, zip, "f.zip");
	ok(container.refused == NULL, "an honest zip is read");
	is_i64((int64_t)container.n_entries, 2, "both files");
	is_str(container.entries[0].name, "facturas/año 1.xml", "name with its folder");
	is_mem(container.entries[0].data, container.entries[0].bytes, "<a/>", 4, "and its bytes");
}

static void test_names(void)
{
	static const ZipFile files[] = { { "1/f.xml", "<a/>", 4, NULL },    { "2/f.xml", "<b/>", 4, NULL },
					 { "2\\f.xml", "<c/>", 4, NULL },  { "Acme S.A..xml", "<d/>", 4, NULL },
					 { "a/<b>/c|d.xml", "<e/>", 4, NULL }, { "1/2/3/4/5/6.xml", "<f/>", 4, NULL } };
	static const char *const names[] = { "1/f.xml",	      "2/f.xml",       "2/3-f.xml",
					     "Acme S.A..xml", "a/_b_/c_d.xml", "2/3/4/5/6.xml" };
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) zip = make_zip(files, G_N_ELEMENTS(files), NULL);
	Container container = read_container(arena, &limits, zip, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		is_str(i < container.n_entries ? container.entries[i].name : NULL, names[i], "a path of an archive");
}

static void test_gzip(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) gzip = make_gzip("<a/>", 4);
	Container container = read_container(arena, &limits, gzip, "factura.xml.gz");
	is_i64((int64_t)container.n_entries, 1, "a gzip holds one file");
	is_str(container.entries[0].name, "factura.xml", "named after the archive");
	is_mem(container.entries[0].data, container.entries[0].bytes, "<a/>", 4, "and its bytes");
}

static void test_unwanted(void)
{
	static const ZipFile files[] = { { "../../etc/x", "a", 1, NULL },
					 { "/abs.xml", "b", 1, NULL },
					 { "C:/w.xml", "c", 1, NULL },
					 { "link.xml", NULL, 0, "/etc/passwd" },
					 { "ok.xml", "<a/>", 4, NULL } };
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) zip = make_zip(files, G_N_ELEMENTS(files), NULL);
	Container container = read_container(arena, &limits, zip, NULL);
	is_i64((int64_t)container.n_entries, 1, "paths that leave the archive and links are left out");
	is_str(container.entries[0].name, "ok.xml", "the honest file is there");
	ok(texts_has(&container.flags, "zip-path") && texts_has(&container.flags, "zip-symlink"),
	   "both flagged");
}

static void test_encrypted(void)
{
	static const ZipFile file = { "f.xml", "<a/>", 4, NULL };
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) zip = make_zip(&file, 1, "clave");
	Container container = read_container(arena, &limits, zip, NULL);
	is_i64((int64_t)container.n_entries, 0, "nothing comes out of an encrypted zip");
	ok(texts_has(&container.flags, "zip-encrypted"), "and it says so");
}

static void test_nesting(void)
{
	static const ZipFile inner_file = { "a.xml", "<a/>", 4, NULL };
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autoptr(GByteArray) inner = make_zip(&inner_file, 1, NULL);
	ZipFile middle_file = { "inner.zip", (const char *)inner->data, inner->len, NULL };
	g_autoptr(GByteArray) middle = make_zip(&middle_file, 1, NULL);
	Container container = read_container(arena, &limits, middle, NULL);
	is_i64((int64_t)container.n_entries, 1, "an archive inside an archive is opened");
	is_str(container.entries[0].name, "inner.zip/a.xml", "with its name before the file's");
	ZipFile outer_file = { "middle.zip", (const char *)middle->data, middle->len, NULL };
	g_autoptr(GByteArray) outer = make_zip(&outer_file, 1, NULL);
	container = read_container(arena, &limits, outer, NULL);
	ok(container.refused != NULL && container.n_entries == 0, "one deeper is refused whole");
	ok(texts_has(&container.flags, "limit:zip_depth"), "with the limit's name");
}

static void test_damage(void)
{
	static const ZipFile files[] = { { "a.xml", "<a/>", 4, NULL }, { "b.xml", "<bb/>", 5, NULL } };
	Limits limits = limits_default();
	g_autoptr(GByteArray) zip = make_zip(files, 2, NULL);
	size_t whole = 0;
	for (guint n = 4; n < zip->len; n++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GByteArray) cut = g_byte_array_append(g_byte_array_new(), zip->data, n);
		Container container = read_container(arena, &limits, cut, NULL);
		whole += container.refused == NULL && container.n_entries == 2;
	}
	is_i64((int64_t)whole, 0, "a zip cut at any byte never passes for whole");
	for (guint i = 0; i < zip->len; i++) {
		g_autoptr(Arena) arena = arena_new();
		zip->data[i] ^= 0xff;
		read_container(arena, &limits, zip, NULL);
		zip->data[i] ^= 0xff;
	}
	ok(true, "and any byte turned over is survived");
}

/* ---- p7m ---- */

static X509 *make_certificate(EVP_PKEY *key)
{
	X509 *certificate = X509_new();
	X509_set_version(certificate, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
				   (const unsigned char *)"Prueba", -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
	X509_set_pubkey(certificate, key);
	X509_sign(certificate, key, EVP_sha256());
	return certificate;
}

static GByteArray *make_p7m(const char *content, unsigned flags)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = make_certificate(key);
	BIO *in = BIO_new_mem_buf(content, -1);
	CMS_ContentInfo *cms = CMS_sign(certificate, key, NULL, in, CMS_BINARY | flags);
	unsigned char *der = NULL;
	int length = i2d_CMS_ContentInfo(cms, &der);
	GByteArray *bytes = g_byte_array_append(g_byte_array_new(), der, (guint)length);
	OPENSSL_free(der);
	CMS_ContentInfo_free(cms);
	BIO_free(in);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return bytes;
}

static void test_p7m(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	const void *data = NULL;
	size_t bytes = 0;
	g_autoptr(GByteArray) p7m = make_p7m("<factura/>", 0);
	is_i64(smime_open(arena, &limits, p7m->data, p7m->len, &data, &bytes), SMIME_HOLDS,
	       "a signed file holds");
	is_mem(data, bytes, "<factura/>", 10, "and gives its content");
	char *content = memmem(p7m->data, p7m->len, "<factura/>", 10);
	g_assert(content != NULL);
	content[1] = 'F';
	is_i64(smime_open(arena, &limits, p7m->data, p7m->len, &data, &bytes), SMIME_BROKEN,
	       "changed, it is broken");
	is_mem(data, bytes, "<Factura/>", 10, "and still can be read");
	g_autoptr(GByteArray) p7s = make_p7m("<factura/>", CMS_DETACHED);
	is_i64(smime_open(arena, &limits, p7s->data, p7s->len, &data, &bytes), SMIME_NONE,
	       "a p7s has no content");
	is_i64(smime_open(arena, &limits, p7m->data, p7m->len / 2, &data, &bytes), SMIME_NONE,
	       "half a p7m is none");
	limits.message_bytes = 10;
	is_i64(smime_open(arena, &limits, p7m->data, p7m->len, &data, &bytes), SMIME_NONE,
	       "past the limit neither");
}

int main(void)
{
	test_zip();
	test_names();
	test_gzip();
	test_unwanted();
	test_encrypted();
	test_nesting();
	test_damage();
	test_p7m();
	return tap_done();
}
