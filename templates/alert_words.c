#include "templates/alert_words.h"

#include <string.h>

static const char *alert_find(const Catalog *catalog, const char *language, const char *group,
			      const char *name, const char *part)
{
	const json_t *value = json_object_get(json_object_get(catalog_words(catalog, language), group), name);
	return json_string_value(part != NULL ? json_object_get(value, part) : value);
}

static bool alert_render(Arena *arena, const Catalog *catalog, const char *source, const json_t *view,
			 const char **ret, GError **error)
{
	MustacheSource text = { .name = "words.json", .bytes = source, .length = strlen(source) };
	MustacheOptions options = { .escape = MUSTACHE_HEADER, .strict = catalog_is_strict(catalog) };
	return mustache_render(arena, &text, view, &options, ret, error);
}

bool alert_words(Arena *arena, const Catalog *catalog, const char *language, const char *kind,
		 const char *subject, const char *detail, AlertWords *ret, GError **error)
{
	const char *title = alert_find(catalog, language, "alerts", kind, "title");
	const char *summary = alert_find(catalog, language, "alerts", kind, "summary");
	g_autoptr(json_t) view = json_object();
	json_set_text(view, "kind", kind);
	json_set_text(view, "subject", subject != NULL ? subject : "");
	json_set_text(view, "detail", detail != NULL ? detail : "");
	return alert_render(arena, catalog, title != NULL ? title : "{{kind}}: {{subject}}", view,
			    &ret->title, error) &&
	       alert_render(arena, catalog, summary != NULL ? summary : "{{detail}}", view, &ret->summary,
			    error);
}

static const char *alert_word(Arena *arena, const Catalog *catalog, const char *language, const char *group,
			      const char *name)
{
	const char *word = alert_find(catalog, language, group, name, NULL);
	return arena_strdup(arena, word != NULL ? word : name);
}

const char *alert_fact_name(Arena *arena, const Catalog *catalog, const char *language, const char *name)
{
	const char *fact = alert_find(catalog, language, "facts", name, NULL);
	return fact != NULL ? arena_strdup(arena, fact) : alert_word(arena, catalog, language, "tasks", name);
}

const char *alert_day(Arena *arena, const Catalog *catalog, const char *language, Date day)
{
	return locale_date(arena, catalog_locale(catalog, language), day, LOCALE_LONG);
}

static const char *alert_code(Arena *arena, const Catalog *catalog, const char *language, const char *text)
{
	Date day;
	size_t length = strcspn(text, " ");
	const char *word = alert_word(arena, catalog, language, "codes", arena_strndup(arena, text, length));
	if (text[length] == '\0' || !date_parse(text + length + 1, &day))
		return word;
	return arena_printf(arena, "%s (%s)", word, alert_day(arena, catalog, language, day));
}

const char *alert_code_words(Arena *arena, const Catalog *catalog, const char *language, const Texts *codes)
{
	Texts words = { 0 };
	for (size_t i = 0; i < codes->n; i++) {
		const char *word = alert_code(arena, catalog, language, codes->items[i]);
		if (!texts_has(&words, word))
			texts_add(arena, &words, word);
	}
	return texts_join(arena, &words, ", ");
}

const char *alert_task_word(Arena *arena, const Catalog *catalog, const char *language, const char *task)
{
	return alert_word(arena, catalog, language, "tasks", task);
}

const char *alert_state_word(Arena *arena, const Catalog *catalog, const char *language, const char *state)
{
	return alert_word(arena, catalog, language, "states", state);
}

const char *alert_event_word(Arena *arena, const Catalog *catalog, const char *language, const char *event)
{
	return alert_word(arena, catalog, language, "events", event);
}
