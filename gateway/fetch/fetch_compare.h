/*
 * The receipt book against the server, once a day for each folder that is watched: what lies there below the cursor and has
 * no row here is a fault, told once and read at once. What has a row and is not there any more was somebody's right.
 */
#ifndef GATEWAY_FETCH_COMPARE_H
#define GATEWAY_FETCH_COMPARE_H

#include "gateway/fetch/stage_fetch.h"

/* ret_looked: another folder than the inbox may be selected. */
bool fetch_compare(Fetch *fetch, bool *ret_looked, GError **error);

#endif
