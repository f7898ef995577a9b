/*
 * Reader: the process that parses strangers' bytes. It is given one end of a socket pair and nothing else, enters the
 * sandbox, and answers requests until the socket closes. The seam between it and the rest is this protocol and the JSON
 * of `read`:
 *
 *   request  = ReaderRequest, with the file descriptor of the bytes as ancillary data, then name_length bytes of name
 *              and, for READER_PART, 64 bytes of sha256
 *   answer   = ReaderAnswer, then length bytes: JSON (READER_READ, READER_PDF, READER_SAT_STATUS), the decoded part
 *              (READER_PART), a reason (refused)
 *
 * READER_DKIM's name is the JSON object of keys (parsers/mime/domain_keys.h); its answer is JSON.
 * READER_PDF takes what valija-pdf said of a PDF; its name is the path of that PDF in the message.
 * The first request is READER_SETUP: limits as JSON; then READER_TRUST for each certificate and READER_SCHEMA for each
 * schema, whose name is its path: they are compiled with all that they include before the sandbox is entered. No answers.
 */
#ifndef GATEWAY_READER_H
#define GATEWAY_READER_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "parsers/cfdi/sat_status.h"
#include "parsers/finding.h"
#include "parsers/limits.h"
#include "parsers/mime/domain_keys.h"

typedef enum {
	READER_SETUP,
	READER_TRUST,
	READER_READ,
	READER_PART,
	READER_SAT_STATUS,
	READER_PDF,
	READER_SCHEMA,
	READER_DKIM,
} ReaderVerb;

typedef struct {
	uint32_t verb; /* ReaderVerb */
	uint32_t no_proof;
	uint64_t size; /* of the bytes behind the descriptor */
	uint32_t name_length;
	uint32_t reserved;
} ReaderRequest;

typedef struct {
	uint32_t refused; /* 1: the bytes that follow are a reason */
	uint32_t reserved;
	uint64_t length;
} ReaderAnswer;

#define READER_SOCKET 3
#define READER_SHA256_SIZE 64
#define READER_NAME_MAX 4096

/* The whole life of a reader process; returns its exit status. */
int reader_serve(void);

/* ---- the side that asks (reader_client.c) ---- */

typedef struct ReaderClient ReaderClient;

/* program: path of the executable; certificates: folder or NULL. The process starts with the first request and again
 * whenever it died or has served limits->reader_messages. */
ReaderClient *reader_client_new(const char *program, const Limits *limits, const char *certificates, bool no_proof);
void reader_client_free(ReaderClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderClient, reader_client_free)

/* Hold documents against the schemas (.xsd) in this folder, from the next start of the process on. */
void reader_client_use_schemas(ReaderClient *client, const char *folder);

/* One object of `read` as a line of JSON (g_free), with what PDFs without an XML and winmail.dat hold. RETRY when the
 * reader died or was killed at its time limit: the message says how; STOP when it cannot be started. */
bool reader_client_json(ReaderClient *client, int fd, uint64_t size, const char *name, char **ret_json,
			size_t *ret_length, GError **error);
/* The same, decoded and checked against the contract: REJECT when the answer is not what a reader may say. */
bool reader_client_read(ReaderClient *client, Arena *arena, int fd, uint64_t size, Finding *ret, GError **error);
/* Asks for a file that reader_client_read() will be called with later, so that it is read while the caller does something
 * else; fd may be closed meanwhile. Best called in the order in which they are asked for. When it cannot be asked, nothing
 * happens. */
void reader_client_ahead(ReaderClient *client, int fd, uint64_t size);
/* Whether one more file of so many bytes may be asked for ahead. */
bool reader_client_has_room(const ReaderClient *client, uint64_t size);
/* What was asked for ahead will not be called for. */
void reader_client_forget(ReaderClient *client);
/* Decoded bytes of the attachment with that sha256, which is computed again here; of a file in a winmail.dat too. */
bool reader_client_part(ReaderClient *client, Arena *arena, int fd, uint64_t size, const char *sha256,
			const void **ret_bytes, size_t *ret_length, GError **error);
/* What valija-pdf said of the PDF at path (NULL: of the input itself), understood (parsers/pdf/pdf.h). */
bool reader_client_pdf(ReaderClient *client, Arena *arena, const void *bytes, size_t length, const char *path,
		       Finding *ret, GError **error);
/* What SAT's status service answered, understood. RETRY when it is no answer of it. */
bool reader_client_sat_status(ReaderClient *client, Arena *arena, const void *bytes, size_t length, SatStatus *ret,
			      GError **error);

/* The DKIM signatures of a mail, verified with these keys (parsers/mime/domain_keys.h). Errors as of
 * reader_client_read(). */
bool reader_client_dkim(ReaderClient *client, Arena *arena, int fd, uint64_t size, const json_t *keys,
			Signature **ret, size_t *ret_n, GError **error);

#endif
