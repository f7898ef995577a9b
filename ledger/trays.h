/*
 * Trays: the folders of the company's own mailbox that answers are sorted into, and that people sort them anew in. What a
 * person's move means: the answer's code is that of the folder, what the answer did before is taken back, and nothing
 * that others did changes. Pure.
 */
#ifndef LEDGER_TRAYS_H
#define LEDGER_TRAYS_H

#include "ledger/codes.h"
#include "ledger/facts.h"
#include "ledger/outcome.h"

/* The folder's name, UTF-8, "/" between levels. */
const char *trays_folder(Arena *arena, const Company *company, Tray tray);
/* False: the folder is none of them. Where two have one name the first counts. */
bool trays_find(const Company *company, const char *folder, Tray *ret);

/* The answer of facts->filing lies somewhere else now. */
void trays_seen_again(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

/* An answer that was first seen in a folder which only people put mail into: what they say of it holds. Fills in the
 * filing; false: nobody has decided, the program's own reading holds. */
bool trays_chosen(const Facts *facts);
void trays_act(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

/* The answer is in none of the folders any more: noted, and nothing else. */
void trays_gone(Arena *arena, const Filing *filing, const char *company, int64_t now, Outcome *outcome);

#endif
