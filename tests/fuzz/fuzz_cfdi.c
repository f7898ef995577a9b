/* Any bytes as a CFDI with every proof, under a trust that has keys of its own; and as the small texts beside
 * it. */
#include <stdint.h>
#include <string.h>

#include "parsers/cfdi/cfdi.h"
#include "parsers/cfdi/sat_status.h"
#include "parsers/pdf/qr.h"
#include "parsers/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void fuzz_documents(Arena *arena, const uint8_t *bytes, size_t size, const Trust *trust)
{
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .trust = trust };
	FormatResult result = { 0 };
	format_read(arena, &options, bytes, size, "fuzz.xml", &result);
	for (size_t i = 0; i < result.n_documents; i++) {
		const Document *document = &result.documents[i];
		const char *text = qr_write(arena, document);
		g_assert(document->verdict != VERDICT_PROVEN);
		g_assert(text == NULL || strlen(text) > 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Trust) trust = trust_new();
	Limits limits = limits_default();
	Certificate certificate = { 0 };
	SatStatus status = { 0 };
	Qr qr = { 0 };
	Date due = { 0 };
	bool test = false;
	g_autofree char *text = g_strndup((const char *)bytes, size);
	trust_add(trust, bytes, size, NULL);
	fuzz_documents(arena, bytes, size, trust);
	if (certificate_parse(arena, bytes, size, &certificate))
		trust_chain(arena, trust, &certificate, &test);
	sat_status_read(arena, &limits, bytes, size, &status, NULL);
	qr_read(arena, text, &qr);
	if (g_utf8_validate(text, -1, NULL))
		cfdi_due_terms(arena, text, date_make(2024, 2, 29), &due);
	return 0;
}
