/*
 * Every file of one message, archive or wrapper, found and named by its bytes; each XML among them read by
 * its format. Collects; what it all means is read.c's to say.
 */
#ifndef PARSERS_GATHER_H
#define PARSERS_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/format.h"
#include "parsers/mime/message.h"

typedef struct {
	Arena *arena;
	const ReadOptions *options;
	bool files_only; /* list the files, read no document */
	Attachment *files;
	size_t n_files;
	Document *documents;
	size_t n_documents;
	bool invoice; /* a file was an invoice */
	Texts faults; /* files that claim to be or hold a document and could not be read: "2 (a.xml): why" */
	bool claims;  /* one of the faults is an XML's, which may have been a document */
	const char *remark; /* why the first XML that is no fiscal document is none */
	Texts flags;
	Message *wrapped; /* the message inside a p7m wrapper, NULL when there is none */
	int level;	  /* messages in wrappers around the one that is walked */
	size_t opened;	  /* files looked into, against limits.attachments */
	size_t unpacked;  /* bytes that came out of wrappers of all kinds, against limits.decoded_bytes */
} Gathering;

typedef struct {
	const char *name, *path; /* NULL for the input itself */
	const char *data;
	size_t bytes;
	bool damaged, is_inline;
	const char *content_id;
	const char *declared;
	const char *sha256; /* NULL: not computed yet */
	int level; /* wrappers around it that were opened here */
} GatherFile;

void gather_file(Gathering *gathering, const GatherFile *file);
/* All parts but the texts of the body; prefix goes before their paths ("" for a message itself). */
void gather_message(Gathering *gathering, const Message *message, const char *prefix);

#endif
