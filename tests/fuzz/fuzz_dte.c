/* Any bytes through the table of formats, with every proof, and the answer through its JSON form. */
#include <stdint.h>

#include "base/json.h"
#include "parsers/finding_json.h"
#include "parsers/mime/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	FormatResult result;
	format_read(arena, &options, bytes, size, "fuzz.xml", &result);
	Finding finding = { .kind = result.kind,
			    .reason = result.reason,
			    .flags = result.flags,
			    .sha256 = "",
			    .documents = result.documents,
			    .n_documents = result.n_documents };
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_autofree char *line = json_line(json);
	g_assert(line != NULL);
	return 0;
}
