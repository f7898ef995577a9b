#include "parsers/mime/message.h"

#include <glib.h>

const char *message_header(const Message *message, const char *name)
{
	for (size_t i = 0; i < message->n_headers; i++)
		if (g_ascii_strcasecmp(message->headers[i].name, name) == 0)
			return message->headers[i].value;
	return NULL;
}

const char *part_header(const Part *part, const char *name)
{
	for (size_t i = 0; i < part->n_headers; i++)
		if (g_ascii_strcasecmp(part->headers[i].name, name) == 0)
			return part->headers[i].value;
	return NULL;
}

