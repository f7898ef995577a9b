#include "parsers/mime/base64.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

static bool base64_is_blank(char byte)
{
	return byte == '\n' || byte == '\r' || byte == ' ' || byte == '\t';
}

/* How much padding there is; more than 2 when something stands behind it. */
static size_t base64_padding(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	const char *pad = length > 0 ? memchr(bytes, '=', length) : NULL;
	size_t n = 0;
	for (; pad != NULL && pad < end && n <= 2; pad++)
		n += base64_is_blank(*pad) ? 0 : *pad == '=' ? 1 : 3;
	return n;
}

/* libcrypto passes over blanks and dashes at the ends of what it is given: then it gives less. */
static bool base64_decode_line(const char *line, size_t n, char *to)
{
	return n % 4 == 0 && n <= INT_MAX &&
	       EVP_DecodeBlock((unsigned char *)to, (const unsigned char *)line, (int)n) == (int)(n / 4 * 3);
}

bool base64_decode_lines(const char *bytes, size_t length, char *to, size_t *ret_length)
{
	const char *end = bytes + length;
	size_t pads = base64_padding(bytes, length);
	size_t done = 0;
	if (pads > 2)
		return false;
	for (const char *at = bytes; at < end;) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((feed != NULL ? feed : end) - at);
		while (n > 0 && base64_is_blank(at[n - 1]))
			n--;
		if (n > 0 && !base64_decode_line(at, n, to + done))
			return false;
		done += n / 4 * 3;
		at = feed != NULL ? feed + 1 : end;
	}
	if (done < pads)
		return false;
	*ret_length = done - pads;
	return true;
}
