#include "gateway/imap/imap_folder.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define NAME_MAX_BYTES 255
#define WIRE "UTF-7-IMAP"

static bool is_usable(const char *folder, GError **error)
{
	const char *why = NULL;
	if (folder[0] == '\0')
		why = "it is empty";
	else if (!g_utf8_validate(folder, -1, NULL))
		why = "it is not UTF-8";
	else if (text_has_control(folder))
		why = "it has control characters";
	else if (folder[0] == '/' || g_str_has_suffix(folder, "/") || strstr(folder, "//") != NULL)
		why = "a level is empty";
	if (why != NULL) {
		g_autofree char *shown = g_strescape(folder, NULL);
		error_reject(error, "the folder name \"%s\" cannot be used: %s", shown, why);
	}
	return why == NULL;
}

/* INBOX is INBOX in any case, alone or as the first level. */
static size_t inbox_length(const char *folder)
{
	return g_ascii_strncasecmp(folder, "INBOX", 5) == 0 && strchr("/.", folder[5]) != NULL ? 5 : 0;
}

char *imap_folder_encode(const char *folder, char delimiter, const char *prefix, GError **error)
{
	if (!is_usable(folder, error))
		return NULL;
	size_t inbox = inbox_length(folder);
	g_autoptr(GString) path = g_string_new(inbox > 0 ? "INBOX" : NULL);
	for (const char *at = folder + inbox; *at != '\0'; at++)
		g_string_append_c(path, *at != '/' ? *at : delimiter != '\0' ? delimiter : '-');
	g_autofree char *wire = g_convert(path->str, -1, WIRE, "UTF-8", NULL, NULL, NULL);
	g_autofree char *back = wire != NULL ? g_convert(wire, -1, "UTF-8", WIRE, NULL, NULL, NULL) : NULL;
	if (back == NULL || strcmp(back, path->str) != 0) {
		error_reject(error, "the folder name \"%s\" cannot be written in IMAP's alphabet", folder);
		return NULL;
	}
	g_autofree char *name = g_strconcat(inbox > 0 ? "" : prefix, wire, NULL);
	if (strlen(name) > NAME_MAX_BYTES) {
		error_reject(error, "the folder name \"%s\" is too long", folder);
		return NULL;
	}
	return g_steal_pointer(&name);
}

char *imap_folder_decode(const char *name, char delimiter, const char *prefix)
{
	if (prefix[0] != '\0' && g_str_has_prefix(name, prefix))
		name += strlen(prefix);
	g_autofree char *text = g_convert(name, -1, "UTF-8", WIRE, NULL, NULL, NULL);
	/* iconv takes a cut shift sequence for the end: only what comes back the same is a name. */
	g_autofree char *again = text != NULL ? g_convert(text, -1, WIRE, "UTF-8", NULL, NULL, NULL) : NULL;
	if (again == NULL || strcmp(again, name) != 0)
		return NULL;
	if (delimiter != '\0')
		g_strdelimit(text, (char[]){ delimiter, '\0' }, '/');
	return g_steal_pointer(&text);
}
