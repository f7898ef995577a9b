#include "parsers/mime/smime.h"

#include <glib.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CMS_ContentInfo, CMS_ContentInfo_free)

static void smime_keep(Arena *arena, const void *data, size_t bytes, const void **ret_data, size_t *ret_bytes)
{
	*ret_data = arena_memdup(arena, data, bytes);
	*ret_bytes = bytes;
}

static SmimeState smime_verify(Arena *arena, CMS_ContentInfo *cms, const void **ret_data, size_t *ret_bytes)
{
	ASN1_OCTET_STRING **content = CMS_get0_content(cms);
	if (content == NULL || *content == NULL)
		return SMIME_NONE;
	smime_keep(arena, ASN1_STRING_get0_data(*content), (size_t)ASN1_STRING_length(*content), ret_data,
		   ret_bytes);
	if (OBJ_obj2nid(CMS_get0_type(cms)) == NID_pkcs7_data || sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)) <= 0)
		return SMIME_UNSIGNED;
	g_autoptr(BIO) out = BIO_new(BIO_s_mem());
	bool holds = CMS_verify(cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
	return holds ? SMIME_HOLDS : SMIME_BROKEN;
}

SmimeState smime_open(Arena *arena, const Limits *limits, const void *bytes, size_t length,
		      const void **ret_data, size_t *ret_bytes)
{
	*ret_data = NULL;
	*ret_bytes = 0;
	if (length > (size_t)limits->message_bytes)
		return SMIME_NONE;
	g_autoptr(BIO) in = BIO_new_mem_buf(bytes, (int)length);
	g_autoptr(CMS_ContentInfo) cms = d2i_CMS_bio(in, NULL);
	SmimeState state = SMIME_NONE;
	if (cms != NULL) {
		int type = OBJ_obj2nid(CMS_get0_type(cms));
		if (type == NID_pkcs7_signed || type == NID_pkcs7_data)
			state = smime_verify(arena, cms, ret_data, ret_bytes);
		else if (type == NID_pkcs7_enveloped || type == NID_pkcs7_encrypted)
			state = SMIME_ENCRYPTED;
	}
	ERR_clear_error();
	return state;
}
