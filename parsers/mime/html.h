/*
 * HTML mail -> text, by structure: blocks become lines, list items get their mark, quotations are marked ">
 * ", scripts, styles and hidden elements are dropped. libxml2's HTML reader (html.c only) runs under limits;
 * HTML past them is stripped of its tags by a plain scan instead, so that no text is ever lost.
 */
#ifndef PARSERS_HTML_H
#define PARSERS_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/limits.h"

/* html is valid UTF-8 without NUL. Never NULL; "" for nothing visible. */
const char *html_to_text(Arena *arena, const Limits *limits, const char *html, size_t length);

/* What its author wrote anew and what mail programs marked as quotation (Gmail, Outlook, Apple, Thunderbird,
 * Yahoo, Zimbra, Roundcube: by element, class and id, never by words). True when a mark was found; else
 * everything is new and *ret_quoted is "". Text between and after quotations is new. */
bool html_split_quote(Arena *arena, const Limits *limits, const char *html, size_t length,
		      const char **ret_new, const char **ret_quoted);

#endif
