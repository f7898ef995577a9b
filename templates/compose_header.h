/*
 * The values of header fields, encoded so that every reader gets back what was given: RFC 2047 for texts and
 * display names, RFC 2231 for parameters. Values are valid UTF-8 without controls (the caller checks). Lines
 * are folded with LF; no line passes 76 bytes unless an address is longer. Used by compose.c only.
 */
#ifndef TEMPLATES_COMPOSE_HEADER_H
#define TEMPLATES_COMPOSE_HEADER_H

#include <glib.h>

/* column: how many bytes of the line are taken already. */
void compose_header_text(GString *out, const char *text, size_t column);
/* "name" <address>, or the bare address. */
void compose_header_mailbox(GString *out, const char *name, const char *address);
/* ;\n filename="…" or ;\n filename*0*=UTF-8''… */
void compose_header_parameter(GString *out, const char *name, const char *value);

#endif
