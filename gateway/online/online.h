/*
 * check --online: says of each account and relay whether it answers and what it takes, of each company what DNS says of
 * its mails, and whether they come back when it writes to itself. The exit status: 0, 1 for a fault, 75 when something
 * is not known now.
 */
#ifndef GATEWAY_ONLINE_H
#define GATEWAY_ONLINE_H

#include "gateway/app.h"

typedef struct {
	bool json;
	bool no_dns;  /* only the servers of the config are asked */
	bool no_mail; /* no round trip */
	int wait_s;   /* for the mails of a round trip */
} OnlineParts;

int online_check(App *app, const OnlineParts *parts);

#endif
