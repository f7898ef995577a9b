/* Deadlines: people hear of the tasks whose day has passed, once each. */
#ifndef GATEWAY_DEADLINES_H
#define GATEWAY_DEADLINES_H

#include "gateway/stage.h"

bool deadlines_pass(Stage *stage, GError **error);

#endif
