/*
 * Opened: a finding and what came out of its PDFs and winmail.dat, which the reader itself does not open. The reader says
 * by the flags "pdf-unread" and "tnef" that there is something to open; gateway/reader_open.c opens it; here it is put
 * together. Pure: structs in, structs out.
 */
#ifndef PARSERS_OPENED_H
#define PARSERS_OPENED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

#define OPENED_FLAG_PDF "pdf-unread"
#define OPENED_FLAG_TNEF "tnef"

/* Must this attachment be opened? A PDF that no document has, where the finding says that PDFs are unread; a winmail.dat
 * always. A report about another mail is left alone. */
bool opened_wants_pdf(const Finding *finding, const Attachment *attachment);
bool opened_wants_tnef(const Finding *finding, const Attachment *attachment);

/* Whether a message of that kind with these attachments has PDFs to open: the reader sets the flag by it. */
bool opened_has_unread(const Finding *finding);

/* What pdf_read() found in the PDF at path (NULL: the input itself). A document that an XML of the finding is too gives
 * that XML its PDF, where names did not pair it; others are added. */
void opened_add_pdf(Arena *arena, const Limits *limits, Finding *finding, const char *path, const Finding *pdf);

/* What the reader found in the message that valija-tnef made of the attachment (NULL: of the input itself): its files
 * are listed at "2/winmail.dat/a.xml", its documents are added. */
void opened_add_tnef(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
		     const Finding *inner);

/* All is opened that will be: the flag "pdf-unread" goes. */
void opened_done(Finding *finding);

/* What could not be opened, and why ("limit:pdf_cpu_ms"): a flag, and where nothing else in it was a document the
 * finding is quarantined. */
void opened_failed(Arena *arena, Finding *finding, const char *path, const char *reason);

#endif
