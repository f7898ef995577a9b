#include "parsers/cfdi/cadena.h"
#include "tests/tap.h"

#define CORPUS "../shared/corpus/cfdi"
#define CFDI4(attributes, inner)                                                                  \
	"<c:Comprobante xmlns:c='http://www.sat.gob.mx/cfd/4' Version='4.0'" attributes ">" inner \
	"</c:Comprobante>"
/* Fecha, NoCertificado, SubTotal, Moneda, Total, TipoDeComprobante, Exportacion and LugarExpedicion missing.
 */
#define HEAD4 "||4.0||||||||"
#define TFD(attributes, inner)                                                                             \
	"<t:TimbreFiscalDigital xmlns:t='http://www.sat.gob.mx/TimbreFiscalDigital' " attributes ">" inner \
	"</t:TimbreFiscalDigital>"

typedef struct {
	const char *name, *xml;
	const char *cadena; /* NULL: there is none */
	bool unknown, piped, loose;
} Row;

/* Small documents, far from complete: the rules are about what is there and what is not. */
static const Row rows[] = {
	{ "a required attribute that is missing is a bare bar", CFDI4("", ""), HEAD4 "||", false, false,
	  false },
	{ "optional and empty is a bare bar, optional and missing is nothing",
	  CFDI4(" Serie='' Folio='7'", ""),
	  "||4.0||7||||||||"
	  "||",
	  false, false, false },
	{ "the order is the table's, whatever the file's",
	  CFDI4("", "<c:Receptor Rfc='B'/><c:Emisor RegimenFiscal='601' Nombre='x' Rfc='A'/>"),
	  HEAD4 "|A|x|601|B||||||", false, false, false },
	{ "blanks are XML's only, entities are resolved, letters are kept",
	  CFDI4("", "<c:Emisor Rfc=' A&amp;B ' Nombre='a&#xA;  b&#x9;\xC2\xA0"
		    "c\nd' RegimenFiscal='1'/>"),
	  HEAD4 "|A&B|a b \xC2\xA0"
		"c d|1||",
	  false, false, false },
	{ "attributes with a namespace and elements of another do not count",
	  CFDI4(" xmlns:x='urn:x' x:Serie='no'", "<x:Emisor Rfc='no'/>"), HEAD4 "||", false, false, false },
	{ "attribute names may have letters of Spanish",
	  CFDI4("", "<c:InformacionGlobal Meses='2' Periodicidad='1' Año='2024'/>"), HEAD4 "|1|2|2024||",
	  false, false, false },
	{ "document level: Retenciones first, totals between",
	  CFDI4("", "<c:Impuestos TotalImpuestosTrasladados='4' "
		    "TotalImpuestosRetenidos='2'><c:Traslados><c:Traslado "
		    "Base='1' Impuesto='002' TipoFactor='Exento'/></c:Traslados><c:Retenciones><c:Retencion "
		    "Impuesto='001' Importe='2'/></c:Retenciones></c:Impuestos>"),
	  HEAD4 "|001|2|2|1|002|Exento|4||", false, false, false },
	{ "every Parte of a Concepto, and the customs of each",
	  CFDI4("",
		"<c:Conceptos><c:Concepto><c:Parte Cantidad='1'><c:InformacionAduanera NumeroPedimento='p'/>"
		"</c:Parte><c:Parte Cantidad='2'/></c:Concepto></c:Conceptos>"),
	  HEAD4 "|||||||"
		"||1||p||2|"
		"||",
	  false, false, false },
	{ "the addenda is nobody's", CFDI4("", "<c:Addenda><c:Emisor Rfc='no'/></c:Addenda>"), HEAD4 "||",
	  false, false, false },
	{ "two Complementos count as one, the stamp adds nothing",
	  CFDI4("", "<c:Complemento><d:Divisas xmlns:d='http://www.sat.gob.mx/divisas' version='1' "
		    "tipoOperacion='compra'/></c:Complemento><c:Complemento>" TFD(
			    "UUID='u'", "") "<d:Divisas "
					    "xmlns:d='http://www.sat.gob.mx/divisas' version='2' "
					    "tipoOperacion='venta'/></c:Complemento>"),
	  HEAD4 "|1|compra|2|venta||", false, false, false },
	{ "a complement of another version of the document is unknown",
	  CFDI4("", "<c:Complemento><p:Pagos xmlns:p='http://www.sat.gob.mx/Pagos' "
		    "Version='1.0'/></c:Complemento>"),
	  HEAD4 "||", true, false, false },
	{ "unknown elements give their text as it is, blanks between elements too",
	  CFDI4("", "<c:Complemento><u:U xmlns:u='http://www.sat.gob.mx/nuevo'>\r\n  <u:A>\n   <u:B> x "
		    "</u:B>\n  </u:A> "
		    "</u:U></c:Complemento>"),
	  HEAD4 "\n  \n    x \n   ||", true, false, false },
	{ "a strange element that is not SAT's does not make it unknown",
	  CFDI4("", "<c:Complemento><u:U xmlns:u='urn:x'>text</u:U></c:Complemento>"), HEAD4 "text||", false,
	  false, false },
	{ "a bar inside a value of the base is told", CFDI4(" Serie='A|B'", ""), "||4.0|A|B||||||||||", false,
	  true, false },
	{ "children without a namespace are none of it",
	  CFDI4("", "<Emisor Rfc='A' Nombre='x' RegimenFiscal='601'/>"), HEAD4 "||", false, false, false },
	{ "unless the caller says so", CFDI4("", "<Emisor Rfc='A' Nombre='x' RegimenFiscal='601'/>"),
	  HEAD4 "|A|x|601||", false, false, true },
	{ "stamp 1.1",
	  TFD("Version='1.1' UUID='u' FechaTimbrado='f' RfcProvCertif='p' SelloCFD='s' SelloSAT='no' "
	      "NoCertificadoSAT='n'",
	      ""),
	  "||1.1|u|f|p|s|n||", false, false, false },
	{ "stamp 1.0", TFD("version='1.0' UUID='u' FechaTimbrado='f' selloCFD='s' noCertificadoSAT='n'", ""),
	  "||1.0|u|f|s|n||", false, false, false },
	{ "a version that its namespace does not have",
	  "<Comprobante xmlns='http://www.sat.gob.mx/cfd/3' Version='4.0'/>", NULL, false, false, false },
	{ "another root", "<Comprobante Version='4.0'/>", NULL, false, false, false },
	{ "the first of a kind only, and text of elements",
	  "<r:Retenciones xmlns:r='http://www.sat.gob.mx/esquemas/retencionpago/1' Version='1.0'><r:Receptor "
	  "Nacionalidad='N'><r:Nacional RFCRecep='1'/><r:Nacional "
	  "RFCRecep='2'/></r:Receptor></r:Retenciones>",
	  "||1.0||||N|1||", false, false, false },
	{ "when an attribute has a value",
	  "<c:Comprobante xmlns:c='http://www.sat.gob.mx/cfd/3' "
	  "Version='3.3'><c:Complemento><v:VentaVehiculos "
	  "xmlns:v='http://www.sat.gob.mx/ventavehiculos' version='1.1' ClaveVehicular='k' Niv='n'/>"
	  "<v:VentaVehiculos xmlns:v='http://www.sat.gob.mx/ventavehiculos' version='1.0' ClaveVehicular='k' "
	  "Niv='n'/>"
	  "</c:Complemento></c:Comprobante>",
	  "||3.3||||||||1.1|k|n|1.0|k||", false, false, false },
	{ "text at a path",
	  "<c:Comprobante xmlns:c='http://www.sat.gob.mx/cfd/3' Version='3.3'><c:Complemento><d:detallista "
	  "xmlns:d='http://www.sat.gob.mx/detallista' documentStructureVersion='A'><d:orderIdentification>"
	  "<d:referenceIdentification> 1  2 "
	  "</d:referenceIdentification></d:orderIdentification><d:seller><d:gln>9"
	  "</d:gln></d:seller><d:TotalAllowanceCharge><d:Amount>3</d:Amount></d:TotalAllowanceCharge></"
	  "d:detallista>"
	  "</c:Complemento></c:Comprobante>",
	  "||3.3||||||||A|1 2||9|||3||", false, false, false },
};

static void run_row(const Row *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	size_t length = strlen(row->xml);
	g_autofree char *copy = exact_copy(row->xml, length);
	if (!ok(xml_parse(arena, &limits, copy, length, &file, NULL), "reads: %s", row->name))
		return;
	Cadena cadena = { 0 };
	bool made = cadena_build(arena, file, file->root, row->loose ? CADENA_LOOSE : CADENA_STRICT, &cadena);
	is_str(made ? cadena.text : NULL, row->cadena, row->name);
	ok(cadena.unknown == row->unknown && cadena.piped == row->piped, "marks: %s", row->name);
}

static const XmlNode *find(const XmlNode *node, const char *name)
{
	const XmlNode *found = strcmp(node->name, name) == 0 ? node : NULL;
	for (const XmlNode *child = node->children; child != NULL && found == NULL; child = child->next)
		found = find(child, name);
	return found;
}

static bool same(Arena *arena, const XmlFile *file, const XmlNode *root, const char *sha256)
{
	Cadena cadena = { 0 };
	if (root == NULL || !cadena_build(arena, file, root, CADENA_STRICT, &cadena))
		return false;
	g_autofree char *hash =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, cadena.text, (gssize)cadena.length);
	return strcmp(hash, sha256) == 0;
}

/* path set root_version sello cadena_bytes cadena_sha256 tfd_sello tfd_cadena_sha256 */
static void run_vector(const char *corpus, char **column)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = g_build_filename(corpus, column[0], NULL);
	g_autofree char *bytes = NULL;
	gsize length = 0;
	Limits limits = limits_default();
	XmlFile *file = NULL;
	if (!g_file_get_contents(path, &bytes, &length, NULL) ||
	    !xml_parse(arena, &limits, bytes, length, &file, NULL)) {
		ok(false, "reads %s", column[0]);
		return;
	}
	if (strlen(column[5]) == 64)
		ok(same(arena, file, file->root, column[5]), "cadena of %s", column[0]);
	if (column[7] != NULL && strlen(column[7]) == 64)
		ok(same(arena, file, find(file->root, "TimbreFiscalDigital"), column[7]), "stamp of %s",
		   column[0]);
}

static void vectors(void)
{
	const char *corpus = g_getenv("VALIJA_CORPUS");
	g_autofree char *folder = corpus != NULL ? g_build_filename(corpus, "cfdi", NULL) : g_strdup(CORPUS);
	g_autofree char *index = g_build_filename(folder, "CADENA-VECTORS.tsv", NULL);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(index, &text, NULL, NULL)) {
		skip("vectors of the corpus", "no corpus");
		return;
	}
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
		g_auto(GStrv) column = g_strsplit(lines[i], "\t", -1);
		if (g_strv_length(column) >= 6)
			run_vector(folder, column);
	}
}

/* Elements that a table looks for at any depth, inside each other: the string stops growing and the answer is
 * none. */
static void nested(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) xml =
		g_string_new("<Comprobante xmlns='http://www.sat.gob.mx/cfd/4' Version='4.0'><Conceptos>"
			     "<Concepto>");
	for (int i = 0; i < 50; i++)
		g_string_append(xml, "<Parte>");
	for (int i = 0; i < 60000; i++)
		g_string_append(
			xml,
			"<InformacionAduanera NumeroPedimento='0123456789012345678901234567890123456789'/>");
	for (int i = 0; i < 50; i++)
		g_string_append(xml, "</Parte>");
	g_string_append(xml, "</Concepto></Conceptos></Comprobante>");
	Limits limits = limits_default();
	XmlFile *file = NULL;
	ok(xml_parse(arena, &limits, xml->str, xml->len, &file, NULL), "a file of nested Partes");
	Cadena cadena = { 0 };
	int64_t start = tap_cpu_ms();
	ok(!cadena_build(arena, file, file->root, CADENA_STRICT, &cadena),
	   "refused when it outgrows the file");
	ok(tap_cpu_ms() - start < 1000 * TAP_SLOWER, "in under a second");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		run_row(&rows[i]);
	nested();
	vectors();
	return tap_done();
}
