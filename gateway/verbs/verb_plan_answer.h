/* plan approve, plan drop: the answer to the plan of the day by hand, as if by mail. */
#ifndef GATEWAY_VERB_PLAN_ANSWER_H
#define GATEWAY_VERB_PLAN_ANSWER_H

#include "gateway/app.h"

typedef struct {
	bool approve;		/* false: drop */
	char **lines;		/* "7", "9,11", "3-5"; none: all of the plan */
	int n;
	const char *company, *person; /* NULL: the only one */
	const char *by;		/* NULL: the login name */
} PlanByHand;

/* The exit status. */
int verb_plan_answer(App *app, const PlanByHand *wish);

#endif
