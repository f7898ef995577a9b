/* The time line of an invoice, from the rows of the lists, as text and as a PDF. */
#ifndef GATEWAY_EVIDENCE_LINE_H
#define GATEWAY_EVIDENCE_LINE_H

#include "base/json.h"
#include "base/texts.h"
#include "templates/catalog.h"

typedef struct {
	const char *at; /* RFC 3339, UTC */
	const char *head, *body;
} LineItem;

typedef struct {
	const Catalog *catalog; /* kinds of event are said in this language */
	const char *language;
	LineItem *items;
	size_t n;
} EvidenceLine;

/* list: "events", "notes", "queue"; other rows have no instant and are left out. */
void evidence_line_add(Arena *arena, EvidenceLine *line, const char *list, const json_t *row);
/* In order of time; what happened at once stays in the order in which it came. */
void evidence_line_sort(EvidenceLine *line);
const char *evidence_line_text(Arena *arena, const EvidenceLine *line);
GBytes *evidence_line_pdf(const EvidenceLine *line, const char *title, const Texts *facts, GError **error);

#endif
