/* A composed mail as a reader gets it: for the tests of compose.c. */
#ifndef TESTS_UNIT_TEMPLATES_WIRE_H
#define TESTS_UNIT_TEMPLATES_WIRE_H

#include <gmime/gmime.h>

static GMimeMessage *wire_parse(const void *bytes, size_t length)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* The promises about the bytes themselves; NULL or what is wrong. */
static const char *wire_fault(const char *bytes, size_t length)
{
	size_t line = 0;
	for (size_t i = 0; i < length; i++) {
		if ((bytes[i] & 0x80) != 0 || bytes[i] == '\0')
			return "a byte that is not 7-bit";
		if (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n'))
			return "a bare CR";
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			return "a bare LF";
		line = bytes[i] == '\n' ? 0 : line + 1;
		if (line > 999)
			return "a line longer than 998";
	}
	return length >= 2 && bytes[length - 1] == '\n' ? NULL : "no line end at the end";
}

#endif
