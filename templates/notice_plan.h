/*
 * The plan of the day as who collects reads it, before it is done: numbered lines, what goes to whom and why, and what to
 * answer. Facts in, a notice out, as of templates/notice.h.
 */
#ifndef TEMPLATES_NOTICE_PLAN_H
#define TEMPLATES_NOTICE_PLAN_H

#include "base/texts.h"
#include "templates/notice.h"

typedef struct {
	int64_t number;
	const char *customer;
	Texts to, cc; /* "Ana Díaz <ana@x.cl>", or bare addresses */
	const char *notice, *step, *policy;
	const NoticeInvoice *invoices; /* those that are asked for; the oldest due first */
	size_t n;
	const char *again, *again_by; /* state of its line in the last plan, if it did not leave; NULL */
} PlanLineView;

typedef struct {
	const char *customer;
	const char *reason; /* word of skips in words.json */
} PlanSkipView;

typedef struct {
	const char *language, *company;
	const char *person; /* whose customers these are; NULL: nobody's */
	Date today;
	const char *until; /* "10:00" */
	bool silence_sends;
	const PlanLineView *lines;
	size_t n;
	const PlanSkipView *skipped;
	size_t n_skipped;
	int64_t later, more; /* mails that have no line here; skipped ones that are not named */
	const char *test_banner;
} PlanView;

/* REJECT: a total does not fit, or there is no template. */
bool notice_plan_render(Arena *arena, const Catalog *catalog, const PlanView *view, RenderedNotice *ret,
			GError **error);
/* A plan of invented customers, for previews and lint. */
PlanView notice_plan_sample(Arena *arena, const char *language, const char *company, Date today);

#endif
