/*
 * A notice: plain facts in, the subject, the text and the HTML of one mail out, both parts saying the same.
 * Which notice is right today, and to whom, is decided elsewhere; here are only words.
 *
 * Everything in a view may come from strangers: it is shown on one line, escaped for its place, and can
 * neither become markup nor a tag. Strings are borrowed for the call; results live in the arena. Errors are
 * REJECT.
 */
#ifndef TEMPLATES_NOTICE_H
#define TEMPLATES_NOTICE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "templates/catalog.h"

typedef enum {
	NOTICE_OVERDUE,
	NOTICE_DUE,	 /* due today or later */
	NOTICE_DISPUTED, /* shown for information, not asked for */
} NoticeSection;

typedef struct {
	const char *type_name; /* notice_type_name(); "Factura electrónica" */
	const char *number;
	Date issued, due; /* unset: not shown */
	Money total, balance;
	int64_t days_overdue; /* negative: days until it is due */
	NoticeSection section;
	const char *fiscal_id; /* what the tax office calls it, when people ask for that: the UUID of a CFDI;
				  NULL */
	bool asked;	  /* it is a reason of this mail: first-notice announces these only, where there are any */
	const char *link; /* where it can be paid, https (templates/pay_link.h); NULL */
} NoticeInvoice;

/* The QR code of a link, as the mail shows it and the PDF draws it. */
typedef struct {
	const char *link;
	const char *content_id;
	GBytes *png;
} NoticeCode;

/* Money that came in for one document. */
typedef struct {
	const char *type_name, *number, *fiscal_id; /* as of NoticeInvoice */
	const char *reference;			    /* the bank's words; NULL */
	Date date;				    /* unset: not shown */
	Money amount;
	Money left; /* what the document still owes; no currency: not shown */
} NoticePayment;

#define NOTICE_AGES 5
/* What is owed in one currency, by how late it is: not yet due, up to 30, 60, 90 days, more. */
typedef struct {
	const char *currency;
	int64_t micro[NOTICE_AGES];
} NoticeAgeing;

/* Any mail to a customer: a reminder, and whatever else speaks of its documents. */
typedef struct {
	const char *language; /* the contact's; the nearest that has the notice is used */
	const char *company;
	const char *tax_id;	  /* ours, as people write it ("RUT 76.192.083-9"), or NULL */
	const char *contact_name; /* NULL: an impersonal greeting */
	const char *customer;
	Date today;
	const NoticeInvoice *invoices;
	size_t n;
	bool attached;		  /* copies of the documents go with the mail */
	bool left_out;		  /* some do not, being too large: people may ask for them */
	const char *sender;	  /* the person who signs, or NULL */
	const char *phone;	  /* of that person, or NULL */
	Date deadline;		  /* reminder-firm: until when; unset: "without delay" */
	const char *charges_note; /* reminder-firm: what contract or law adds, from the config; NULL */
	const char *payment_note; /* how to pay, from the config and nowhere else; lines; NULL */
	const NoticeCode *codes; /* of the first links of invoices */
	size_t n_codes;
	const char *logo; /* content id of the company's logo; NULL: none is shown */
	const NoticePayment *payments; /* confirmation, payment-receipt, statement */
	size_t n_payments;
	const NoticeAgeing *ageing; /* statement */
	size_t n_ageing;
	Date receipt_by; /* confirmation: by when the fiscal receipt of the payment follows; unset: nothing is said */
	bool receipt;	 /* confirmation: it goes with the mail */
	const char *test_banner;  /* why this is a test ("only_to …"); NULL in earnest */
} ReminderView;

typedef struct {
	const char *language, *company;
	const char *title;   /* the subject too: the same words for the same matter, so that mails thread */
	const char *summary; /* NULL: none */
	const char *const (*facts)[2]; /* name and value, in the order shown */
	size_t n_facts;
	const char *quote;   /* what somebody wrote, lines; cut after 40; NULL */
	const char *command; /* what to type for more; NULL */
	const char *test_banner;
} AlertView;

typedef struct {
	const char *language; /* the one that was used, for Content-Language */
	const char *subject;  /* one line */
	const char *text;     /* lines end with LF */
	const char *html;
} RenderedNotice;

/* notice: reminder-before, reminder-due, reminder-overdue, reminder-firm, confirmation, payment-receipt, first-notice,
 * resend, statement, or one that the company's folder adds. REJECT when the view has no invoice that this notice asks for,
 * or a total does not fit. */
bool notice_render_reminder(Arena *arena, const Catalog *catalog, const char *notice,
			    const ReminderView *view, RenderedNotice *ret, GError **error);
/* notice: alert. */
bool notice_render_alert(Arena *arena, const Catalog *catalog, const char *notice, const AlertView *view,
			 RenderedNotice *ret, GError **error);

/* The notice in that register ("formal", "friendly"): "reminder-due" is "reminder-due-friendly" for "friendly", where the language has it; else
 * itself. tone NULL: formal. */
const char *notice_in_register(Arena *arena, const Catalog *catalog, const char *notice, const char *language,
			       const char *tone);

/* What people call a document: by the type code of SII ("33") or SAT ("I"); the word for an invoice when the
 * type is unknown or NULL. */
const char *notice_type_name(Arena *arena, const Catalog *catalog, const char *language, const char *type);

#endif
