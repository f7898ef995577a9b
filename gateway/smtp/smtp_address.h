/*
 * Addresses on their way into SMTP commands: whatever could end the command, open another or fall out of
 * its brackets is refused here, not escaped (libcurl and servers would take it as it is).
 */
#ifndef GATEWAY_SMTP_ADDRESS_H
#define GATEWAY_SMTP_ADDRESS_H

#include <stdbool.h>

#include "base/arena.h"

/* The address as it goes on the wire: its domain in ASCII (IDNA). NULL when it is none: no single-@
 * local@domain, over 254 bytes, invalid UTF-8, or it holds blanks, controls or angle brackets. ret_utf8:
 * the local part needs SMTPUTF8. */
const char *smtp_address_wire(Arena *arena, const char *address, bool *ret_utf8);

/* xtext of RFC 3461 4, for ENVID and ORCPT; in the arena. */
const char *smtp_address_xtext(Arena *arena, const char *text);

#endif
