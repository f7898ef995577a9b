#include "gateway/backup/evidence_line.h"

#include <string.h>

#include "base/text.h"
#include "ledger/events.h"
#include "templates/alert_words.h"
#include "templates/pdf_pages.h"

#define LINE_TEXT_MAX 2000

static const char *line_field(Arena *arena, const json_t *row, const char *key)
{
	const char *text = json_get_text(arena, row, key);
	return text != NULL ? text_line(arena, text, LINE_TEXT_MAX) : "";
}

static const char *line_word(Arena *arena, const EvidenceLine *line, const char *kind)
{
	return alert_event_word(arena, line->catalog, line->language, kind);
}

static void line_item(Arena *arena, EvidenceLine *line, const char *at, const char *head, const char *body)
{
	if (at != NULL)
		arena_append(arena, line->items, line->n, ((LineItem){ at, head, body }));
}

/* A note stands for its own event. */
static void line_event(Arena *arena, EvidenceLine *line, const json_t *row)
{
	if (strcmp(line_field(arena, row, "kind"), EVENT_NOTE) == 0)
		return;
	line_item(arena, line, json_get_text(arena, row, "at"),
		  arena_printf(arena, "%s, %s", line_word(arena, line, line_field(arena, row, "kind")),
			       line_field(arena, row, "actor")),
		  line_field(arena, row, "reason"));
}

static void line_note(Arena *arena, EvidenceLine *line, const json_t *row)
{
	line_item(arena, line, json_get_text(arena, row, "at"),
		  arena_printf(arena, "%s, %s", line_word(arena, line, EVENT_NOTE),
			       line_field(arena, row, "author")), line_field(arena, row, "text"));
}

/* What the servers answered to one of our mails. */
static void line_mail(Arena *arena, EvidenceLine *line, const json_t *row)
{
	size_t i = 0;
	const json_t *attempt = NULL;
	json_array_foreach(json_object_get(row, "attempts"), i, attempt)
		line_item(arena, line, json_get_text(arena, attempt, "at"),
			  arena_printf(arena, "%s (%d): %s", line_word(arena, line, "handed-over"),
				       (int)json_get_integer(row, "id", 0), line_field(arena, row, "subject")),
			  arena_printf(arena, "%s %d %s", line_field(arena, attempt, "phase"),
				       (int)json_get_integer(attempt, "code", 0), line_field(arena, attempt, "text")));
}

void evidence_line_add(Arena *arena, EvidenceLine *line, const char *list, const json_t *row)
{
	static const struct {
		const char *list;
		void (*add)(Arena *arena, EvidenceLine *line, const json_t *row);
	} kinds[] = { { "events", line_event }, { "notes", line_note }, { "queue", line_mail } };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].list, list) == 0)
			kinds[i].add(arena, line, row);
}

static int line_compare(gconstpointer a, gconstpointer b, gpointer unused)
{
	(void)unused;
	return strcmp(((const LineItem *)a)->at, ((const LineItem *)b)->at);
}

void evidence_line_sort(EvidenceLine *line)
{
	if (line->n > 1)
		g_qsort_with_data(line->items, (gint)line->n, sizeof *line->items, line_compare, NULL);
}

const char *evidence_line_text(Arena *arena, const EvidenceLine *line)
{
	Texts lines = { 0 };
	for (size_t i = 0; i < line->n; i++)
		texts_addf(arena, &lines, "%s  %s\n    %s\n", line->items[i].at, line->items[i].head,
			   line->items[i].body);
	return texts_join(arena, &lines, "");
}

GBytes *evidence_line_pdf(const EvidenceLine *line, const char *title, const Texts *facts, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *last = line->n > 0 ? line->items[line->n - 1].at : "1970-01-01T00:00:00Z";
	g_autoptr(PdfPages) pages = pdf_pages_new(PDF_A4, title, last);
	pdf_pages_add(pages, PDF_TITLE, title);
	for (size_t i = 0; i < facts->n; i++)
		pdf_pages_add(pages, PDF_TEXT, facts->items[i]);
	for (size_t i = 0; i < line->n; i++) {
		const LineItem *item = &line->items[i];
		pdf_pages_add(pages, PDF_HEADING, arena_printf(arena, "%s  %s", item->at, item->head));
		if (*item->body != '\0')
			pdf_pages_add(pages, PDF_TEXT, item->body);
	}
	return pdf_pages_end(pages, error);
}
