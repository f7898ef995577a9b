/* A finding as the reader would tell it, believed or not: for tests that hold it as a tree. */
#ifndef TESTS_FINDING_TOLD_H
#define TESTS_FINDING_TOLD_H

#include <string.h>

#include "parsers/finding_json.h"

static inline bool finding_told(Arena *arena, const json_t *json, const Limits *limits, Finding *ret, GError **error)
{
	g_autofree char *line = json_line(json);
	return finding_from_line(arena, line, strlen(line), limits, ret, error);
}

#endif
