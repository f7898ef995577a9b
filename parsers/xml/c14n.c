#include "parsers/xml/c14n.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

typedef xmlDoc XmlDocument;
typedef xmlParserCtxt XmlContext;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlDocument, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlContext, xmlFreeParserCtxt)

typedef struct {
	const char *algorithm;
	C14nMode mode;
} ModeRow;

static const ModeRow modes[] = {
	{ "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", { false, false } },
	{ "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", { false, true } },
	{ "http://www.w3.org/2001/10/xml-exc-c14n#", { true, false } },
	{ "http://www.w3.org/2001/10/xml-exc-c14n#WithComments", { true, true } },
};

C14nMode c14n_mode(const char *algorithm)
{
	for (size_t i = 0; algorithm != NULL && i < G_N_ELEMENTS(modes); i++)
		if (strcmp(modes[i].algorithm, algorithm) == 0)
			return modes[i].mode;
	return (C14nMode){ false, false };
}

/* libxml2 would print to stderr. */
static void c14n_silent(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static int c14n_write(void *context, const char *bytes, int length)
{
	g_string_append_len(context, bytes, length);
	return length;
}

static int c14n_close(void *context)
{
	(void)context;
	return 0;
}

GString *c14n_canonical(const char *text, size_t length, C14nMode mode)
{
	if (length > G_MAXINT)
		return NULL;
	xmlSetStructuredErrorFunc(NULL, c14n_silent);
	g_autoptr(XmlContext) parser = xmlNewParserCtxt();
	g_autoptr(XmlDocument)
		document = xmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8",
					     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (document == NULL || document->intSubset != NULL)
		return NULL;
	GString *canonical = g_string_sized_new(length + length / 8);
	xmlOutputBufferPtr out = xmlOutputBufferCreateIO(c14n_write, c14n_close, canonical, NULL);
	int written = xmlC14NExecute(document, NULL, NULL,
				     mode.exclusive ? XML_C14N_EXCLUSIVE_1_0 : XML_C14N_1_0, NULL,
				     mode.with_comments, out);
	int closed = xmlOutputBufferClose(out);
	if (written >= 0 && closed >= 0)
		return canonical;
	g_string_free(canonical, TRUE);
	return NULL;
}
