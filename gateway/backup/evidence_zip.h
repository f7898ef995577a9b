/*
 * A ZIP whose bytes follow from what is put into it, in that order: no clock, no owner, no machine. It ends with
 * MANIFEST.sha256, which sha256sum -c reads.
 */
#ifndef GATEWAY_EVIDENCE_ZIP_H
#define GATEWAY_EVIDENCE_ZIP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct EvidenceZip EvidenceZip;

/* Written beside path until evidence_zip_end(); STOP when it cannot. */
EvidenceZip *evidence_zip_new(const char *path, GError **error);
void evidence_zip_free(EvidenceZip *zip); /* what was not ended is removed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EvidenceZip, evidence_zip_free)
bool evidence_zip_add(EvidenceZip *zip, const char *name, const void *bytes, size_t n, GError **error);
/* With the manifest, under its name. */
bool evidence_zip_end(EvidenceZip *zip, GError **error);

#endif
