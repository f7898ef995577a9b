/* What a SQLSTATE of PostgreSQL says of who waits for it: RETRY, REJECT or STOP (PostgreSQL manual, appendix A). */
#ifndef STORE_PG_STATE_H
#define STORE_PG_STATE_H

#include <stdbool.h>

#include "base/error.h"

ErrorCode pg_state_class(const char *state);
/* True for what a standby says of a transaction or statement that writes; others may say so for other reasons. */
bool pg_state_is_read_only(const char *state);

#endif
