/*
 * Any bytes as a winmail.dat: a whole MIME message comes of it, within its room, and the reader takes it. libytnef is not
 * built for the fuzzer and is known to be fragile (the process that runs it is confined for that); what fails inside it is
 * told by its name in the trace.
 */
#include <stdint.h>
#include <string.h>

#include "parsers/read.h"
#include "parsers/sandboxed/tnef.h"
#include "tests/finding_told.h"

#define ROOM 262144

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* What the library forgets to free goes with the process, which reads one part and ends. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libytnef\n";
}

static bool fuzz_write(void *self, const char *bytes, size_t length)
{
	g_string_append_len(self, bytes, (gssize)length);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) answer = g_string_new(NULL);
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .no_proof = true };
	Finding finding;
	Finding again;
	MimeSink sink = { .room = ROOM, .write = fuzz_write, .self = answer };
	TnefStatus status = tnef_read(arena, (const char *)data, size, &sink);
	g_assert(status == TNEF_FITS || status == TNEF_TOO_LARGE || status == TNEF_DAMAGED);
	g_assert(answer->len <= ROOM && g_str_has_suffix(answer->str, "--\r\n"));
	read_bytes(arena, &options, NULL, answer->str, answer->len, &finding);
	g_assert(finding.mail != NULL);
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_assert(finding_told(arena, json, &limits, &again, NULL));
	return 0;
}
