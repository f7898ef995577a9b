#include "base/error.h"

#include <errno.h>

G_DEFINE_QUARK(valija-error, valija_error)

static bool error_needs_person(int number)
{
	return number == ENOSPC || number == EDQUOT || number == EROFS || number == EIO || number == EACCES ||
	       number == EPERM;
}

void error_from_errno(GError **error, int number, const char *what)
{
	ErrorCode code = error_needs_person(number) ? ERROR_STOP : ERROR_RETRY;
	g_set_error(error, VALIJA_ERROR, (int)code, "%s: %s", what, g_strerror(number));
}

ErrorCode error_code(const GError *error)
{
	if (error == NULL || error->domain != VALIJA_ERROR)
		return ERROR_RETRY;
	return (ErrorCode)error->code;
}
