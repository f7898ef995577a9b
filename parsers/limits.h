/*
 * Every limit on strangers' bytes: one row each, with its default. The config section [limits] has a key of the same
 * name; a limit that is hit is flagged as "limit:<name>". Defaults and their reasons: docs/FORMATS.md.
 */
#ifndef PARSERS_LIMITS_H
#define PARSERS_LIMITS_H

#include <stdint.h>

/* X(member, default, "what it bounds") */
#define LIMITS(X)                                                                                   \
	X(message_bytes, 26214400, "one message, bytes")                                            \
	X(header_block, 1048576, "header block of one part, bytes")                                 \
	X(header_bytes, 102400, "one header field, bytes")                                          \
	X(headers, 1000, "header fields of one part")                                               \
	X(addresses, 1000, "addresses in one header field")                                         \
	X(parameters, 200, "parameters of one MIME header field")                                   \
	X(line_bytes, 1048576, "one line of a body, bytes")                                         \
	X(boundary_bytes, 2048, "one MIME boundary, bytes")                                         \
	X(mime_depth, 50, "MIME nesting")                                                           \
	X(parts, 1000, "MIME parts of one message")                                                 \
	X(messages_nested, 3, "messages inside messages")                                           \
	X(decoded_bytes, 52428800, "all decoded parts of one message, bytes")                       \
	X(attachments, 50, "attachments looked into")                                               \
	X(references, 50, "Message-IDs used of References")                                         \
	X(encoded_words, 1000, "RFC 2047 words decoded of one message")                             \
	X(text_bytes, 524288, "the text of a body or of one part, bytes")                           \
	X(html_bytes, 2097152, "one HTML body, bytes")                                              \
	X(html_depth, 512, "HTML nesting")                                                          \
	X(html_tags, 50000, "tags of one HTML body; of one with more the text between them is read") \
	X(xml_bytes, 10485760, "one XML file, bytes")                                               \
	X(xml_depth, 64, "XML nesting")                                                             \
	X(xml_attributes, 256, "attributes of one element")                                         \
	X(xml_text, 1048576, "one attribute or text of XML, bytes")                                 \
	X(xml_name, 1024, "one XML name, bytes")                                                    \
	X(xml_namespaces, 64, "namespace declarations of one element")                              \
	X(xml_elements, 200000, "elements of one XML file")                                         \
	X(zip_bytes, 10485760, "one archive, bytes")                                                \
	X(zip_entries, 100, "entries of one archive")                                               \
	X(zip_ratio, 100, "unpacked to packed size of an archive")                                  \
	X(zip_output, 52428800, "all that one archive unpacks to, bytes")                           \
	X(zip_depth, 1, "archives inside archives")                                                 \
	X(pdf_bytes, 20971520, "one PDF, bytes")                                                    \
	X(pdf_pages, 20, "pages of a PDF looked at")                                                \
	X(pdf_files, 10, "PDFs, winmail.dat and .msg of one message that are opened")                \
	X(pdf_output, 1048576, "what is told of one PDF, bytes")                                    \
	X(pdf_cpu_ms, 1500, "processor time for one PDF, winmail.dat or .msg, milliseconds")        \
	X(pdf_wall_ms, 10000, "time for one PDF, winmail.dat or .msg, milliseconds")                \
	X(pdf_memory, 536870912, "address space for one PDF, winmail.dat or .msg, bytes")           \
	X(documents, 2500, "fiscal documents in one message")                                       \
	X(document_items, 20000, "lines, relations or payments of one document")                    \
	X(reader_cpu_ms, 2000, "processor time of the reader for one message, milliseconds")        \
	X(reader_wall_ms, 5000, "time of the reader for one message, milliseconds")                 \
	X(reader_memory, 268435456, "address space of the reader beyond its start, bytes")          \
	X(reader_messages, 10000, "messages after which a reader is replaced")

#define LIMIT_MEMBER(member, value, text) int64_t member;
typedef struct {
	LIMITS(LIMIT_MEMBER)
} Limits;

#define LIMIT_DEFAULT(member, value, text) .member = (value),
static inline Limits limits_default(void)
{
	return (Limits){ LIMITS(LIMIT_DEFAULT) };
}

#endif
