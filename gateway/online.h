/* check --online: says of each account and relay whether it answers; the exit status. */
#ifndef GATEWAY_ONLINE_H
#define GATEWAY_ONLINE_H

#include "gateway/app.h"

int online_check(App *app);

#endif
