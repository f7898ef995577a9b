#include "parsers/xml/xml_pieces.h"

#include <string.h>

#define PIECE_MIN ((size_t)64 * 1024)

typedef struct {
	const XmlScope *scope;
	C14nMode mode;
	XmlCut cut;
	size_t head; /* bytes that the start tag takes in each canonical piece */
	char *tail;  /* the canonical end tag */
	GChecksum *sum;
} Pieces;

static GString *pieces_canonical(const Pieces *pieces)
{
	g_autoptr(GString) text = xml_cut(&pieces->cut, pieces->scope);
	return text != NULL ? c14n_canonical(text->str, text->len, pieces->mode) : NULL;
}

static void pieces_update(const Pieces *pieces, const char *bytes, size_t length)
{
	g_checksum_update(pieces->sum, (const guchar *)bytes, (gssize)length);
}

/* The element without content tells its tags; the start tag opens the sum. */
static bool pieces_begin(Pieces *pieces, size_t from)
{
	pieces->cut.from = pieces->cut.to = from;
	g_autoptr(GString) shell = pieces_canonical(pieces);
	const char *tail = shell != NULL ? strrchr(shell->str, '<') : NULL;
	if (tail == NULL)
		return false;
	pieces->head = (size_t)(tail - shell->str);
	pieces->tail = g_strdup(tail);
	pieces_update(pieces, shell->str, pieces->head);
	return true;
}

static bool pieces_add(Pieces *pieces, size_t to)
{
	pieces->cut.to = to;
	g_autoptr(GString) piece = to - pieces->cut.from <= XML_PIECES_WHOLE_MAX ? pieces_canonical(pieces)
										 : NULL;
	size_t tags = pieces->head + strlen(pieces->tail);
	if (piece == NULL || piece->len < tags)
		return false;
	pieces_update(pieces, piece->str + pieces->head, piece->len - tags);
	pieces->cut.from = to;
	return true;
}

static bool pieces_add_all(Pieces *pieces, size_t end)
{
	for (const XmlNode *child = pieces->cut.element->children; child != NULL; child = child->next)
		if (child->end - pieces->cut.from >= PIECE_MIN && !pieces_add(pieces, child->end))
			return false;
	return pieces_add(pieces, end);
}

bool xml_pieces_sum(const XmlCut *cut, const XmlScope *scope, C14nMode mode, GChecksum *sum)
{
	Pieces pieces = { .scope = scope, .mode = mode, .cut = *cut, .sum = sum };
	size_t from = 0;
	size_t to = 0;
	xml_cut_content(cut->file, cut->element, &from, &to);
	pieces.cut.is_piece = true;
	bool whole = pieces_begin(&pieces, from) && pieces_add_all(&pieces, to);
	g_autofree char *tail = pieces.tail;
	if (whole)
		pieces_update(&pieces, tail, strlen(tail));
	return whole;
}
