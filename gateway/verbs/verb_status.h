/* invoice status: what SAT says of one CFDI, on record or asked now. */
#ifndef GATEWAY_VERB_STATUS_H
#define GATEWAY_VERB_STATUS_H

#include "gateway/app.h"

int verb_status_run(App *app, const char *company, const char *name, bool refresh);

#endif
