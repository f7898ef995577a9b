#include <string.h>

#include "parsers/dte/dte.h"
#include "parsers/mime/squeeze.h"

/* The stamp and the hour of signing say nothing of what is owed. */
static bool seal_leaves_out(const XmlNode *node)
{
	return dte_is(node, "TED") || dte_is(node, "TmstFirma");
}

static void seal_add(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)text, (gssize)strlen(text) + 1);
}

/* Depth is bounded by the XML limits. Elements without content count as absent. */
static void seal_walk(Arena *arena, GChecksum *sum, const XmlNode *node)
{
	for (const XmlNode *child = node->children; child != NULL; child = child->next) {
		const char *text = squeeze_text(arena, child->text);
		if (seal_leaves_out(child) || (text == NULL && child->children == NULL))
			continue;
		seal_add(sum, child->name);
		seal_add(sum, text != NULL ? text : "");
		seal_walk(arena, sum, child);
		seal_add(sum, "/");
	}
}

const char *dte_seal(Arena *arena, const XmlNode *body)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	seal_walk(arena, sum, body);
	return arena_strdup(arena, g_checksum_get_string(sum));
}
