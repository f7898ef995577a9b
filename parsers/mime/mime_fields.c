#include <glib.h>

#include "parsers/mime/mime.h"

void mime_addresses(Arena *arena, const Limits *limits, Message *message, const char *name, Address **ret,
		    size_t *ret_n)
{
	*ret = NULL;
	*ret_n = 0;
	MimeReader *reader = mime_value_reader(arena, limits, &message->flags);
	for (size_t i = 0; i < message->n_headers; i++)
		if (g_ascii_strcasecmp(message->headers[i].name, name) == 0)
			mime_value_addresses(reader, message->headers[i].raw, ret, ret_n);
}

bool mime_date(Arena *arena, const Limits *limits, Message *message, const char **ret_text,
	       int64_t *ret_instant)
{
	MimeReader *reader = mime_value_reader(arena, limits, &message->flags);
	for (size_t i = 0; i < message->n_headers; i++)
		if (g_ascii_strcasecmp(message->headers[i].name, "Date") == 0 &&
		    mime_value_date(reader, message->headers[i].raw, ret_text, ret_instant))
			return true;
	return false;
}
