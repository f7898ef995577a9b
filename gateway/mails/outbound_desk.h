/*
 * The desk that one company's mails are written at: whom they come from, and how a finished notice becomes frozen bytes
 * with their token, thread and signature. Only outbound's own files use it.
 */
#ifndef GATEWAY_OUTBOUND_DESK_H
#define GATEWAY_OUTBOUND_DESK_H

#include "gateway/mails/outbound.h"
#include "templates/compose.h"
#include "templates/notice.h"

typedef struct {
	Stage *stage;
	Arena *arena;
	const Company *company;
	const CompanySettings *settings;
	const Catalog *catalog; /* the company's templates */
	ComposeMailbox from;
	const char *domain;
	int64_t now;
} Desk;

/* Everything about one mail but its bytes and ids. */
typedef struct {
	OutboundMail row;
	const RenderedNotice *notice;
	const ComposeMailbox *to, *cc;
	const char *thread;
	const ComposeAttachment *attachments;
	size_t n_attachments;
} Draft;

Desk outbound_desk(Stage *stage, Arena *arena, const Company *company);
/* The Message-ID that all mails about one matter refer to. */
const char *outbound_desk_thread(const Desk *desk, const char *kind, int64_t id);
/* The bytes that leave for the row of that id, signed, in the arena; fills in its addresses, ids and subject. */
bool outbound_desk_bytes(const Desk *desk, Draft *draft, const void **ret_bytes, size_t *ret_length, GError **error);
/* Fills in the row, composes and signs, stores the bytes and appends to drafts; held in test mode. */
bool outbound_desk_freeze(const Desk *desk, Draft *draft, Drafts *drafts, GError **error);

/* Why test mode keeps it here, asked when it is frozen and again before it goes; NULL: it does not. */
const char *outbound_desk_left_out(const Stage *stage, Arena *arena, const OutboundMail *mail);

#endif
