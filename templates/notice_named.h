/*
 * What a sentence calls a document: "la factura electrónica", "a la factura electrónica", with the article and the
 * gender of the language, by the list "named" of words.json. Owns nothing; results are set in the row.
 */
#ifndef TEMPLATES_NOTICE_NAMED_H
#define TEMPLATES_NOTICE_NAMED_H

#include "templates/notice_view.h"

/* Sets "the" and "to" of the row from its "type". A type that the list does not know is "el documento X". */
void notice_named(const NoticeContext *context, json_t *row);

#endif
