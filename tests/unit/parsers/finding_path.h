/* Looks into the JSON of a finding by path ("documents.0.due.date"), for tests that compare with files of
 * expectations. */
#ifndef TESTS_FINDING_PATH_H
#define TESTS_FINDING_PATH_H

#include "base/json.h"
#include "parsers/finding_json.h"
#include "parsers/mime/format.h"

/* Borrowed; NULL when it is not there. */
G_GNUC_UNUSED static const json_t *finding_path(const json_t *value, const char *path)
{
	g_auto(GStrv) steps = g_strsplit(path, ".", -1);
	for (size_t i = 0; steps[i] != NULL && value != NULL; i++)
		value = json_is_array(value)
				? json_array_get(value, (size_t)g_ascii_strtoull(steps[i], NULL, 10))
				: json_object_get(value, steps[i]);
	return value;
}

/* Texts as they are, null for what is absent, anything else as JSON. Free with g_free(). */
G_GNUC_UNUSED static char *finding_path_text(const json_t *value)
{
	if (value == NULL || json_is_null(value))
		return g_strdup("null");
	return json_is_string(value) ? g_strdup(json_string_value(value)) : json_line(value);
}

/* Reads bytes as an XML file and gives the JSON of what it came to. */
G_GNUC_UNUSED static json_t *finding_of_xml(Arena *arena, const ReadOptions *options, const char *bytes,
					    size_t length)
{
	FormatResult result;
	format_read(arena, options, bytes, length, "fixture.xml", &result);
	Finding finding = { .kind = result.kind,
			    .reason = result.reason,
			    .flags = result.flags,
			    .sha256 = "",
			    .documents = result.documents,
			    .n_documents = result.n_documents };
	return finding_to_json(&finding);
}

#endif
