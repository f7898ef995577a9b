/*
 * Digest: once on each business day, to each of the company's own people: what the day asks of them and the alerts that
 * they were told of and nobody has seen. Who has neither gets none. Frozen and queued like every mail; the day and the
 * person are its step, so that it exists once.
 */
#ifndef GATEWAY_DIGEST_H
#define GATEWAY_DIGEST_H

#include "gateway/stage.h"

bool digest_pass(Stage *stage, GError **error);

#endif
