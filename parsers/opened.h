/*
 * Opened: a finding and what came out of its PDFs, winmail.dat and Outlook messages (.msg), which the reader itself does
 * not open. The reader says by the flags "pdf-unread", "tnef" and "outlook-message" that there is something to open;
 * gateway/work/reader_open.c opens it; here it is put together. Pure: structs in, structs out.
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
#define OPENED_FLAG_OUTLOOK "outlook-message"

/* Must this attachment be opened? A PDF that no document has, where the finding says that PDFs are unread; a winmail.dat
 * and an Outlook message always. A report about another mail is left alone. */
bool opened_wants_pdf(const Finding *finding, const Attachment *attachment);
bool opened_wants_tnef(const Finding *finding, const Attachment *attachment);
bool opened_wants_outlook(const Finding *finding, const Attachment *attachment);

/* Whether a message of that kind with these attachments has PDFs to open: the reader sets the flag by it. */
bool opened_has_unread(const Finding *finding);

/* What pdf_read() found in the PDF at path (NULL: the input itself). A document that an XML of the finding is too gives
 * that XML its PDF, where names did not pair it; others are added. */
void opened_add_pdf(Arena *arena, const Limits *limits, Finding *finding, const char *path, const Finding *pdf);

/* What the reader found in the message that valija-tnef made of the attachment (NULL: of the input itself): its files
 * are listed at "2/winmail.dat/a.xml", its documents are added. */
void opened_add_tnef(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
		     const Finding *inner);

/* Head of the message that an attached Outlook message is read in: as one that is attached as message/rfc822 is. Its words
 * are not the sender's, and what it is by itself, an answer or a bounce, is not what the mail is. */
#define OPENED_OUTLOOK_HEAD "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
/* What the reader found in that message: its files are listed at "2/x.msg/a.xml", its documents are added. */
void opened_add_outlook(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
			const Finding *inner);
/* The input is an Outlook message itself: what the reader found in it is what the input is. */
void opened_be_outlook(Arena *arena, Finding *finding, const Finding *inner);
/* Why an Outlook message counts for nothing, and what a person can do; name may be NULL. */
const char *opened_outlook_reason(Arena *arena, const char *name);
/* One that could not be opened, or not all of it. Attached, it leaves the mail what it is without it; alone, it is
 * quarantined (attachment NULL). */
void opened_outlook_failed(Arena *arena, Finding *finding, const Attachment *attachment, const char *reason);

/* All is opened that will be: the flag "pdf-unread" goes. */
void opened_done(Finding *finding);

/* What could not be opened, and why ("limit:pdf_cpu_ms"): a flag, and where nothing else in it was a document the
 * finding is quarantined. */
void opened_failed(Arena *arena, Finding *finding, const char *path, const char *reason);

#endif
