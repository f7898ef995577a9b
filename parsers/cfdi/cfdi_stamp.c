#include <string.h>

#include "parsers/cfdi/cfdi.h"

#define UUID_LENGTH 36

const char *cfdi_stamp_compact(Arena *arena, const char *base64)
{
	if (base64 == NULL)
		return NULL;
	char *compact = arena_strdup(arena, base64);
	char *to = compact;
	for (const char *from = base64; *from != '\0'; from++)
		if (!g_ascii_isspace(*from))
			*to++ = *from;
	*to = '\0';
	return *compact != '\0' ? compact : NULL;
}

static const char *cfdi_stamp_uuid(const CfdiReading *reading, const XmlNode *stamp)
{
	const char *stated = cfdi_fields_value(reading, stamp, "UUID");
	if (stated == NULL)
		return NULL;
	g_autofree char *upper = g_ascii_strup(stated, -1);
	return arena_strdup(reading->arena, upper);
}

bool cfdi_stamp_is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (text == NULL || strlen(text) != UUID_LENGTH)
		return false;
	for (size_t i = 0; i < UUID_LENGTH; i++)
		if (shape[i] == 'x' ? !g_ascii_isxdigit(text[i]) : text[i] != '-')
			return false;
	return true;
}

/* TFD 1.1 writes SelloCFD, 1.0 selloCFD. */
static bool cfdi_stamp_seals(const CfdiReading *reading, const XmlNode *stamp)
{
	const char *upper = cfdi_stamp_compact(reading->arena, xml_attr(stamp, "SelloCFD"));
	const char *lower = cfdi_stamp_compact(reading->arena, xml_attr(stamp, "selloCFD"));
	const char *seal = upper != NULL ? upper : lower;
	return seal != NULL && g_strcmp0(seal, reading->document->seal) == 0;
}

bool cfdi_stamp_read(CfdiReading *reading, const char **ret_reason)
{
	Document *document = reading->document;
	document->seal = cfdi_stamp_compact(reading->arena, xml_attr(reading->root, reading->version->seal));
	const XmlNode *first = cfdi_fields_complement(reading, CFDI_TFD, "TimbreFiscalDigital", NULL);
	if (first == NULL) {
		*ret_reason = "no-stamp";
		return false;
	}
	reading->stamp = first;
	const char *uuid = cfdi_stamp_uuid(reading, first);
	bool sealed = cfdi_stamp_seals(reading, first);
	const XmlNode *other = first;
	while ((other = cfdi_fields_complement(reading, CFDI_TFD, "TimbreFiscalDigital", other)) != NULL) {
		const char *second = cfdi_stamp_uuid(reading, other);
		if (g_strcmp0(uuid, second) != 0) {
			*ret_reason =
				arena_printf(reading->arena, "two-stamps: %s and %s",
					     uuid != NULL ? uuid : "none", second != NULL ? second : "none");
			return false;
		}
		if (!sealed && cfdi_stamp_seals(reading, other)) {
			reading->stamp = other;
			sealed = true;
		}
	}
	document->uuid = uuid;
	if (!cfdi_stamp_is_uuid(uuid)) {
		*ret_reason = arena_printf(reading->arena, "bad-uuid: %s", uuid != NULL ? uuid : "none");
		return false;
	}
	document->key = arena_printf(reading->arena, "MX:%s", uuid);
	return true;
}
