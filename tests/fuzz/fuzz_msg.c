/*
 * Any bytes as a message in Outlook's own form: a whole MIME message comes of it, within its room, or nothing, and the
 * reader takes it. libgsf is not built for the fuzzer; what fails inside it is told by its name in the trace.
 */
#include <stdint.h>
#include <string.h>

#include "parsers/read.h"
#include "parsers/sandboxed/msg.h"
#include "parsers/sandboxed/msg_store.h"
#include "tests/finding_told.h"

#define ROOM 262144

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);
const char *__asan_default_options(void);

/* What the library forgets to free goes with the process, which reads one part and ends. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libgsf\n";
}

/* The library has no frame pointers: without this its name would not be found. */
const char *__asan_default_options(void)
{
	return "fast_unwind_on_malloc=0";
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	msg_store_warm();
	return 0;
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
	MsgStatus status = msg_read(arena, (const char *)data, size, &sink);
	g_assert(status == MSG_FITS || status == MSG_TOO_LARGE || status == MSG_DAMAGED);
	g_assert(answer->len <= ROOM && (status != MSG_FITS || answer->len > 0));
	if (answer->len == 0)
		return 0;
	g_assert(g_str_has_suffix(answer->str, "--\r\n"));
	read_bytes(arena, &options, NULL, answer->str, answer->len, &finding);
	g_assert(finding.mail != NULL);
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_assert(finding_told(arena, json, &limits, &again, NULL));
	return 0;
}
