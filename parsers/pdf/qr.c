#include "parsers/pdf/qr.h"

#include <string.h>

#include "base/money.h"
#include "base/rfc.h"
#include "parsers/cfdi/cfdi.h"

#define CFDI_ADDRESS "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
#define RET_ADDRESS "https://prodretencionverificacion.clouda.sat.gob.mx/"
#define SEAL_END 8
#define PADDED_WHOLE 10
#define PADDED_DECIMALS 6
#define FOREIGN_WIDTH 20

/* ---- writing ------------------------------------------------------------------------------------------- */

/* How the total is written: bare "1160.0", or padded to 10 + 6 digits. */
typedef struct {
	const char *format, *version;
	const char *address; /* "" for none */
	const char *order;   /* keys, in the order they are written */
	bool padded;
} QrForm;

static const QrForm forms[] = {
	{ "cfdi", "4.0", CFDI_ADDRESS, "id re rr tt fe", false },
	{ "cfdi", "3.3", CFDI_ADDRESS, "id re rr tt fe", false },
	{ "cfdi", "3.2", "", "re rr tt id", true },
	{ "cfdi-retenciones", "2.0", RET_ADDRESS, "id re rr tt fe", false },
	{ "cfdi-retenciones", "1.0", "", "re rr tt id", true },
};

/* "0.99", "1.0": at least one digit on each side; padded to the widths of 3.2 where asked. */
static char *qr_total(const char *total, bool padded)
{
	const char *point = strchr(total, '.');
	size_t whole = point != NULL ? (size_t)(point - total) : strlen(total);
	size_t decimals = point != NULL ? strlen(point + 1) : 0;
	while (whole > 1 && *total == '0') {
		total++;
		whole--;
	}
	while (decimals > 0 && point[decimals] == '0')
		decimals--;
	GString *text = g_string_new(NULL);
	for (size_t i = whole; padded && i < PADDED_WHOLE; i++)
		g_string_append_c(text, '0');
	g_string_append_len(text, whole > 0 ? total : "0", (gssize)MAX(whole, 1));
	g_string_append_c(text, '.');
	if (decimals > 0)
		g_string_append_len(text, point + 1, (gssize)decimals);
	for (size_t i = decimals; i < (padded ? PADDED_DECIMALS : 1); i++)
		g_string_append_c(text, '0');
	return g_string_free(text, FALSE);
}

/* The specification writes an RFC as in XML: the '&' of some is "&amp;". */
static void qr_add_tax_id(GString *text, const char *key, const char *tax_id)
{
	g_autofree char *escaped = g_markup_escape_text(tax_id, -1);
	g_string_append_printf(text, "%s=%s", key, escaped);
}

static void qr_add_receiver(GString *text, const Document *document)
{
	const char *tax_id = document->receiver.tax_id;
	if (rfc_shape(tax_id) || strcmp(document->format, "cfdi") == 0) {
		qr_add_tax_id(text, "rr", tax_id);
		return;
	}
	g_string_append(text, "nr=");
	for (size_t i = strlen(tax_id); i < FOREIGN_WIDTH; i++)
		g_string_append_c(text, '0');
	g_string_append(text, tax_id);
}

static void qr_add(GString *text, const char *key, const Document *document, bool padded)
{
	g_autofree char *total = qr_total(document->total, padded);
	size_t seal = document->seal != NULL ? strlen(document->seal) : 0;
	if (strcmp(key, "id") == 0)
		g_string_append_printf(text, "id=%s", document->uuid);
	else if (strcmp(key, "re") == 0)
		qr_add_tax_id(text, "re", document->issuer.tax_id);
	else if (strcmp(key, "rr") == 0)
		qr_add_receiver(text, document);
	else if (strcmp(key, "tt") == 0) /* lint: ladder: each key has a writer of its own kind */
		g_string_append_printf(text, "tt=%s", total);
	else if (seal >= SEAL_END)
		g_string_append_printf(text, "fe=%s", document->seal + seal - SEAL_END);
}

static bool qr_is_complete(const Document *document)
{
	int64_t total = 0;
	return document->uuid != NULL && document->issuer.tax_id != NULL &&
	       document->receiver.tax_id != NULL && document->version != NULL && document->format != NULL &&
	       money_parse_micro(document->total, &total) && total >= 0 && g_ascii_isdigit(*document->total);
}

static const char *qr_compose(Arena *arena, const Document *document, const QrForm *form)
{
	g_autoptr(GString) text = g_string_new(form->address);
	g_auto(GStrv) keys = g_strsplit(form->order, " ", -1);
	for (size_t i = 0; keys[i] != NULL; i++) {
		g_string_append_c(text, i == 0 ? '?' : '&');
		qr_add(text, keys[i], document, form->padded);
	}
	return arena_strndup(arena, text->str, text->len);
}

const char *qr_write(Arena *arena, const Document *document)
{
	if (!qr_is_complete(document))
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (strcmp(forms[i].format, document->format) == 0 &&
		    strcmp(forms[i].version, document->version) == 0)
			return qr_compose(arena, document, &forms[i]);
	return NULL;
}

const char *qr_expression(Arena *arena, const Document *document)
{
	static const QrForm modern = { .address = "", .order = "re rr tt id fe" };
	static const QrForm old = { .address = "", .order = "re rr tt id", .padded = true };
	if (!qr_is_complete(document))
		return NULL;
	return qr_compose(arena, document, strcmp(document->version, "3.2") == 0 ? &old : &modern);
}

/* ---- reading ------------------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	size_t member;
} members[] = {
	{ "id=", offsetof(Qr, uuid) },	   { "re=", offsetof(Qr, issuer) },
	{ "rr=", offsetof(Qr, receiver) }, { "nr=", offsetof(Qr, foreign_id) },
	{ "tt=", offsetof(Qr, total) },	   { "fe=", offsetof(Qr, seal_end) },
};

/* Line breaks and blanks of scanners and text layers are no part of it. */
static char *qr_compact(const char *text)
{
	g_autoptr(GString) compact = g_string_new(NULL);
	for (; *text != '\0'; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(compact, *text);
	const char *query = strpbrk(compact->str, "?");
	if (query == NULL)
		query = strchr(compact->str, '&');
	return g_strdup(query != NULL ? query + 1 : compact->str);
}

static const char **qr_member(Qr *qr, const char *fragment)
{
	for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
		if (g_ascii_strncasecmp(fragment, members[i].key, 3) == 0)
			return (const char **)(void *)((char *)qr + members[i].member);
	return NULL;
}

static const char *qr_decode(Arena *arena, const char *value)
{
	g_autofree char *decoded = g_uri_unescape_string(value, NULL);
	bool usable = decoded != NULL && g_utf8_validate(decoded, -1, NULL);
	return arena_strdup(arena, usable ? decoded : value);
}

/* Each fragment is a key and its value, or what an unescaped '&' cut off the value before it. */
static void qr_fragments(Arena *arena, char **fragments, Qr *qr)
{
	const char **last = NULL;
	for (size_t i = 0; fragments[i] != NULL; i++) {
		const char *fragment = fragments[i];
		fragment += g_ascii_strncasecmp(fragment, "amp;", 4) == 0 ? 4 : 0;
		const char **member = qr_member(qr, fragment);
		if (member != NULL)
			*member = qr_decode(arena, fragment + 3);
		else if (last != NULL && *fragment != '\0')
			*last = arena_printf(arena, "%s&%s", *last, qr_decode(arena, fragment));
		last = member != NULL ? member : last;
	}
}

static const char *qr_unpad(Arena *arena, const char *digits)
{
	if (digits == NULL)
		return NULL;
	while (digits[0] == '0' && digits[1] != '\0' && digits[1] != '.')
		digits++;
	return arena_strdup(arena, digits);
}

bool qr_read(Arena *arena, const char *text, Qr *ret)
{
	Qr qr = { 0 };
	if (text == NULL || !g_utf8_validate(text, -1, NULL))
		return false;
	g_autofree char *query = qr_compact(text);
	g_auto(GStrv) fragments = g_strsplit(query, "&", -1);
	qr_fragments(arena, fragments, &qr);
	if (!cfdi_stamp_is_uuid(qr.uuid) || !rfc_shape(rfc_canonical(arena, qr.issuer)))
		return false;
	g_autofree char *upper = g_ascii_strup(qr.uuid, -1);
	int64_t micro = 0;
	qr.uuid = arena_strdup(arena, upper);
	qr.issuer = rfc_canonical(arena, qr.issuer);
	qr.receiver = rfc_canonical(arena, qr.receiver);
	qr.foreign_id = qr_unpad(arena, qr.foreign_id);
	qr.total = money_parse_micro(qr.total, &micro) ? money_micro_text(arena, micro) : NULL;
	*ret = qr;
	return true;
}

static bool qr_same(const char *stated, const char *known)
{
	return stated == NULL || g_strcmp0(stated, known) == 0;
}

bool qr_matches(const Qr *qr, const Document *document)
{
	int64_t stated = 0;
	int64_t known = 0;
	bool amounts = money_parse_micro(qr->total, &stated) && money_parse_micro(document->total, &known);
	return qr_same(qr->uuid, document->uuid) && qr_same(qr->issuer, document->issuer.tax_id) &&
	       qr_same(qr->receiver, document->receiver.tax_id) && (!amounts || stated == known) &&
	       (qr->seal_end == NULL || document->seal == NULL ||
		g_str_has_suffix(document->seal, qr->seal_end));
}
