/* What a compose request must hold before a byte is written: used by compose.c only. Errors are REJECT. */
#ifndef TEMPLATES_COMPOSE_CHECK_H
#define TEMPLATES_COMPOSE_CHECK_H

#include "templates/compose.h"

bool compose_check_request(const ComposeRequest *request, GError **error);
/* The id without its angle brackets; NULL with an error when it is none. */
const char *compose_check_id(Arena *arena, const char *field, const char *id, GError **error);
/* True for an address whose domain is ASCII already. */
bool compose_check_ascii_address(const char *address);

#endif
