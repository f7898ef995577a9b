/* Chilean tax files that are no documents: recognised, so that nobody wonders, and left alone. */
#include "parsers/dte/dte.h"

typedef struct {
	const char *root;
	const char *child; /* that it must have, where the name alone is anybody's; NULL for none */
	const char *reason;
} BookRow;

static const BookRow book_rows[] = {
	{ "LibroCompraVenta", NULL, "a book of purchases or sales (LibroCompraVenta)" },
	{ "LibroGuia", NULL, "a book of delivery notes (LibroGuia)" },
	{ "LibroBoleta", NULL, "a book of receipts (LibroBoleta)" },
	{ "ConsumoFolios", NULL, "a report of used folios (ConsumoFolios)" },
	{ "RegistroVentasDiarias", NULL, "a report of daily sales (RVD)" },
	{ "AUTORIZACION", "CAF",
	  "a folio authorisation (CAF): it holds a private key and belongs in no mailbox" },
};

static const BookRow *book_row(const XmlNode *element)
{
	for (size_t i = 0; i < G_N_ELEMENTS(book_rows); i++)
		if (dte_is(element, book_rows[i].root) &&
		    (book_rows[i].child == NULL || xml_child(element, book_rows[i].child) != NULL))
			return &book_rows[i];
	return NULL;
}

static bool book_claims(const XmlNode *element)
{
	return book_row(element) != NULL;
}

static void book_read(Arena *arena, const ReadOptions *options, const XmlFile *file, const XmlNode *element,
		      FormatResult *result)
{
	(void)arena;
	(void)options;
	(void)file;
	result->kind = FINDING_OTHER;
	const BookRow *row = book_row(element);
	result->reason = row != NULL ? row->reason : NULL;
}

const Format dte_book_format = { .name = "dte-book", .claims = book_claims, .read = book_read };
