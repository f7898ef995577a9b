/*
 * What is wrong with a company's templates, before a customer reads it: a notice or a word that a language
 * lacks, a plural without a form its language needs, an unknown name, HTML whose tags do not close, something
 * fetched from outside, no sentence about bank details. One line per fault, each with its file.
 */
#ifndef TEMPLATES_NOTICE_LINT_H
#define TEMPLATES_NOTICE_LINT_H

#include "base/texts.h"
#include "templates/catalog.h"

/* catalog must be strict. Renders every notice in every language with views that take every branch of ours.
 */
void notice_lint(Arena *arena, const Catalog *catalog, Texts *faults);

#endif
