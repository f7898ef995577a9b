/* Chilean tax files that are no documents: recognised, so that nobody wonders, and left alone. */
#include "parsers/dte.h"

typedef struct {
	const char *root;
	const char *reason;
} BookRow;

static const BookRow book_rows[] = {
	{ "LibroCompraVenta", "a book of purchases or sales (LibroCompraVenta)" },
	{ "LibroGuia", "a book of delivery notes (LibroGuia)" },
	{ "LibroBoleta", "a book of receipts (LibroBoleta)" },
	{ "ConsumoFolios", "a report of used folios (ConsumoFolios)" },
	{ "RegistroVentasDiarias", "a report of daily sales (RVD)" },
	{ "AUTORIZACION", "a folio authorisation (CAF): it holds a private key and belongs in no mailbox" },
};

static const BookRow *book_row(const XmlNode *element)
{
	for (size_t i = 0; i < G_N_ELEMENTS(book_rows); i++)
		if (dte_is(element, book_rows[i].root))
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
