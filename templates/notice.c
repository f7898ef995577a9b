#include "templates/notice.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "templates/notice_view.h"

/* Where partials of a part are looked for. */
typedef struct {
	const Catalog *catalog;
	const char *notice, *language, *part;
} NoticePart;

typedef struct {
	const char *part;
	MustacheEscape escape;
} NoticePartRow;

static const NoticePartRow notice_subject = { "subject", MUSTACHE_HEADER };
static const NoticePartRow notice_text = { "text", MUSTACHE_TEXT };
static const NoticePartRow notice_html = { "html", MUSTACHE_HTML };

static bool notice_partial(void *context, const char *name, MustacheSource *ret)
{
	const NoticePart *part = context;
	return catalog_find(part->catalog, part->language, name, part->part, ret);
}

static bool notice_render_part(Arena *arena, NoticePart part, const NoticePartRow *row, const json_t *view,
			       const char **ret, GError **error)
{
	MustacheSource source;
	part.part = row->part;
	if (!catalog_find(part.catalog, part.language, part.notice, row->part, &source)) {
		error_reject(error, "no template %s/%s.%s", part.language, part.notice, row->part);
		return false;
	}
	MustacheOptions options = {
		.escape = row->escape,
		.strict = catalog_is_strict(part.catalog),
		.partial = notice_partial,
		.context = &part,
		.trees = catalog_trees(part.catalog),
	};
	return mustache_render(arena, &source, view, &options, ret, error);
}

/* Sections that were left out leave blank lines behind: at most one stays, and one line end closes the text.
 */
static const char *notice_tidy(Arena *arena, const char *text)
{
	char *tidy = arena_strdup(arena, text);
	char *out = tidy;
	unsigned line_ends = 2;
	for (const char *at = text; *at != '\0'; at++) {
		line_ends = *at == '\n' ? line_ends + 1 : 0;
		if (line_ends <= 2)
			*out++ = *at;
	}
	while (out > tidy && out[-1] == '\n')
		out--;
	*out = '\0';
	return arena_printf(arena, "%s\n", tidy);
}

bool notice_finish(const NoticeContext *context, const Catalog *catalog, const char *notice, json_t *view,
		   RenderedNotice *ret, GError **error)
{
	Arena *arena = context->arena;
	const NoticePart part = { .catalog = catalog, .notice = notice, .language = context->language };
	RenderedNotice rendered = { .language = part.language };
	if (!notice_render_part(arena, part, &notice_subject, view, &rendered.subject, error))
		return false;
	rendered.subject = text_trim(arena, rendered.subject);
	json_set_text(view, "subject", rendered.subject);
	if (!notice_render_part(arena, part, &notice_text, view, &rendered.text, error) ||
	    !notice_render_part(arena, part, &notice_html, view, &rendered.html, error))
		return false;
	rendered.text = notice_tidy(arena, rendered.text);
	*ret = rendered;
	return true;
}

bool notice_begin(Arena *arena, const Catalog *catalog, const char *notice, const char *language,
		  NoticeContext *ret, GError **error)
{
	const char *used = catalog_pick(catalog, notice, language);
	json_t *words = used != NULL ? catalog_words(catalog, used) : NULL;
	if (words == NULL) {
		error_reject(error, "no template %s in %s or the languages behind it", notice,
			     locale_match(language));
		return false;
	}
	*ret = (NoticeContext){ arena, catalog_locale(catalog, used), used, words };
	return true;
}

bool notice_render_reminder(Arena *arena, const Catalog *catalog, const char *notice,
			    const ReminderView *view, RenderedNotice *ret, GError **error)
{
	NoticeContext context;
	if (!notice_begin(arena, catalog, notice, view->language, &context, error))
		return false;
	g_autoptr(json_t) object = notice_view_reminder(&context, notice, view, error);
	return object != NULL && notice_finish(&context, catalog, notice, object, ret, error);
}

bool notice_render_alert(Arena *arena, const Catalog *catalog, const char *notice, const AlertView *view,
			 RenderedNotice *ret, GError **error)
{
	NoticeContext context;
	if (!notice_begin(arena, catalog, notice, view->language, &context, error))
		return false;
	g_autoptr(json_t) object = notice_view_alert(&context, view);
	return notice_finish(&context, catalog, notice, object, ret, error);
}

const char *notice_in_register(Arena *arena, const Catalog *catalog, const char *notice, const char *language,
			       const char *tone)
{
	if (tone == NULL || strcmp(tone, "formal") == 0)
		return notice;
	const char *named = arena_printf(arena, "%s-%s", notice, tone);
	const char *has = catalog_pick(catalog, named, language);
	return has != NULL && g_strcmp0(has, catalog_pick(catalog, notice, language)) == 0 ? named : notice;
}

const char *notice_type_name(Arena *arena, const Catalog *catalog, const char *language, const char *type)
{
	const json_t *types = json_object_get(catalog_words(catalog, language), "types");
	const char *name = type != NULL ? json_get_text(arena, types, type) : NULL;
	if (name == NULL)
		name = json_get_text(arena, types, "invoice");
	return name != NULL ? name : "";
}
