#include "parsers/mime/sender_key.h"

#include <glib.h>
#include <string.h>

static const char name[] = "from:";

static void sender_key_take(SenderKey *key, uint8_t byte)
{
	if (key->n < SENDER_KEY_FIELD)
		key->field[key->n++] = (uint8_t)g_ascii_tolower((char)byte);
}

/* At the begin of a line: a fold goes on with the value, an empty line ends the header. */
static void sender_key_first(SenderKey *key, uint8_t byte)
{
	bool fold = byte == ' ' || byte == '\t';
	if ((key->taking && !fold) || byte == '\r' || byte == '\n') {
		key->done = true;
		return;
	}
	key->matching = !fold && g_ascii_tolower((char)byte) == name[0];
	key->column = 1;
}

static void sender_key_byte(SenderKey *key, uint8_t byte)
{
	if (key->column == 0) {
		sender_key_first(key, byte);
	} else if (byte == '\n') {
		key->column = 0;
	} else if (key->taking) {
		sender_key_take(key, byte);
	} else if (key->matching) {
		key->matching = g_ascii_tolower((char)byte) == name[key->column];
		key->column++;
		key->taking = key->matching && name[key->column] == '\0';
		key->matching = key->matching && !key->taking;
	}
}

void sender_key_feed(SenderKey *key, const void *bytes, size_t n)
{
	const uint8_t *at = bytes;
	for (size_t i = 0; i < n && !key->done; i++) {
		sender_key_byte(key, at[i]);
		key->done = key->done || ++key->seen >= SENDER_KEY_HEADER;
	}
}

/* What stands between the last "<" and ">", where there are some: names differ, and so do folds. */
int64_t sender_key_value(const SenderKey *key)
{
	const uint8_t *from = key->field;
	size_t n = key->n;
	uint8_t digest[32];
	size_t size = sizeof digest;
	for (size_t i = 0; i < key->n; i++)
		if (key->field[i] == '<')
			from = key->field + i + 1;
	n -= (size_t)(from - key->field);
	const uint8_t *end = n > 0 ? memchr(from, '>', n) : NULL;
	n = end != NULL ? (size_t)(end - from) : n;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	size_t counted = 0;
	for (size_t i = 0; i < n; i++) {
		if (from[i] <= ' ')
			continue;
		g_checksum_update(sum, &from[i], 1);
		counted++;
	}
	int64_t value = 0;
	g_checksum_get_digest(sum, digest, &size);
	memcpy(&value, digest, sizeof value);
	return counted > 0 ? (value & G_MAXINT64) | 1 : 0;
}
