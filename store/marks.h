/* Marks: when something was last done, and what the clock asks of the whole store, to tell people of faults that no
 * message brings. */
#ifndef STORE_MARKS_H
#define STORE_MARKS_H

#include "store/store.h"

/* When something was last done; 0: never. */
bool marks_get(Store *store, const char *name, int64_t *ret, GError **error);
bool marks_set(Store *store, const char *name, int64_t at, GError **error);
/* Sets it to now when it is at least every_s old; *ret_mine false: it is not, or another process has. */
bool marks_take(Store *store, const char *name, int64_t now, int64_t every_s, bool *ret_mine, GError **error);
/* A message of that account was staged after `after` and until `until`. */
bool marks_mail_came(Store *store, const char *account, int64_t after, int64_t until, bool *ret, GError **error);
/* How many of the last limit messages in quarantine were staged after that instant. */
bool marks_quarantined(Store *store, int64_t since, int64_t limit, int64_t *ret, GError **error);

#endif
