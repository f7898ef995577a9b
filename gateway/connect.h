/* Choosing an implementation: the Source of an account, the Sink of a relay, from their settings. */
#ifndef GATEWAY_CONNECT_H
#define GATEWAY_CONNECT_H

#include "gateway/settings.h"

/* *ret_secret belongs to the caller (file_wipe_secret) and must outlive the source or sink. */
bool connect_source(const AccountSettings *account, const Limits *limits, Source **ret, char **ret_secret,
		    GError **error);
bool connect_sink(const RelaySettings *relay, Sink **ret, char **ret_secret, GError **error);

#endif
