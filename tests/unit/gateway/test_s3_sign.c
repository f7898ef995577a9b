/* Signatures against the worked examples of the Amazon S3 API Reference (their keys are no secret). */
#include <string.h>

#include "gateway/bucket/s3_sign.h"
#include "tests/tap.h"

typedef struct {
	const char *name, *method, *query, *signature;
} Example;

static const Example examples[] = {
	{ "GET bucket lifecycle", "GET", "lifecycle=",
	  "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543" },
	{ "GET bucket, list of objects", "GET", "max-keys=2&prefix=J",
	  "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7" },
};

static const char *header(const Texts *headers, const char *name)
{
	for (size_t i = 0; i < headers->n; i++)
		if (g_str_has_prefix(headers->items[i], name))
			return headers->items[i] + strlen(name);
	return "";
}

int main(void)
{
	const S3Login login = { .access_key = "AKIAIOSFODNN7EXAMPLE", .region = "us-east-1",
				.secret_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
	for (size_t i = 0; i < G_N_ELEMENTS(examples); i++) {
		g_autoptr(Arena) arena = arena_new();
		Texts headers = { 0 };
		const S3Request request = { .method = examples[i].method, .host = "examplebucket.s3.amazonaws.com",
					    .path = "/", .query = examples[i].query, .payload_sha256 = S3_NO_BODY,
					    .now = 1369353600 };
		s3_sign(arena, &login, &request, &headers);
		const char *want = arena_printf(arena,
						"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/"
						"s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
						"Signature=%s", examples[i].signature);
		is_str(header(&headers, "Authorization: "), want, examples[i].name);
		is_str(header(&headers, "x-amz-date: "), "20130524T000000Z", "its instant");
		is_str(header(&headers, "x-amz-content-sha256: "), S3_NO_BODY, "the hash of its body");
		is_str(header(&headers, "Host: "), "examplebucket.s3.amazonaws.com", "and its host are signed");
	}
	return tap_done();
}
