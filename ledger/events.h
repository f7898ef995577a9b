/* The kinds of event that the ledger writes; exported as they stand. */
#ifndef LEDGER_EVENTS_H
#define LEDGER_EVENTS_H

#define EVENT_CREATED "invoice-created"
#define EVENT_DUPLICATE "duplicate-attached"
#define EVENT_CONFLICT "conflict"
#define EVENT_POSTED "posted"
#define EVENT_PAYMENT_KEPT "payment-kept"
#define EVENT_PAYMENT_UNDONE "payment-undone"
#define EVENT_STATE "state-changed"
#define EVENT_HELD "hold-set"
#define EVENT_RELEASED "hold-lifted"
#define EVENT_NOTE "note-added"
#define EVENT_REPLY_ASSIGNED "reply-assigned" /* by a person, to an invoice */
#define EVENT_FILED "reply-moved" /* by a person, in the mailbox */
#define EVENT_FILED_GONE "reply-gone" /* a person took it out of the folders */
#define EVENT_BOUNCE "bounced"
#define EVENT_CUSTOMER "customer-created"
#define EVENT_CUSTOMER_MERGED "customer-merged"
#define EVENT_CUSTOMER_SPLIT "customer-split"
#define EVENT_CUSTOMER_SET "customer-set"
#define EVENT_MAIL_QUEUED "mail-queued"
#define EVENT_MAIL_SENT "mail-sent"
#define EVENT_MAIL_FAILED "mail-failed"
#define EVENT_ABSENT "contact-absent"
#define EVENT_STOPPED "contact-stopped"
#define EVENT_PAUSED "domain-paused"
#define EVENT_STOPPED_ALL "reminders-stopped"
#define EVENT_RELEASED_ALL "reminders-released" /* by a person */
#define EVENT_SAT "sat-status"
#define EVENT_DECLARED "declared"
#define EVENT_TASK_OPENED "task-opened"
#define EVENT_TASK_ASSIGNED "task-assigned"
#define EVENT_TASK_CLOSED "task-closed"
#define EVENT_ALERT_SEEN "alert-seen"
#define EVENT_PLAN_SHOWN "plan-shown" /* to who collects */
#define EVENT_PLAN_APPROVED "plan-approved"
#define EVENT_PLAN_DROPPED "plan-dropped"
#define EVENT_PLAN_CHANGED "plan-changed" /* not what was shown any more: waits for the next plan */
#define EVENT_ALTERED "altered-refused"

#endif
