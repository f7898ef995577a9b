/* What a SQLSTATE of PostgreSQL says of who waits for it: RETRY, REJECT or STOP (PostgreSQL manual, appendix A). */
#ifndef STORE_PG_STATE_H
#define STORE_PG_STATE_H

#include "base/error.h"

ErrorCode pg_state_class(const char *state);

#endif
