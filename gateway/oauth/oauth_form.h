/* The form that a token endpoint is asked with: application/x-www-form-urlencoded (RFC 6749, appendix B). */
#ifndef GATEWAY_OAUTH_FORM_H
#define GATEWAY_OAUTH_FORM_H

#include <glib.h>

/* Adds name=value with what a form wants escaped; nothing when value is NULL. */
void oauth_form_add(GString *form, const char *name, const char *value);

#endif
