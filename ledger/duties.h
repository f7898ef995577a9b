/*
 * Duties: the tasks that follow from how an invoice stands. Each change of an invoice closes what is over and opens what
 * is new: a dispute has an owner and a day, a payment that was claimed is looked for, a supplier's bill is claimed or paid
 * in time. Pure; docs/FLOW.md has the table.
 */
#ifndef LEDGER_DUTIES_H
#define LEDGER_DUTIES_H

#include "ledger/company.h"
#include "ledger/outcome.h"

/* before: as it was; NULL: it is new. A task that the outcome names already is left as it is. */
void duties_follow(Arena *arena, const Company *company, const Invoice *before, const Invoice *after, int64_t now,
		   Outcome *outcome);
/* The task that a step of this channel is; none is of CHANNEL_MAIL. */
TaskKind duties_step_kind(PolicyChannel channel);
/* A step of the policy that a person does ("formal+30"): its task. */
void duties_step(Arena *arena, const Company *company, const Invoice *invoice, const PolicyStep *step, int64_t now,
		 Outcome *outcome);
/* A day that has passed with nothing done: what the law decides by itself is closed, the rest is told, as one alert when
 * there are many. today in the company's zone. */
void duties_broken(Arena *arena, const Company *company, const Task *tasks, size_t n, int64_t now, Outcome *outcome);

#endif
