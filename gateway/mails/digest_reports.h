/*
 * The three reports by mail, as figures and tables: for the management each day, of the portfolio each week, of its risk
 * each month. Figures are those of `valija report` (gateway/mails/report_figures.h). One for each company; the words and
 * the language come later.
 */
#ifndef GATEWAY_DIGEST_REPORTS_H
#define GATEWAY_DIGEST_REPORTS_H

#include "gateway/mails/digest_parts.h"

/* Where money stands today, what moved since the last business day before it, what waits for a person. */
bool digest_management(DigestBook *book, ReportView *ret, GError **error);
/* By age, collector and segment; what falls due in the next weeks; who owes most; what people did. */
bool digest_portfolio(DigestBook *book, ReportView *ret, GError **error);
/* What is more than 90 days late and whose; how well promises were kept; objections; what is out of the ordinary. */
bool digest_risk(DigestBook *book, ReportView *ret, GError **error);

#endif
