/*
 * One logfmt line per state change, to stderr: level=info event=… id=… . Only main and the stage loops log; library
 * code returns errors. Never blocks work: a failed write is dropped. No bodies, no secrets.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <glib.h>
#include <stdint.h>

typedef enum { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG } LogLevel;

void log_set_level(LogLevel level);
void log_set_stage(const char *stage); /* borrowed, e.g. "work" or "fetch ventas" */
/* key, value pairs of const char *, ended by NULL; a NULL value leaves its key out. Values are quoted and escaped. */
/* Appends key=value the same way, after a blank unless line is empty. */
void log_append(GString *line, const char *key, const char *value);
void log_event(LogLevel level, const char *event, ...) __attribute__((sentinel));

#endif
