/*
 * Finding <-> JSON: exactly the object of `read` in the contract, and what the reader process sends to
 * `work`.
 *
 * Writing never fails. Reading believes nothing: types, lengths, counts, words, UTF-8, shapes of dates,
 * amounts and hashes are checked, and whatever is wrong refuses the whole. Decoded bytes (Attachment.data) do
 * not travel.
 */
#ifndef PARSERS_FINDING_JSON_H
#define PARSERS_FINDING_JSON_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/json.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

/* A new object with every key of the contract; the caller owns it. */
json_t *finding_to_json(const Finding *finding);
/* One document alone, for lists and exports. */
json_t *finding_document_to_json(const Document *document);

/* REJECT, ret untouched, unless every key is there with the right type and shape; keys not known are ignored.
 * Everything is copied into the arena. */
bool finding_from_json(Arena *arena, const json_t *json, const Limits *limits, Finding *ret, GError **error);

#endif
