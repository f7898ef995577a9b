/* What comes back from the browser of the authorization-code grant: the address it was sent to, or what a person pasted. */
#ifndef GATEWAY_OAUTH_CODE_H
#define GATEWAY_OAUTH_CODE_H

#include <glib.h>
#include <stdbool.h>

#include "base/arena.h"

typedef enum {
	OAUTH_CODE_NOTHING, /* neither a code nor a refusal of this login: wait on */
	OAUTH_CODE_GIVEN,
	OAUTH_CODE_REFUSED,
} OauthCodeAnswer;

/* text: "/?code=…&state=…" of a request, or a pasted address or code. pasted: a bare code will do, without state (the
 * code is bound to this process by PKCE). ret: the code, or the provider's word. */
OauthCodeAnswer oauth_code_read(Arena *arena, const char *text, bool pasted, const char *state, const char **ret);

#endif
