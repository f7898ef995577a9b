/*
 * Outbound: from a decision or an alert to a frozen mail: words by templates/, bytes by compose, the documents taken
 * out of the raw mail by the reader, stored and synced. The row is committed by the caller, with its cause.
 */
#ifndef GATEWAY_OUTBOUND_H
#define GATEWAY_OUTBOUND_H

#include "gateway/stage.h"
#include "ledger/decide.h"

/* The prefix of the Message-IDs we make; the token follows, then @domain. */
#define OUTBOUND_ID_PREFIX "valija."
/* Documents that go with one mail, in bytes: most mailboxes refuse more than 20 MB encoded … */
#define OUTBOUND_ATTACHED_BYTES 10485760
/* … and the mail, at most: base64 in lines of 76 and its words. */
#define OUTBOUND_MAIL_BYTES (OUTBOUND_ATTACHED_BYTES / 3 * 4 / 76 * 78 + 262144)

typedef struct {
	OutboundMail *mails;
	size_t n;
	size_t bytes;  /* of them */
	bool unsynced; /* set by the caller, who says store_blob_sync() before their rows are committed */
} Drafts;

bool outbound_reminder(Stage *stage, Arena *arena, const Company *company, const Customer *customer,
		       const Decision *decision, Drafts *drafts, GError **error);
/* One mail for each alert of the outcome and language of those who hear of it; who that is goes into the alert. */
bool outbound_alerts(Stage *stage, Arena *arena, Outcome *outcome, Drafts *drafts, GError **error);

/* The alerts of an outcome that has nothing else to commit: composed, queued, and send is rung. */
bool outbound_tell(Stage *stage, Arena *arena, Outcome *outcome, GError **error);
/* An alert that no message causes: once for its key until store_clear_alert(). */
bool outbound_tell_once(Stage *stage, Arena *arena, const Alert *alert, GError **error);

/* The number of our mail whose copy this message is, by its own Message-ID; 0: it is none. */
int64_t outbound_own(const Stage *stage, Arena *arena, const Finding *finding);

/* Our mail that these addresses and Message-IDs name by a valid token; *ret NULL when there is none. */
bool outbound_named(Stage *stage, Arena *arena, const Finding *finding, SentMail **ret, GError **error);

#endif
