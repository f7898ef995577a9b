/*
 * The line to a reader process: starting and ending it, bytes to it and from it. Behind gateway/work/reader.h, whose
 * contract this serves; nobody else includes it.
 */
#ifndef GATEWAY_READER_LINE_H
#define GATEWAY_READER_LINE_H

#include "gateway/work/reader.h"

#define READER_AHEAD_MAX 32

/* A file that was asked for before anybody waits for the answer. */
typedef struct {
	uint64_t device, inode;
	uint64_t size;
	char *bytes; /* of its answer, once that is here; owned; NULL: error says why */
	size_t length;
	GError *error;
} ReaderAhead;

struct ReaderClient {
	char *program;
	Limits limits;
	char *certificates;
	char *schemas; /* folder; NULL: none */
	bool no_proof;
	pid_t pid; /* 0: not running */
	int socket;
	int64_t served;
	ReaderAhead ahead[READER_AHEAD_MAX]; /* in the order in which they were asked for */
	size_t n_ahead;
	size_t n_here; /* the answers of so many of them were taken, because something else was asked meanwhile */
	int opening; /* messages inside messages whose parts are being opened */
};

/* Sees to a running process that knows limits, certificates and schemas. */
bool reader_line_open(ReaderClient *client, GError **error);
/* Ends it; says how it ended (g_free). */
char *reader_line_close(ReaderClient *client);
/* The request with its descriptor (-1: none), more bytes of it, and bytes of the answer. False: the line broke, or the
 * deadline (monotonic milliseconds) passed. */
bool reader_line_request(ReaderClient *client, const ReaderRequest *request, int fd);
bool reader_line_send(ReaderClient *client, const void *bytes, size_t length);
bool reader_line_take(ReaderClient *client, void *target, size_t size, int64_t deadline);
/* False, and RETRY with how it died; killed when it is only late. */
bool reader_line_died(ReaderClient *client, int64_t deadline, GError **error);

#endif
