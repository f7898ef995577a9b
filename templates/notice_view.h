/* The JSON that the templates of a notice see: used by notice.c, notice_plan.c and notice_report.c. Names are those of
 * docs/TEMPLATES.md. */
#ifndef TEMPLATES_NOTICE_VIEW_H
#define TEMPLATES_NOTICE_VIEW_H

#include "templates/notice.h"

typedef struct {
	Arena *arena;
	const Locale *locale;
	const char *language;
	json_t *words; /* borrowed */
} NoticeContext;

/* New references; NULL with an error. */
json_t *notice_view_reminder(const NoticeContext *context, const char *notice, const ReminderView *view,
			     GError **error);
json_t *notice_view_alert(const NoticeContext *context, const AlertView *view);

/* What views of other files are made of: language, words and sender of any notice … */
json_t *notice_view_common(const NoticeContext *context, const char *company, const char *test_banner);
/* … a stranger's text on one line, … */
void notice_view_line(const NoticeContext *context, json_t *view, const char *key, const char *text);
/* … a word of words.json, "" when it lacks it, one in the form that a count asks for, and how late an invoice is. */
const char *notice_view_word(const NoticeContext *context, const char *name);
const char *notice_view_plural(const NoticeContext *context, const char *name, int64_t count);
const char *notice_view_plural_of(const NoticeContext *context, const json_t *forms, int64_t count);
const char *notice_view_days(const NoticeContext *context, const NoticeInvoice *invoice);

/* notice.c: REJECT when no language has that notice. */
bool notice_begin(Arena *arena, const Catalog *catalog, const char *notice, const char *language, NoticeContext *ret,
		  GError **error);
/* Its three parts from a view that is filled in. */
bool notice_finish(const NoticeContext *context, const Catalog *catalog, const char *notice, json_t *view,
		   RenderedNotice *ret, GError **error);

#endif
