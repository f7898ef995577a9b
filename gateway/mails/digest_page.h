/*
 * What one of the company's own people reads in the morning: the alerts that nobody has seen, and what the day asks of
 * that person. Everything lives in the arena of the desk.
 */
#ifndef GATEWAY_DIGEST_PAGE_H
#define GATEWAY_DIGEST_PAGE_H

#include "gateway/mails/outbound_desk.h"
#include "ledger/agenda.h"
#include "templates/notice_report.h"

typedef struct DigestAlert DigestAlert;

/* One company's day. */
typedef struct {
	Desk desk;
	Date today;
	const Staff *staff;
	DigestAlert *alerts;
	size_t n_alerts;
	AgendaEntry *entries; /* of everybody */
	size_t n_entries;
} DigestDay;

typedef struct {
	const char *notice; /* digest-agenda; digest-alerts when there is nothing to do; NULL: there is nothing to say */
	ReportView view;
	int64_t *alerts; /* their numbers */
	size_t n_alerts;
} DigestPage;

bool digest_page_load(DigestDay *day, GError **error);
/* Of an address, and of the person who has it (NULL: nobody of the config). What nobody is responsible for is everybody's
 * in alerts_to. */
bool digest_page_make(const DigestDay *day, const char *address, const Person *person, DigestPage *ret, GError **error);

#endif
