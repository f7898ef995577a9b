/* The JSON that the templates of a notice see: used by notice.c only. Names are those of docs/TEMPLATES.md.
 */
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

#endif
