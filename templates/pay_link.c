#include "templates/pay_link.h"

#include <glib.h>
#include <string.h>

#define PAY_LINK_SCHEME "https://"

static const char *const pay_link_names[] = { "type",	  "series", "folio",	"number", "uuid",
					      "customer", "amount", "currency", "due" };

static const char *pay_link_value(Arena *arena, const char *name, const PayLinkValues *values)
{
	const char *const texts[] = { values->type, values->series != NULL ? values->series : "", values->folio,
				      values->number, values->uuid, values->customer,
				      money_micro_text(arena, values->amount.micro), values->amount.currency,
				      date_is_set(values->due) ? date_text(arena, values->due) : NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(pay_link_names); i++)
		if (strcmp(pay_link_names[i], name) == 0)
			return texts[i];
	return NULL;
}

/* The name behind a '{'; NULL: it is not closed. */
static char *pay_link_name(const char *open)
{
	const char *close = strchr(open, '}');
	return close != NULL ? g_strndup(open + 1, (gsize)(close - open - 1)) : NULL;
}

static const char *pay_link_variable_fault(Arena *arena, const char *pattern)
{
	const char *path = strchr(pattern + strlen(PAY_LINK_SCHEME), '/');
	for (const char *at = strpbrk(pattern, "{}"); at != NULL; at = strpbrk(at, "{}")) {
		g_autofree char *name = *at == '{' ? pay_link_name(at) : NULL;
		if (name == NULL)
			return "a { or } without the other";
		bool known = false;
		for (size_t i = 0; i < G_N_ELEMENTS(pay_link_names); i++)
			known = known || strcmp(pay_link_names[i], name) == 0;
		if (!known)
			return arena_printf(arena, "there is no {%s}", name);
		if (path == NULL || at < path)
			return arena_printf(arena, "{%s} cannot stand in the host", name);
		at = strchr(at, '}') + 1;
	}
	return NULL;
}

const char *pay_link_fault(Arena *arena, const char *pattern)
{
	if (!g_str_has_prefix(pattern, PAY_LINK_SCHEME))
		return "https:// is wanted";
	for (const char *at = pattern; *at != '\0'; at++)
		if (!g_ascii_isgraph(*at) || strchr("<>\"'\\^`|", *at) != NULL)
			return "only the signs of an address can stand in it, others as %XX";
	const char *fault = pay_link_variable_fault(arena, pattern);
	if (fault != NULL)
		return fault;
	g_autoptr(GString) plain = g_string_new(pattern);
	g_string_replace(plain, "{", "", 0);
	g_string_replace(plain, "}", "", 0);
	g_autoptr(GUri) uri = g_uri_parse(plain->str, G_URI_FLAGS_ENCODED, NULL);
	bool host = uri != NULL && g_uri_get_host(uri) != NULL && *g_uri_get_host(uri) != '\0';
	if (!host || g_uri_get_userinfo(uri) != NULL)
		return "no address with a host";
	return plain->len > PAY_LINK_LENGTH ? "too long" : NULL;
}

const char *pay_link_fill(Arena *arena, const char *pattern, const PayLinkValues *values)
{
	g_autoptr(GString) link = g_string_new(NULL);
	for (const char *at = pattern; *at != '\0'; at++) {
		if (*at != '{') {
			g_string_append_c(link, *at);
			continue;
		}
		g_autofree char *name = pay_link_name(at);
		const char *value = pay_link_value(arena, name, values);
		if (value == NULL)
			return NULL;
		g_autofree char *encoded = g_uri_escape_string(value, NULL, FALSE);
		g_string_append(link, encoded);
		at = strchr(at, '}');
	}
	return link->len <= PAY_LINK_LENGTH ? arena_strdup(arena, link->str) : NULL;
}
