/*
 * Customer pick: the customer that a verb's argument means, among all companies or in the one that was named.
 */
#ifndef GATEWAY_CUSTOMER_PICK_H
#define GATEWAY_CUSTOMER_PICK_H

#include "gateway/settings.h"
#include "store/store.h"

typedef struct {
	const char *name;    /* tax id */
	const char *company; /* NULL: whichever has it */
	bool called;	     /* a name, or a part of one, will do where no tax id is that */
} CustomerPick;

/* REJECT when there is none, or when several companies have it and none was named. */
bool customer_pick(Store *store, Arena *arena, const Settings *settings, const CustomerPick *pick, Customer **ret,
		   GError **error);

#endif
