/*
 * check --online: says of each account and relay whether it answers and what it takes, and of each company what DNS says
 * of its mails; the exit status: 0, 1 for a fault, 75 when something is not known now.
 */
#ifndef GATEWAY_ONLINE_H
#define GATEWAY_ONLINE_H

#include "gateway/app.h"

typedef struct {
	bool json;
	bool no_dns; /* only the servers of the config are asked */
} OnlineParts;

int online_check(App *app, const OnlineParts *parts);

#endif
