/* The device-code grant, RFC 8628. */
#include <poll.h>
#include <stdio.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/net/https_post.h"
#include "gateway/oauth/oauth_login.h"

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define DEVICE_INTERVAL_S 5
#define DEVICE_INTERVAL_MAX_S 60
#define DEVICE_LIFE_S 900
#define DEVICE_LIFE_MAX_S 3600
#define DEVICE_CODE_MAX 40

typedef struct {
	const char *code, *user_code, *link;
	int64_t interval_s, until_ms; /* of the monotonic clock */
} Device;

/* Google says verification_url. */
static const char *device_link(Arena *arena, const json_t *answer)
{
	const char *link = json_get_text(arena, answer, "verification_uri");
	if (link == NULL)
		link = json_get_text(arena, answer, "verification_url");
	return link != NULL && !text_has_control(link) && https_post_url_fault(link) == NULL ? link : NULL;
}

static bool device_begin(Arena *arena, const OauthLogin *login, Device *ret, GError **error)
{
	const char *word = NULL;
	g_autoptr(json_t) answer = NULL;
	const OauthProvider provider = oauth_provider(arena, login);
	const OauthField fields[] = { { "scope", provider.scope } };
	if (!oauth_grant_ask(arena, login, provider.device_url, fields, 1, &answer, &word, error))
		return false;
	int64_t life = CLAMP(oauth_grant_number(answer, "expires_in", DEVICE_LIFE_S), 1, DEVICE_LIFE_MAX_S);
	*ret = (Device){ .code = json_get_text(arena, answer, "device_code"),
			 .user_code = json_get_text(arena, answer, "user_code"),
			 .link = device_link(arena, answer),
			 .interval_s = oauth_grant_number(answer, "interval", DEVICE_INTERVAL_S),
			 .until_ms = clock_monotonic_ms() + life * 1000 };
	if (ret->code != NULL && ret->user_code != NULL && ret->link != NULL)
		return true;
	error_retry(error, "%s %s: %s gives no code and no link that can be used", login->kind, login->name,
		    provider.device_url);
	return false;
}

/* True: ask again. Anything else that passes by itself only makes the questions rarer. */
static bool device_goes_on(Device *device, const char *word, const GError *fault)
{
	if (error_code(fault) != ERROR_RETRY)
		return false;
	if (!text_equal(word, "authorization_pending"))
		device->interval_s += DEVICE_INTERVAL_S;
	return true;
}

static bool device_wait(Device *device)
{
	device->interval_s = CLAMP(device->interval_s, 1, DEVICE_INTERVAL_MAX_S);
	poll(NULL, 0, (int)device->interval_s * 1000);
	return clock_monotonic_ms() < device->until_ms;
}

static bool device_poll(Arena *arena, const OauthLogin *login, Device *device, OauthGranted *ret, GError **error)
{
	const OauthField fields[] = { { "grant_type", DEVICE_GRANT }, { "device_code", device->code } };
	while (device_wait(device)) {
		g_autoptr(GError) fault = NULL;
		const char *word = NULL;
		if (oauth_grant_take(arena, login, fields, 2, ret, &word, &fault))
			return true;
		if (device_goes_on(device, word, fault))
			continue;
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	error_stop(error, "%s %s: nobody agreed in time; start again", login->kind, login->name);
	return false;
}

bool oauth_device_run(Arena *arena, const OauthLogin *login, OauthGranted *ret, GError **error)
{
	Device device = { 0 };
	if (!device_begin(arena, login, &device, error))
		return false;
	printf("%s %s: open %s\nand enter the code %s\nas the person whose mailbox it is. Waiting …\n", login->kind,
	       login->name, device.link, text_line(arena, device.user_code, DEVICE_CODE_MAX));
	fflush(stdout);
	return device_poll(arena, login, &device, ret, error);
}
