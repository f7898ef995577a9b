/* Any bytes as what valija-pdf said of a PDF: whatever comes of it keeps the contract and proves nothing. */
#include <stdint.h>

#include "parsers/opened.h"
#include "parsers/pdf/pdf.h"
#include "tests/finding_told.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding pdf = { 0 };
	Finding again = { 0 };
	pdf_read(arena, &options, "2", (const char *)bytes, size, &pdf);
	g_autoptr(json_t) json = finding_to_json(&pdf);
	g_assert(finding_told(arena, json, &limits, &again, NULL));
	for (size_t i = 0; i < pdf.n_documents; i++)
		g_assert(g_strcmp0(pdf.documents[i].format, "pdf") != 0 || pdf.documents[i].effect == EFFECT_NONE);
	Finding finding = { .kind = FINDING_OTHER, .sha256 = pdf.sha256 };
	opened_add_pdf(arena, &limits, &finding, "2", &again);
	opened_add_pdf(arena, &limits, &finding, NULL, &pdf);
	opened_failed(arena, &finding, "3", "limit:pdf_cpu_ms");
	g_autoptr(json_t) merged = finding_to_json(&finding);
	g_assert(finding_told(arena, merged, &limits, &again, NULL));
	return 0;
}
