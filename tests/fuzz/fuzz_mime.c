/*
 * Any bytes end with a finding that the decoder believes, and every file it lists can be taken out again by
 * its hash. clang -fsanitize=fuzzer,address,undefined; seeds: tests/fixtures/mail.
 */
#include <stdint.h>
#include <string.h>

#include "parsers/finding_json.h"
#include "parsers/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_parts(Arena *arena, const ReadOptions *options, const Finding *finding, const uint8_t *data,
		       size_t size)
{
	for (size_t i = 0; finding->mail != NULL && i < MIN(finding->mail->n_attachments, 4); i++) {
		const Attachment *want = &finding->mail->attachments[i];
		Attachment got;
		if (finding->kind != FINDING_QUARANTINE && want->path != NULL)
			g_assert(read_find_part(arena, options, data, size, want->sha256, &got));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	limits.mime_depth = 6;
	limits.parts = 40;
	limits.zip_entries = 8;
	limits.zip_output = 1 << 20;
	limits.text_bytes = 1 << 14;
	ReadOptions options = { .limits = &limits, .no_proof = true };
	Finding finding, again;
	read_bytes(arena, &options, "fuzz", data, size, &finding);
	size_t length = 0;
	g_autofree char *line = finding_to_line(&finding, &length);
	if (!finding_from_line(arena, line, length, &limits, &again, &error))
		g_error("%s", error->message);
	fuzz_parts(arena, &options, &finding, data, size);
	return 0;
}
