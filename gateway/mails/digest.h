/*
 * Digest: what the company's own people get by the clock, on its business days. Each morning, to each of them: what the
 * day asks of that person and the alerts that nobody has seen; who has neither gets none. And the reports of the
 * [digest NAME] sections: of the management each day, of the portfolio each week, of its risk each month.
 *
 * Frozen and queued like every mail; the day and the address are its step, so that it exists once. Of what was missed
 * while nothing ran only the current one is sent.
 */
#ifndef GATEWAY_DIGEST_H
#define GATEWAY_DIGEST_H

#include "gateway/stage.h"

bool digest_pass(Stage *stage, GError **error);

#endif
