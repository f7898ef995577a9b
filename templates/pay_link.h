/*
 * Where one document can be paid: an address of the config with its variables filled in, each percent-encoded (RFC 3986,
 * section 2), so that no value of a stranger can become another part of it. Only https, and no variable in the host.
 */
#ifndef TEMPLATES_PAY_LINK_H
#define TEMPLATES_PAY_LINK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"

/* A longer link is none: it would be cut in a mail. */
#define PAY_LINK_LENGTH 280

/* "https://pagos.example.cl/?folio={folio}": {type} {series} {folio} {number} {uuid} {customer} {amount} {currency} {due} */
typedef struct {
	const char *type, *series, *folio;
	const char *number; /* series and folio, as people write it */
	const char *uuid, *customer; /* tax id */
	Money amount;
	Date due;
} PayLinkValues;

/* What is wrong with a pattern; NULL: nothing. */
const char *pay_link_fault(Arena *arena, const char *pattern);
/* Of a pattern without fault. NULL: a value that it names is not known (but for {series}, which may be empty), or the
 * link is too long. */
const char *pay_link_fill(Arena *arena, const char *pattern, const PayLinkValues *values);

#endif
