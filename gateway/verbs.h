/* The verbs of the command line, one row each; the table is in main.c. */
#ifndef GATEWAY_VERBS_H
#define GATEWAY_VERBS_H

#include "gateway/app.h"

extern const Verb verb_init, verb_join, verb_check, verb_verify, verb_version; /* verb_setup.c */
extern const Verb verb_run, verb_once, verb_fetch, verb_work, verb_send; /* verb_stages.c */
extern const Verb verb_backup, verb_restore, verb_move_store;		       /* verb_backup.c */
extern const Verb verb_import;						       /* verb_import.c */
extern const Verb verb_read, verb_reader;				       /* verb_read.c */
extern const Verb verb_mail, verb_queue, verb_export;			       /* verb_lists.c */
extern const Verb verb_invoice;					       /* verb_invoice.c */
extern const Verb verb_note;						       /* verb_note.c */
extern const Verb verb_customer;					       /* verb_customer.c */
extern const Verb verb_payments;					       /* verb_payments.c */
extern const Verb verb_task;						       /* verb_task.c */
extern const Verb verb_alert;						       /* verb_alert.c */
extern const Verb verb_digest;						       /* verb_digest.c */
extern const Verb verb_resend, verb_statement, verb_letter;		       /* verb_letter.c */
extern const Verb verb_template;					       /* verb_template.c */
extern const Verb verb_campaign;					       /* verb_campaign.c */
extern const Verb verb_plan;						       /* verb_plan.c */
extern const Verb verb_report;						       /* verb_report.c */

extern const Verb verb_evidence;					       /* verb_evidence.c */

#endif
