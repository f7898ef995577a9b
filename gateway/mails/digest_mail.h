/*
 * A digest as a mail: the page of a person or a report, rendered, with its charts; and the days on which reports are due.
 */
#ifndef GATEWAY_DIGEST_MAIL_H
#define GATEWAY_DIGEST_MAIL_H

#include "gateway/mails/outbound_desk.h"
#include "ledger/report_day.h"
#include "templates/notice_report.h"

/* "management": the word of the config, and of the verb. */
const char *digest_mail_word(DigestReport report);
bool digest_mail_report_of(const char *word, DigestReport *ret);
/* The report of the desk's company on that day, in a language. */
bool digest_mail_render(const Desk *desk, DigestReport report, Date today, const char *language, RenderedReport *ret,
			GError **error);
ReportTurn digest_mail_turn(const DigestSettings *digest);
/* Who gets it. */
Hearers digest_mail_hearers(const Desk *desk, const DigestSettings *digest, Date today);

/* To one address, once for each step; alerts are the numbers that an answer may name. */
typedef struct {
	const char *address, *step;
	const RenderedReport *mail;
	const int64_t *alerts;
	size_t n_alerts;
} DigestMail;
bool digest_mail_freeze(const Desk *desk, const DigestMail *mail, Drafts *drafts, GError **error);

#endif
