/* Any bytes as the begin of a mail: the sender's key is the same in whatever pieces they come, and whatever the case. */
#include <glib.h>
#include <stdint.h>

#include "parsers/mime/sender_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t fuzz_key(const uint8_t *data, size_t size, size_t piece)
{
	SenderKey key = { 0 };
	for (size_t used = 0; used < size; used += MIN(piece, size - used))
		sender_key_feed(&key, data + used, MIN(piece, size - used));
	g_assert(key.n <= SENDER_KEY_FIELD && key.seen <= SENDER_KEY_HEADER);
	return sender_key_value(&key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	g_autofree uint8_t *upper = g_malloc(size);
	for (size_t i = 0; i < size; i++)
		upper[i] = (uint8_t)g_ascii_toupper((char)data[i]);
	int64_t whole = fuzz_key(data, size, size);
	g_assert(whole >= 0);
	g_assert(fuzz_key(data, size, 1) == whole);
	g_assert(fuzz_key(data, size, 1 + data[0] % 64U) == whole);
	g_assert(fuzz_key(upper, size, size) == whole);
	return 0;
}
