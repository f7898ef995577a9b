/*
 * The three errors of the house, by what follows from them. The code is set where the foreign world is met and is
 * never guessed upward; each layer may add ids with g_prefix_error().
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
	ERROR_RETRY,  /* the item is fine: try it again later */
	ERROR_REJECT, /* this item never: set it aside with its reason */
	ERROR_STOP,   /* nobody's item until a person acts: login refused, disk full, newer schema */
} ErrorCode;

#define VALIJA_ERROR (valija_error_quark())
GQuark valija_error_quark(void);

#define error_retry(error, ...) g_set_error((error), VALIJA_ERROR, ERROR_RETRY, __VA_ARGS__)
#define error_reject(error, ...) g_set_error((error), VALIJA_ERROR, ERROR_REJECT, __VA_ARGS__)
#define error_stop(error, ...) g_set_error((error), VALIJA_ERROR, ERROR_STOP, __VA_ARGS__)

/* What a failed system call means: ENOSPC, EDQUOT, EROFS, EIO, EACCES stop; the rest is retried. */
void error_from_errno(GError **error, int number, const char *what);

/* The code of any GError; one that is not ours counts as ERROR_RETRY. */
ErrorCode error_code(const GError *error);

#endif
