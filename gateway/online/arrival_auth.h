/*
 * ArrivalAuth: what the server of a mailbox saw of SPF, DKIM and DMARC when a mail of ours came in
 * (Authentication-Results, RFC 8601), for `check --online`. The bytes are a stranger's by then: the reader parses them.
 */
#ifndef GATEWAY_ARRIVAL_AUTH_H
#define GATEWAY_ARRIVAL_AUTH_H

#include "gateway/online/online_say.h"
#include "gateway/settings.h"
#include "gateway/source.h"
#include "gateway/work/reader.h"

typedef struct {
	const MailAuth *rows; /* of servers that nobody foreign stands above, topmost first; the arena's */
	size_t n;
	const char *fault; /* why the reader could not tell; NULL */
} ArrivalAuth;

/* Reads one message of the selected folder. Errors are the source's. */
bool arrival_auth_read(Arena *arena, Source *source, uint32_t uid, ReaderClient *reader, ArrivalAuth *ret,
		       GError **error);
/* The finding, without its subject: of the account's authserv_id, else of the topmost server. Several rows of one server
 * (a milter for each method) are one; the topmost word of a method counts. */
OnlineFinding arrival_auth_finding(Arena *arena, const ArrivalAuth *auth, const AccountSettings *account);

#endif
