/*
 * What an attachment is, by its bytes: type, name fit to be shown, hash. Names and declared types are a
 * stranger's words and decide nothing.
 */
#ifndef PARSERS_ATTACHMENT_H
#define PARSERS_ATTACHMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/passed.h"

#define TYPE_XML "application/xml"
#define TYPE_JSON "application/json" /* that holds a CFDI; other JSON is text */
#define TYPE_PDF "application/pdf"
#define TYPE_ZIP "application/zip"
#define TYPE_GZIP "application/gzip"
#define TYPE_TNEF "application/vnd.ms-tnef"
#define TYPE_PKCS7 "application/pkcs7-mime"
#define TYPE_MESSAGE "message/rfc822"
#define TYPE_OUTLOOK "application/vnd.ms-outlook" /* a message that Outlook saved by itself (.msg) */

/* The type by content; text/plain when it is text, else application/octet-stream. Static. */
const char *attachment_type(const void *bytes, size_t length);

/* A name for people: last path element, NFC, no control, direction marks or characters that a file system or
 * a shell would take amiss, at most 120 characters with its extension kept. NULL when nothing remains. */
const char *attachment_name(Arena *arena, const char *raw);

/* SHA-256 in lower case hexadecimal, in the arena. */
const char *attachment_hash(Arena *arena, const void *bytes, size_t length);
/* The same, telling passed (or NULL) as it goes. */
const char *attachment_hash_mapped(Arena *arena, const void *bytes, size_t length, const Passed *passed);

#endif
