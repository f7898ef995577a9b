/*
 * MailDkim: signs a mail that is about to be frozen (RFC 6376; libopendkim). Signed once, when it is queued: a repeat sends
 * the same bytes. relaxed/relaxed; From, Reply-To, To, Cc, Subject, Date and Content-Type are oversigned, so that nobody
 * can add a second one.
 */
#ifndef GATEWAY_MAIL_DKIM_H
#define GATEWAY_MAIL_DKIM_H

#include <stdint.h>

#include "gateway/settings.h"

/* bytes: the mail with CRLF. The signed one lives in the arena; without dkim_key_file it is the same. STOP when the key
 * cannot be used. */
bool mail_dkim_sign(Arena *arena, const CompanySettings *company, int64_t now, const void **bytes, size_t *length,
		    GError **error);

#endif
