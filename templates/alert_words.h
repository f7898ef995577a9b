/*
 * The words of each kind of alert, in the language of who reads them: words.json, "alerts" and "facts".
 */
#ifndef TEMPLATES_ALERT_WORDS_H
#define TEMPLATES_ALERT_WORDS_H

#include "templates/catalog.h"

typedef struct {
	const char *title, *summary; /* arena; summary may be "" */
} AlertWords;

/* kind: "reply", "bounce", …; subject and detail stand for {{subject}} and {{detail}}, NULL is empty. A kind
 * without words is shown by its own name: an alert is never lost for want of a translation. */
bool alert_words(Arena *arena, const Catalog *catalog, const char *language, const char *kind,
		 const char *subject, const char *detail, AlertWords *ret, GError **error);
/* Codes of an answer or a hold in words: "PROMISE 2026-12-04", "STOP" -> "promesa de pago (4 de diciembre de 2026), pide no
 * recibir más correos". A code without words stands for itself. */
const char *alert_code_words(Arena *arena, const Catalog *catalog, const char *language, const Texts *codes);
/* "part-paid" -> "con pagos parciales". */
const char *alert_task_word(Arena *arena, const Catalog *catalog, const char *language, const char *task);
/* "hold-set" -> "en pausa"; "handed-over" of a mail. */
const char *alert_event_word(Arena *arena, const Catalog *catalog, const char *language, const char *event);
const char *alert_state_word(Arena *arena, const Catalog *catalog, const char *language, const char *state);
const char *alert_day(Arena *arena, const Catalog *catalog, const char *language, Date day);
/* "customer" -> "Cliente"; the name itself when there is no word. */
const char *alert_fact_name(Arena *arena, const Catalog *catalog, const char *language, const char *name);

#endif
