#include "store/pg_state.h"

#include "base/text.h"

/* The first prefix that fits decides. */
ErrorCode pg_state_class(const char *state)
{
	static const struct {
		const char *prefix;
		ErrorCode code;
	} classes[] = {
		{ "08", ERROR_RETRY },	  /* connection */
		{ "22", ERROR_REJECT },	  { "23", ERROR_REJECT }, /* a value that no column takes; a constraint */
		{ "25P", ERROR_RETRY },	  /* the transaction is dead already, or was idle too long */
		{ "40", ERROR_RETRY },	  /* deadlock, serialization */
		{ "53100", ERROR_STOP },  { "53", ERROR_RETRY }, /* disk full; memory, connections */
		{ "54", ERROR_REJECT },	  /* too large for an index */
		{ "55006", ERROR_RETRY }, /* object in use; lock and statement time-outs */
		{ "55P03", ERROR_RETRY }, { "57014", ERROR_RETRY },
		{ "57P01", ERROR_RETRY }, /* shut down, crashed, starting */
		{ "57P02", ERROR_RETRY }, { "57P03", ERROR_RETRY }, { "57P05", ERROR_RETRY },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
		if (g_str_has_prefix(state, classes[i].prefix))
			return classes[i].code;
	return ERROR_STOP; /* login, permission, read only, corrupt, a statement that is wrong */
}

bool pg_state_is_read_only(const char *state)
{
	return text_equal(state, "25006") || text_equal(state, "0A000"); /* a statement; BEGIN READ WRITE */
}
