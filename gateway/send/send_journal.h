/*
 * SendJournal: how far a batch came, mail by mail, in a file of this process (STORE/run/send-….journal) that outlives
 * it: a killed sender leaves one mail uncertain, not the whole batch. Written without a sync, so it says nothing after
 * the machine went down: it names its boot by its owner, and its own inode, so that a copy is none. What no journal
 * tells of, the store's phase `dot` says: it may have been sent (crash matrix S5 to S7).
 */
#ifndef GATEWAY_SEND_JOURNAL_H
#define GATEWAY_SEND_JOURNAL_H

#include "gateway/sink.h"
#include "gateway/stage.h"

typedef enum {
	SEND_JOURNAL_WAITS = '-',
	SEND_JOURNAL_BEGUN = '*', /* MAIL, RCPT, DATA: certainly not sent */
	SEND_JOURNAL_DOT = '.',	  /* nobody knows */
	SEND_JOURNAL_TAKEN = '+', /* the relay took it; the store may not know yet */
} SendJournalMark;

typedef struct SendJournal SendJournal;

/* Before anything of the batch is announced in the store. The file is made with the first batch. */
bool send_journal_begin(SendJournal *journal, const ClaimedJob *jobs, size_t n, GError **error);
/* reply: of SEND_JOURNAL_TAKEN; NULL else. */
bool send_journal_mark(SendJournal *journal, size_t place, SendJournalMark mark, const SinkReply *reply,
		       GError **error);
/* The store knows all of the batch. */
bool send_journal_end(SendJournal *journal, GError **error);

SendJournal *send_journal_new(Stage *stage);
void send_journal_free(SendJournal *journal); /* and its file, unless a batch is open in it; NULL is fine */
/* A batch that ended in an error: the store is told what became of it, and its leases end. */
bool send_journal_settle(SendJournal *journal, GError **error);
/* The same for every journal whose process is dead; *ret_owners: of the others, whose leases are not to be touched. */
bool send_journal_bury(Stage *stage, Arena *arena, Texts *ret_owners, GError **error);

#endif
