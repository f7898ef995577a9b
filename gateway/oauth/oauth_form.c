#include "gateway/oauth/oauth_form.h"

void oauth_form_add(GString *form, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (form->len > 0)
		g_string_append_c(form, '&');
	g_string_append(form, name);
	g_string_append_c(form, '=');
	g_string_append_uri_escaped(form, value, NULL, FALSE);
}
