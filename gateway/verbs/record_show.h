/*
 * Records for people: an invoice, a customer, a mail of the queue, in the words, money and dates of the company's
 * language. It writes to stdout and changes nothing. Programs read the same rows as JSON.
 */
#ifndef GATEWAY_RECORD_SHOW_H
#define GATEWAY_RECORD_SHOW_H

#include "gateway/app.h"

typedef struct RecordShow RecordShow;

/* People read: stdout is a terminal and no JSON is wanted, or text is wanted. */
bool record_show_wanted(bool json, bool text);
/* In the language of the [person] who is logged in, else of that company of the config, in whose zone; NULL or an unknown
 * one: of its first. REJECT: its templates cannot be read. */
RecordShow *record_show_new(const App *app, const char *company, GError **error);
void record_show_free(RecordShow *show); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordShow, record_show_free)
/* One row of store_list(what): "invoices", "customers" and "queue" as a page, "events", "notes" and "payments" as lines
 * under their name. Others are not shown. */
void record_show_row(RecordShow *show, const char *what, const json_t *row);
/* What a store_list() of `what` calls for each row; context: RecordShowList. */
typedef struct {
	RecordShow *show;
	const char *what;
} RecordShowList;
bool record_show_each(void *context, const json_t *row);

#define RECORD_SHOW_TEXT(text) { "text", 0, 0, G_OPTION_ARG_NONE, &(text), "For people, as on a terminal", NULL }

#endif
