#include "parsers/sandboxed/rtf_packed.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define HEAD 16 /* stream size, size of the RTF, kind, checksum */
#define KIND_STORED 0x414c454d
#define KIND_PACKED 0x75465a4c
#define RING 4096
#define MOST 17 /* bytes that one reference can stand for */

/* What the ring holds before the first byte (2.1.3.1.1): words that every RTF of its time has. */
static const char rtf_first[] = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
				"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
				"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

typedef struct {
	const unsigned char *at, *end;
	unsigned char ring[RING];
	size_t place; /* in the ring, where the next byte goes */
	GString *out;
	size_t max;
} Unpack;

static uint32_t rtf_number(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool unpack_put(Unpack *unpack, unsigned char byte)
{
	if (unpack->out->len >= unpack->max)
		return false;
	unpack->ring[unpack->place] = byte;
	unpack->place = (unpack->place + 1) % RING;
	g_string_append_c(unpack->out, (char)byte);
	return true;
}

/* Twelve bits of place, four of length; one that points to where it stands itself is the end. */
static bool unpack_reference(Unpack *unpack)
{
	if (unpack->end - unpack->at < 2)
		return false;
	unsigned value = (unsigned)unpack->at[0] << 8 | unpack->at[1];
	size_t from = value >> 4;
	size_t n = (value & 15) + 2;
	unpack->at += 2;
	if (from == unpack->place)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!unpack_put(unpack, unpack->ring[(from + i) % RING]))
			return false;
	return true;
}

/* One byte says of the eight that follow which are references. */
static bool unpack_run(Unpack *unpack)
{
	unsigned which = *unpack->at++;
	for (int i = 0; i < 8; i++, which >>= 1) {
		if (unpack->at >= unpack->end)
			return false;
		if ((which & 1) != 0 ? !unpack_reference(unpack) : !unpack_put(unpack, *unpack->at++))
			return false;
	}
	return true;
}

char *rtf_packed_open(const unsigned char *bytes, size_t length, size_t max, size_t *ret_length)
{
	if (length <= HEAD)
		return NULL;
	size_t size = MIN(length, (size_t)rtf_number(bytes) + 4);
	size_t stated = rtf_number(bytes + 4);
	uint32_t kind = rtf_number(bytes + 8);
	if (size <= HEAD || stated == 0 || stated > max || stated / MOST > size)
		return NULL;
	if (kind == KIND_STORED) {
		*ret_length = MIN(stated, size - HEAD);
		return g_memdup2(bytes + HEAD, *ret_length);
	}
	if (kind != KIND_PACKED)
		return NULL;
	Unpack unpack = { .at = bytes + HEAD, .end = bytes + size, .place = sizeof rtf_first - 1, .max = stated,
			  .out = g_string_sized_new(stated + 1) };
	memcpy(unpack.ring, rtf_first, sizeof rtf_first - 1);
	while (unpack.at < unpack.end && unpack_run(&unpack))
		;
	*ret_length = unpack.out->len;
	return g_string_free(unpack.out, FALSE);
}
