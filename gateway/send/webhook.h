/*
 * Webhook: jobs of lane http, posted to the company's own services. The body is the frozen JSON of one event or alert;
 * the headers say who posts and let the receiver know a repeat:
 *
 *   Idempotency-Key: valija-JOB-HASH     the same for every attempt of one job
 *   X-Valija-Signature: t=UNIX,v1=HEX    HMAC-SHA256 of "UNIX.BODY" with the line of secret_file
 *
 * 2xx ends the job; 408, 429, 5xx and no answer are tried again with the back-off of mails; any other answer is final.
 */
#ifndef GATEWAY_WEBHOOK_H
#define GATEWAY_WEBHOOK_H

#include "gateway/stage.h"

typedef struct {
	size_t sent, failed, later;
} WebhookTally;

bool webhook_pass(Stage *stage, WebhookTally *tally, GError **error);

#endif
