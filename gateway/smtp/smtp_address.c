#include "gateway/smtp/smtp_address.h"

#include <glib.h>
#include <string.h>

#define ADDRESS_MAX 254

static bool character_fits(gunichar c)
{
	return !g_unichar_iscntrl(c) && !g_unichar_isspace(c) && g_unichar_type(c) != G_UNICODE_FORMAT &&
	       g_unichar_type(c) != G_UNICODE_LINE_SEPARATOR && c != '<' && c != '>';
}

static bool characters_fit(const char *text)
{
	if (strlen(text) > ADDRESS_MAX || !g_utf8_validate(text, -1, NULL))
		return false;
	for (; *text != '\0'; text = g_utf8_next_char(text)) {
		if (!character_fits(g_utf8_get_char(text)))
			return false;
	}
	return true;
}

/* A domain, or an address literal in brackets. */
static bool domain_fits(const char *domain)
{
	size_t length = strlen(domain);
	bool literal = length > 2 && domain[0] == '[' && domain[length - 1] == ']';
	const char *extra = literal ? "[]:.-" : ".-_";
	for (const char *at = domain; *at != '\0'; at++) {
		if (!g_ascii_isalnum(*at) && strchr(extra, *at) == NULL)
			return false;
	}
	return length > 0 && domain[0] != '.' && domain[0] != '-';
}

const char *smtp_address_wire(Arena *arena, const char *address, bool *ret_utf8)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	if (at == NULL || at == address || !characters_fit(address))
		return NULL;
	const char *local = arena_strndup(arena, address, (size_t)(at - address));
	g_autofree char *domain = g_hostname_to_ascii(at + 1);
	if (strchr(local, '@') != NULL || domain == NULL || !domain_fits(domain))
		return NULL;
	*ret_utf8 = !g_str_is_ascii(local);
	return arena_printf(arena, "%s@%s", local, domain);
}

const char *smtp_address_xtext(Arena *arena, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (; *text != '\0'; text++) {
		if (*text >= '!' && *text <= '~' && *text != '+' && *text != '=')
			g_string_append_c(out, *text);
		else
			g_string_append_printf(out, "+%02X", (unsigned char)*text);
	}
	return arena_strdup(arena, out->str);
}
