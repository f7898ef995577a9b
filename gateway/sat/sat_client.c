#include "gateway/sat/sat_client.h"

#include "base/error.h"
#include "gateway/net/https_post.h"
#include "parsers/cfdi/sat_status.h"

#define SAT_ANSWER_MAX 65536 /* an answer has less than one kilobyte */

bool sat_client_ask(Arena *arena, const SatSettings *settings, const char *body, const char **ret_bytes,
		    size_t *ret_length, GError **error)
{
	static const char *const headers[] = { "Content-Type: " SAT_STATUS_TYPE,
					       "SOAPAction: \"" SAT_STATUS_ACTION "\"", "Expect:", NULL };
	const HttpsPost post = { .url = settings->url, .headers = headers, .body = body,
				 .timeout_s = settings->timeout_seconds, .max_bytes = SAT_ANSWER_MAX };
	long status = 0;
	GString *answer = NULL;
	if (!https_post(&post, &status, &answer, error)) {
		g_prefix_error(error, "SAT's status service: ");
		return false;
	}
	*ret_bytes = arena_memdup(arena, answer->str, answer->len);
	*ret_length = answer->len;
	https_post_wipe(answer);
	/* A SOAP fault comes with 500 and words of its own. */
	if (status == 200 || status == 500)
		return true;
	error_retry(error, "SAT's status service: it answered %ld", status);
	return false;
}
