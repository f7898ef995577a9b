/*
 * MailShow: one message for a person: its row of the receipt book, what the reader makes of its bytes today, what the
 * mailbox's server and our own check say of its sender, and, for an answer that names no mail of ours, whose it may be.
 */
#ifndef GATEWAY_MAIL_SHOW_H
#define GATEWAY_MAIL_SHOW_H

#include "gateway/app.h"

/* row: of store_list("mails"), which is completed with "read", "authentication" and "proposals". json: it is printed as
 * one object, else as text. Exit status. */
int mail_show_print(App *app, json_t *row, bool json);
/* What "mail assign ID" without an invoice says: the proposals alone. */
int mail_show_proposals(App *app, json_t *row, bool json);

#endif
