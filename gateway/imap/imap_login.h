/*
 * From a greeted connection to a logged-in one: STARTTLS when it is due, capabilities asked again after each
 * change of state, then AUTHENTICATE (PLAIN, OAUTHBEARER, XOAUTH2; own code, UTF-8 clean) or LOGIN. Secrets
 * are wiped after use.
 */
#ifndef GATEWAY_IMAP_LOGIN_H
#define GATEWAY_IMAP_LOGIN_H

#include "gateway/imap/imap_session.h"

/* STOP: refused, STARTTLS or a usable mechanism missing. RETRY: network, server busy. */
bool imap_login_run(ImapSession *session, GError **error);

#endif
