#include "parsers/pdf/pdf_text.h"

#include <glib.h>
#include <string.h>

#include "base/rut.h"
#include "base/text.h"
#include "parsers/cfdi/cfdi.h"

#define DIGITS "0123456789"
#define UUID_SIZE 36
#define BOX_SIZE 300 /* bytes around the name of the type */

/* Marks of thousands stand between a digit and three more. */
static bool text_is_mark(const char *at, const char *start)
{
	return *at == '.' && at > start && g_ascii_isdigit(at[-1]) && strspn(at + 1, DIGITS) == 3;
}

PdfText pdf_text_new(Arena *arena, const char *text)
{
	const char *folded = text_fold(arena, text);
	g_autoptr(GString) plain = g_string_sized_new(strlen(folded));
	for (const char *at = folded; *at != '\0'; at++)
		if (!text_is_mark(at, folded))
			g_string_append_c(plain, *at);
	return (PdfText) { .text = folded, .plain = arena_strndup(arena, plain->str, plain->len) };
}

bool pdf_text_has_number(const PdfText *text, const char *number)
{
	size_t length = number != NULL ? strlen(number) : 0;
	if (length == 0)
		return false;
	g_autofree char *wanted = g_ascii_strdown(number, -1);
	for (const char *at = strstr(text->plain, wanted); at != NULL; at = strstr(at + 1, wanted)) {
		const char *before = at;
		while (before > text->plain && before[-1] == '0')
			before--;
		if ((before == text->plain || !g_ascii_isdigit(before[-1])) && !g_ascii_isdigit(at[length]))
			return true;
	}
	return false;
}

/* ---- Chile --------------------------------------------------------------------------------------------- */

/* The RUT that ends with the check digit behind this dash, NULL for none. */
static const char *text_rut_at(Arena *arena, const char *start, const char *dash)
{
	const char *from = dash;
	const char *digit = dash + 1;
	while (*digit == ' ')
		digit++;
	while (from > start && g_ascii_isdigit(from[-1]))
		from--;
	if (dash - from < 7 || dash - from > 8 || (!g_ascii_isdigit(*digit) && *digit != 'k') ||
	    g_ascii_isalnum(digit[1]))
		return NULL;
	const char *body = arena_strndup(arena, from, (size_t)(dash - from));
	const char *rut = rut_normalise(arena, arena_printf(arena, "%s-%c", body, *digit));
	return rut != NULL && rut_is_valid(rut) ? rut : NULL;
}

/* The last RUT before stop. */
static const char *text_rut_before(Arena *arena, const char *start, const char *stop)
{
	for (const char *at = stop - 1; at > start; at--) {
		const char *rut = *at == '-' ? text_rut_at(arena, start, at) : NULL;
		if (rut != NULL)
			return rut;
	}
	return NULL;
}

bool pdf_text_has_rut(Arena *arena, const PdfText *text)
{
	return text_rut_before(arena, text->plain, text->plain + strlen(text->plain)) != NULL;
}

/* Longer names before those that they contain. */
static const struct {
	const char *name, *type;
} text_types[] = {
	{ "nota de credito de exportacion electronica", "112" },
	{ "nota de debito de exportacion electronica", "111" },
	{ "factura de exportacion electronica", "110" },
	{ "factura no afecta o exenta electronica", "34" },
	{ "factura exenta electronica", "34" },
	{ "factura de compra electronica", "46" },
	{ "liquidacion factura electronica", "43" },
	{ "liquidacion-factura electronica", "43" },
	{ "boleta no afecta o exenta electronica", "41" },
	{ "boleta exenta electronica", "41" },
	{ "guia de despacho electronica", "52" },
	{ "nota de credito electronica", "61" },
	{ "nota de debito electronica", "56" },
	{ "boleta electronica", "39" },
	{ "factura electronica", "33" },
};

/* "n 18", "no. 18", "n° 18", "folio: 18": the number behind the name of the type. */
static const char *text_folio(Arena *arena, const char *behind)
{
	static const char *const labels[] = { "folio", "numero", "nro", "num", "no", "n" };
	const char *at = behind + strspn(behind, " \t\n");
	size_t label = 0;
	for (size_t i = 0; label == 0 && i < G_N_ELEMENTS(labels); i++)
		label = g_str_has_prefix(at, labels[i]) ? strlen(labels[i]) : 0;
	if (label == 0)
		return NULL;
	at += label;
	while (*at != '\0' && strchr(" .:\n", *at) != NULL)
		at++;
	at += g_str_has_prefix(at, "\xc2\xb0") ? 2 : 0; /* ° */
	while (*at != '\0' && strchr(" .:\n", *at) != NULL)
		at++;
	size_t digits = strspn(at, DIGITS);
	while (digits > 1 && *at == '0') {
		at++;
		digits--;
	}
	return digits > 0 && digits <= 10 && *at != '0' ? arena_strndup(arena, at, digits) : NULL;
}

static bool text_box_at(Arena *arena, const PdfText *text, const char *name, size_t length, PdfBox *ret)
{
	const char *start = name - MIN(BOX_SIZE, name - text->plain);
	ret->rut = text_rut_before(arena, start, name);
	ret->folio = text_folio(arena, name + length);
	return ret->rut != NULL && ret->folio != NULL;
}

bool pdf_text_box(Arena *arena, const PdfText *text, PdfBox *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(text_types); i++) {
		const char *name = text_types[i].name;
		PdfBox box = { .type = text_types[i].type };
		for (const char *at = strstr(text->plain, name); at != NULL; at = strstr(at + 1, name)) {
			if (!text_box_at(arena, text, at, strlen(name), &box))
				continue;
			*ret = box;
			return true;
		}
	}
	return false;
}

/* ---- Mexico -------------------------------------------------------------------------------------------- */

static const char *text_uuid_at(Arena *arena, const char *at)
{
	if (strnlen(at, UUID_SIZE) < UUID_SIZE || g_ascii_isxdigit(at[UUID_SIZE]))
		return NULL;
	g_autofree char *upper = g_ascii_strup(at, UUID_SIZE);
	return cfdi_stamp_is_uuid(upper) ? arena_strdup(arena, upper) : NULL;
}

/* The first UUID that begins at most so many bytes behind from. */
static const char *text_uuid_after(Arena *arena, const char *from, size_t within)
{
	for (size_t i = 0; i <= within && from[i] != '\0'; i++) {
		const char *uuid = g_ascii_isxdigit(from[i]) ? text_uuid_at(arena, from + i) : NULL;
		if (uuid != NULL)
			return uuid;
	}
	return NULL;
}

static const char *text_only_uuid(Arena *arena, const char *text)
{
	const char *only = text_uuid_after(arena, text, strlen(text));
	g_autofree char *lower = only != NULL ? g_ascii_strdown(only, -1) : NULL;
	for (const char *dash = only != NULL ? strchr(text, '-') : NULL; dash != NULL; dash = strchr(dash + 1, '-')) {
		const char *other = dash - text >= 8 ? text_uuid_at(arena, dash - 8) : NULL;
		if (other != NULL && strncmp(dash - 8, lower, UUID_SIZE) != 0)
			return NULL;
	}
	return only;
}

const char *pdf_text_uuid(Arena *arena, const PdfText *text)
{
	static const struct {
		const char *label;
		size_t within; /* bytes behind it */
	} labels[] = { { "||1.1|", 0 }, { "||1.0|", 0 }, { "folio fiscal", 60 }, { "uuid", 20 } };
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		const char *at = strstr(text->text, labels[i].label);
		const char *uuid = at != NULL ? text_uuid_after(arena, at + strlen(labels[i].label), labels[i].within)
					      : NULL;
		if (uuid != NULL)
			return uuid;
	}
	return text_only_uuid(arena, text->text);
}

/* ---- totals -------------------------------------------------------------------------------------------- */

/* "$ 1.234.567", "1,160.00": digits with marks of thousands, then decimals. NULL when it is no amount. */
static const char *text_amount(Arena *arena, const char *at, char thousands)
{
	char decimal = thousands == '.' ? ',' : '.';
	g_autoptr(GString) amount = g_string_new(NULL);
	for (; g_ascii_isdigit(*at) || (*at == thousands && strspn(at + 1, DIGITS) == 3); at++)
		if (*at != thousands)
			g_string_append_c(amount, *at);
	size_t decimals = amount->len > 0 && *at == decimal ? strspn(at + 1, DIGITS) : 0;
	if (decimals > 0) {
		g_string_append_c(amount, '.');
		g_string_append_len(amount, at + 1, (gssize)decimals);
	}
	bool percent = (decimals > 0 ? at[decimals + 1] : *at) == '%';
	return amount->len > 0 && amount->len <= 24 && !percent ? arena_strndup(arena, amount->str, amount->len) : NULL;
}

static const char *text_behind_label(const char *at)
{
	static const char *const more[] = { " a pagar", " clp", " mxn", " m.n." };
	for (size_t i = 0; i < G_N_ELEMENTS(more); i++)
		at += g_str_has_prefix(at, more[i]) ? strlen(more[i]) : 0;
	return at + strspn(at, " \t:\n$");
}

const char *pdf_text_total(Arena *arena, const PdfText *text, char thousands)
{
	const char *found = NULL;
	for (const char *at = strstr(text->text, "total"); at != NULL; at = strstr(at + 1, "total")) {
		bool part = at > text->text && g_ascii_isalpha(at[-1]);
		bool sub = at - text->text >= 4 && strncmp(at - 4, "sub ", 4) == 0;
		const char *value = text_behind_label(at + strlen("total"));
		const char *amount = part || sub ? NULL : text_amount(arena, value, thousands);
		found = amount != NULL ? amount : found;
	}
	return found;
}
