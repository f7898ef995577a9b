#include "parsers/pair.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "parsers/mime/attachment.h"

/* An XML file that has documents, or a PDF. */
typedef struct {
	const char *path;
	const char *base;	  /* folded name without extension; "" for none */
	const char *pdf;	  /* for an XML: the PDF found */
	bool taken;		  /* for a PDF: an XML has it */
	const Document *document; /* the first one of an XML */
	size_t n_documents;
} PairFile;

typedef struct {
	Arena *arena;
	PairFile *xmls, *pdfs;
	size_t n_xmls, n_pdfs;
} Pairing;

/* Base name as people see it: folded, without extension and the marks that programs add to copies. */
static const char *pair_base(Arena *arena, const char *name)
{
	const char *folded = text_fold(arena, name != NULL ? name : "");
	const char *slash = strrchr(folded, '/');
	folded = slash != NULL ? slash + 1 : folded;
	const char *dot = strrchr(folded, '.');
	const char *base = dot != NULL ? arena_strndup(arena, folded, (size_t)(dot - folded)) : folded;
	return text_trim(arena, base);
}

static void pair_collect(Pairing *pairing, const Attachment *attachment, const Document *documents,
			 size_t n_documents)
{
	Arena *arena = pairing->arena;
	PairFile file = { .path = attachment->path, .base = pair_base(arena, attachment->name) };
	if (g_strcmp0(attachment->type, TYPE_PDF) == 0) {
		pairing->pdfs = arena_grow(arena, pairing->pdfs, pairing->n_pdfs, sizeof(PairFile));
		pairing->pdfs[pairing->n_pdfs++] = file;
		return;
	}
	for (size_t i = 0; i < n_documents; i++)
		if (g_strcmp0(documents[i].path, attachment->path) == 0) {
			file.document = file.document != NULL ? file.document : &documents[i];
			file.n_documents++;
		}
	if (file.document == NULL)
		return;
	pairing->xmls = arena_grow(arena, pairing->xmls, pairing->n_xmls, sizeof(PairFile));
	pairing->xmls[pairing->n_xmls++] = file;
}

static void pair_take(PairFile *xml, PairFile *pdf)
{
	xml->pdf = pdf->path;
	pdf->taken = true;
}

typedef bool (*PairRule)(Arena *arena, const PairFile *xml, const PairFile *pdf);

static bool pair_same_base(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	(void)arena;
	return *xml->base != '\0' && strcmp(xml->base, pdf->base) == 0;
}

/* Does the digit run stand alone in the name? "33" and "1234" in "f33t1234" do, "123" in "1234" does not. */
static bool pair_has_number(const char *name, const char *number)
{
	while (*number == '0')
		number++;
	size_t length = strlen(number);
	if (length == 0 || strspn(number, "0123456789") != length)
		return false;
	for (const char *at = strstr(name, number); at != NULL; at = strstr(at + 1, number)) {
		const char *before = at;
		while (before > name && before[-1] == '0')
			before--;
		if ((before == name || !g_ascii_isdigit(before[-1])) && !g_ascii_isdigit(at[length]))
			return true;
	}
	return false;
}

static bool pair_has_uuid(Arena *arena, const char *name, const char *uuid)
{
	const char *folded = text_fold(arena, uuid);
	return folded != NULL && *folded != '\0' && strstr(name, folded) != NULL;
}

/* The digits of a RUT as names write them: with or without dots, dash and check digit; an RFC as it is. */
static bool pair_has_tax_id(Arena *arena, const char *name, const char *tax_id)
{
	if (tax_id == NULL)
		return false;
	const char *folded = text_fold(arena, tax_id);
	size_t body = strcspn(folded, "-");
	g_autofree char *digits = g_strndup(folded, body);
	return strstr(name, folded) != NULL || (body >= 7 && strstr(name, digits) != NULL);
}

static bool pair_identity(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	const Document *document = xml->document;
	if (xml->n_documents != 1)
		return false;
	if (document->uuid != NULL && pair_has_uuid(arena, pdf->base, document->uuid))
		return true;
	if (document->number == NULL || !pair_has_number(pdf->base, document->number))
		return false;
	return pair_has_tax_id(arena, pdf->base, document->issuer.tax_id) ||
	       (document->type != NULL && pair_has_number(pdf->base, document->type));
}

static bool pair_folio(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	(void)arena;
	return xml->n_documents == 1 && xml->document->number != NULL &&
	       pair_has_number(pdf->base, xml->document->number);
}

static bool pair_issuer(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	return pair_has_tax_id(arena, pdf->base, xml->document->issuer.tax_id);
}

/* A rule pairs where it leaves no choice: the only free PDF for the XML, and the only open XML for that PDF.
 */
static PairFile *pair_only_pdf(Pairing *pairing, PairRule rule, const PairFile *xml)
{
	PairFile *found = NULL;
	for (size_t i = 0; i < pairing->n_pdfs; i++) {
		PairFile *pdf = &pairing->pdfs[i];
		if (pdf->taken || !rule(pairing->arena, xml, pdf))
			continue;
		if (found != NULL)
			return NULL;
		found = pdf;
	}
	return found;
}

static bool pair_only_xml(Pairing *pairing, PairRule rule, const PairFile *pdf)
{
	size_t n = 0;
	for (size_t i = 0; i < pairing->n_xmls; i++)
		n += pairing->xmls[i].pdf == NULL && rule(pairing->arena, &pairing->xmls[i], pdf);
	return n == 1;
}

static void pair_by(Pairing *pairing, PairRule rule)
{
	for (size_t i = 0; i < pairing->n_xmls; i++) {
		PairFile *xml = &pairing->xmls[i];
		PairFile *pdf = xml->pdf == NULL ? pair_only_pdf(pairing, rule, xml) : NULL;
		if (pdf != NULL && pair_only_xml(pairing, rule, pdf))
			pair_take(xml, pdf);
	}
}

/* Same base names that occur more than once (folders of an archive): the one beside it. */
static bool pair_same_place(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	const char *xml_name = strrchr(xml->path, '/'), *pdf_name = strrchr(pdf->path, '/');
	size_t xml_folder = xml_name != NULL ? (size_t)(xml_name - xml->path) : 0;
	size_t pdf_folder = pdf_name != NULL ? (size_t)(pdf_name - pdf->path) : 0;
	return pair_same_base(arena, xml, pdf) && xml_folder == pdf_folder &&
	       strncmp(xml->path, pdf->path, xml_folder) == 0;
}

static bool pair_any(Arena *arena, const PairFile *xml, const PairFile *pdf)
{
	(void)arena;
	return xml != NULL && pdf != NULL;
}

/* Each rule asks every XML about every PDF: past this, pairing would cost more than it tells. */
#define PAIR_FILES 300

void pair_documents(Arena *arena, Document *documents, size_t n_documents, const Attachment *attachments,
		    size_t n_attachments)
{
	static const PairRule rules[] = { pair_same_place, pair_same_base, pair_identity, pair_folio,
					  pair_issuer };
	Pairing pairing = { .arena = arena };
	for (size_t i = 0; i < n_attachments; i++)
		pair_collect(&pairing, &attachments[i], documents, n_documents);
	if (pairing.n_xmls > PAIR_FILES || pairing.n_pdfs > PAIR_FILES)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		pair_by(&pairing, rules[i]);
	if (pairing.n_xmls == 1 && pairing.n_pdfs == 1)
		pair_by(&pairing, pair_any);
	for (size_t i = 0; i < pairing.n_xmls; i++)
		for (size_t j = 0; j < n_documents; j++)
			if (g_strcmp0(documents[j].path, pairing.xmls[i].path) == 0)
				documents[j].pdf = pairing.xmls[i].pdf;
}
