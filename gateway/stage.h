/*
 * Stage: what fetch, work and send have in common: the store, the clock, signals, the doorbell, one log line per state
 * change. A stage is one single-threaded process; it ends cleanly on SIGTERM or SIGINT between two items.
 */
#ifndef GATEWAY_STAGE_H
#define GATEWAY_STAGE_H

#include "base/token.h"
#include "gateway/app.h"
#include "gateway/work/reader.h"
#include "templates/catalog.h"

typedef struct FactsAhead FactsAhead;

typedef struct {
	App *app;
	Store *store;
	const Settings *settings;
	const char *name;  /* "work", "fetch facturas", "send" */
	const char *owner; /* who holds a lease (gateway/owner.h) */
	TokenKey key;
	ReaderClient *reader;
	Catalog *catalog;   /* the built-in templates */
	Catalog **catalogs; /* parallel to the companies; NULL: the built-in ones serve */
	int signals; /* signalfd of SIGTERM, SIGINT, SIGHUP */
	int bell;    /* doorbell; -1: none */
	int lock;    /* -1: none */
	int wake;    /* readable when the bell rang or a signal came */
	bool stop;
	bool waits; /* for gateway/pass.h */
	bool unsure; /* a pass of work failed: messages may still be claimed by us that nobody has in hand */
	const FactsAhead *ahead; /* what the batch at hand asked for at once (gateway/work/facts_ahead.h); NULL: nothing */
} Stage;

/* Opens config and store and readies the rest. bell: the name it listens under (long-lived stages do), NULL: none.
 * Returns NULL with *ret_status when it cannot. */
Stage *stage_open(App *app, const char *name, const char *bell, int *ret_status);
void stage_close(Stage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stage, stage_close)

/* The templates of a company: its folder's laid over the built-in ones. */
const Catalog *stage_catalog(const Stage *stage, const char *company);
int64_t stage_now(const Stage *stage);
/* True once a signal asked the process to end. */
bool stage_stopping(Stage *stage);
/* Gives back what dead processes had claimed, then sleeps until the bell rings, a signal comes, or timeout_ms is over. */
void stage_wait(Stage *stage, int64_t timeout_ms);
/* Takes back what made wake readable. */
void stage_hush(Stage *stage);
/* One instance per name: STORE/run/<name>.lock, held for life. RETRY when another process has it. */
bool stage_lock(Stage *stage, const char *name, GError **error);
/* From now on a child's end makes wake readable too; stage_stopping() does not take it for a wish to stop. */
void stage_watch_children(Stage *stage);
/* The process ends when its parent does (children of run). */
void stage_die_with(int64_t parent);

#endif
