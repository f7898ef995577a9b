#include "templates/notice_report.h"

#include <string.h>

#include "base/text.h"
#include "templates/notice_view.h"

#define REPORT_LINE_MAX 200
#define REPORT_ALT_MAX 1500
#define REPORT_FIGURES_IN_ROW 2
#define REPORT_PREFIX "digest-"

bool notice_report_is(const char *notice)
{
	return g_str_has_prefix(notice, REPORT_PREFIX);
}

/* ---- values ---- */

static const json_t *report_path(const NoticeContext *context, const char *path)
{
	const json_t *at = context->words;
	g_auto(GStrv) names = g_strsplit(path, ".", -1);
	for (size_t i = 0; names[i] != NULL; i++)
		at = json_object_get(at, names[i]);
	return at;
}

/* A name without a word is shown by its last part: a figure is never lost for want of a translation. */
static const char *report_word(const NoticeContext *context, const char *path)
{
	const char *word = json_string_value(report_path(context, path));
	const char *last = strrchr(path, '.');
	return arena_strdup(context->arena, word != NULL ? word : last != NULL ? last + 1 : path);
}

static const char *report_line(const NoticeContext *context, const char *text)
{
	return text_line(context->arena, text_utf8(context->arena, text, strlen(text)), REPORT_LINE_MAX);
}

/* The first of these groups that has a word of that name. */
static const char *report_word_of(const NoticeContext *context, const CellValue *value)
{
	g_auto(GStrv) groups = g_strsplit(value->groups, "|", -1);
	for (size_t i = 0; groups[i] != NULL; i++) {
		const json_t *word = json_object_get(json_object_get(context->words, groups[i]), value->text);
		if (json_is_string(word))
			return arena_strdup(context->arena, json_string_value(word));
	}
	return report_line(context, value->text);
}

static const char *report_number(const NoticeContext *context, const CellValue *value)
{
	Arena *arena = context->arena;
	if (value->number == CELL_NONE)
		return "–";
	if (value->kind == CELL_PLURAL)
		return notice_view_plural_of(context, report_path(context, value->text), value->number);
	if (value->kind == CELL_COUNT)
		return locale_number(arena, context->locale, value->number);
	return value->kind == CELL_DAYS ? locale_tenths(arena, context->locale, value->number) :
					  locale_percent(arena, context->locale, value->number);
}

/* Where a phone must be able to break the line between number and currency. */
static const char *report_amount(const NoticeContext *context, const CellValue *value)
{
	g_autoptr(GString) text = g_string_new(
		locale_amount(context->arena, context->locale, value->text, value->currency));
	g_string_replace(text, "\u00a0", " ", 0);
	return arena_strdup(context->arena, text->str);
}

/* NULL: it is empty. */
static const char *report_value(const NoticeContext *context, const CellValue *value)
{
	switch (value->kind) {
	case CELL_EMPTY:
		return NULL;
	case CELL_TEXT:
		return value->text != NULL ? report_line(context, value->text) : NULL;
	case CELL_WORD:
		return value->groups != NULL ? report_word_of(context, value) : report_word(context, value->text);
	case CELL_AMOUNT:
		return report_amount(context, value);
	case CELL_COUNT:
	case CELL_PLURAL:
	case CELL_DAYS:
	case CELL_PERCENT:
		return report_number(context, value);
	case CELL_DATE:
		return locale_date(context->arena, context->locale, value->date, LOCALE_SHORT);
	case CELL_MONTH:
		return locale_date(context->arena, context->locale, value->date, LOCALE_MONTH);
	}
	return NULL;
}

/* ---- figures ---- */

static json_t *report_figure(const NoticeContext *context, const NoticeFigure *figure, bool alone)
{
	json_t *object = json_object();
	json_set_text(object, "name", report_word(context, figure->name));
	json_set_bool(object, "alone", alone);
	json_set_text(object, "value", report_value(context, &figure->value));
	json_set_text(object, "detail", report_value(context, &figure->detail));
	json_set_text(object, "about", figure->about != NULL ? report_word(context, figure->about) : NULL);
	return object;
}

/* [{"cells": [figure, figure]}, …] */
static json_t *report_figures(const NoticeContext *context, const ReportView *view)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < view->n_figures; i += REPORT_FIGURES_IN_ROW) {
		json_t *row = json_object();
		json_t *cells = json_array();
		for (size_t k = i; k < view->n_figures && k < i + REPORT_FIGURES_IN_ROW; k++)
			json_array_append_new(
				cells, report_figure(context, &view->figures[k], i + 1 == view->n_figures));
		json_set(row, "cells", cells);
		json_array_append_new(rows, row);
	}
	return rows;
}

/* ---- tables ---- */

static bool report_is_series(const NoticeTable *table)
{
	return table->chart && table->chart_kind == CHART_COLUMNS && table->series > 1;
}

static json_t *report_heads(const NoticeContext *context, const NoticeTable *table)
{
	json_t *heads = json_array();
	for (size_t i = 0; i < table->n_heads; i++) {
		json_t *head = json_object();
		bool colored = i > 0 && report_is_series(table) && i <= table->series;
		json_set_text(head, "name", report_word(context, table->heads[i]));
		json_set_bool(head, "left", i == 0 || table->texts);
		json_set_text(head, "color", colored ? chart_color(CHART_COLUMNS, i - 1) : NULL);
		json_array_append_new(heads, head);
	}
	return heads;
}

static json_t *report_cell(const NoticeContext *context, const NoticeTable *table, size_t row, size_t column)
{
	const NoticeCell *cell = &table->cells[row * table->n_heads + column];
	bool total = table->total && row + 1 == table->n_rows;
	bool part = column == 0 && !total && table->chart && table->chart_kind == CHART_SHARES;
	json_t *object = json_object();
	json_set_text(object, "value", report_value(context, &cell->value));
	json_set_text(object, "detail", report_value(context, &cell->detail));
	json_set_bool(object, "left", column == 0 || table->texts);
	json_set_bool(object, "late", cell->late);
	json_set_bool(object, "whole", cell->value.kind == CELL_DATE);
	json_set_bool(object, "total", total);
	json_set_text(object, "color", part ? chart_color(CHART_SHARES, row) : NULL);
	return object;
}

/* "Ana: Por cobrar $1.000 (12,3 %); Vencido $500"; with two columns "Por vencer: $1.000" */
static const char *report_row_text(const NoticeContext *context, const NoticeTable *table, size_t row)
{
	const NoticeCell *cells = &table->cells[row * table->n_heads];
	const char *colon = json_string_value(json_object_get(context->words, "colon"));
	const char *mark = colon != NULL ? colon : ":";
	g_autoptr(GString) text = g_string_new(NULL);
	for (size_t i = 0; i < table->n_heads; i++) {
		const char *value = report_value(context, &cells[i].value);
		const char *detail = report_value(context, &cells[i].detail);
		if (value == NULL)
			continue;
		if (i > 0) {
			g_string_append_printf(text, "%s ", mark);
			mark = ";";
		}
		if (i > 0 && table->n_heads > 2 && cells[i].value.kind != CELL_PERCENT)
			g_string_append_printf(text, "%s ", report_word(context, table->heads[i]));
		g_string_append(text, value);
		if (detail != NULL)
			g_string_append_printf(text, " (%s)", detail);
	}
	return arena_strdup(context->arena, text->str);
}

static json_t *report_rows(const NoticeContext *context, const NoticeTable *table)
{
	json_t *rows = json_array();
	for (size_t r = 0; r < table->n_rows; r++) {
		json_t *row = json_object();
		json_t *cells = json_array();
		for (size_t i = 0; i < table->n_heads; i++)
			json_array_append_new(cells, report_cell(context, table, r, i));
		json_set(row, "cells", cells);
		json_set_text(row, "line", report_row_text(context, table, r));
		json_array_append_new(rows, row);
	}
	return rows;
}

/* "Antigüedad (CLP)", or where the title's words have a place for it: "Desde el 5-3-2026". */
static const char *report_title(const NoticeContext *context, const NoticeTable *table)
{
	const char *title = report_word(context, table->title);
	const char *of = report_value(context, &table->of);
	const MustacheSource source = { .name = "title", .bytes = title, .length = strlen(title) };
	const MustacheOptions options = { .escape = MUSTACHE_TEXT };
	if (of != NULL && strstr(title, "{{of}}") == NULL)
		return arena_printf(context->arena, "%s (%s)", title, of);
	g_autoptr(json_t) view = json_object();
	json_set_text(view, "of", of);
	return mustache_render(context->arena, &source, view, &options, &title, NULL) ? title : "";
}

/* ---- charts ---- */

/* "Antigüedad: Por vencer: $1.000 (80,0 %). De 1 a 30 días: …" */
static const char *report_alt(const NoticeContext *context, const NoticeTable *table)
{
	g_autoptr(GString) text = g_string_new(report_title(context, table));
	for (size_t r = 0; r < table->n_rows; r++)
		g_string_append_printf(text, "%s %s", r == 0 ? ":" : ".", report_row_text(context, table, r));
	return text_line(context->arena, text->str, REPORT_ALT_MAX);
}

/* By its bytes, so that the same picture has the same name in every mail. */
static const char *report_chart_id(Arena *arena, const void *bytes, size_t length)
{
	g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, length);
	return arena_printf(arena, "chart.%.32s@valija", hash);
}

/* null when there is nothing to draw. */
static json_t *report_chart(const NoticeContext *context, const NoticeTable *table, RenderedReport *ret)
{
	ComposeAttachment picture = { .type = "image/png" };
	const Chart chart = { .kind = table->chart_kind, .weights = table->weights, .series = table->series,
			      .n = table->n_rows - (table->total ? 1 : 0) };
	if (!table->chart || table->n_rows == 0 ||
	    !chart_png(context->arena, &chart, &picture.bytes, &picture.length))
		return json_null();
	picture.content_id = report_chart_id(context->arena, picture.bytes, picture.length);
	picture.name = arena_printf(context->arena, "%zu.png", ret->n_charts + 1);
	arena_append(context->arena, ret->charts, ret->n_charts, picture);
	json_t *object = json_object();
	json_set_text(object, "id", picture.content_id);
	json_set_text(object, "alt", report_alt(context, table));
	json_set_integer(object, "width", CHART_WIDTH);
	json_set_integer(object, "height", chart_height(table->chart_kind));
	json_set_bool(object, "columns", table->chart_kind == CHART_COLUMNS);
	json_set_text(object, "from", report_value(context, &table->cells[0].value));
	json_set_text(object, "until", report_value(context, &table->cells[(chart.n - 1) * table->n_heads].value));
	return object;
}

static json_t *report_table(const NoticeContext *context, const NoticeTable *table, RenderedReport *ret)
{
	json_t *object = json_object();
	json_set_text(object, "title", report_title(context, table));
	json_set_text(object, "note", table->note != NULL ? report_word(context, table->note) : NULL);
	json_set(object, "heads", report_heads(context, table));
	json_set_integer(object, "span", (int64_t)table->n_heads);
	json_set(object, "rows", report_rows(context, table));
	json_set(object, "chart", report_chart(context, table, ret));
	json_set_text(object, "more",
		      table->more > 0 ? notice_view_plural_of(context, report_path(context, "report.more"), table->more) :
					NULL);
	return object;
}

/* ---- the whole ---- */

static json_t *report_view(const NoticeContext *context, const ReportView *view, RenderedReport *ret)
{
	json_t *object = notice_view_common(context, view->company, view->test_banner);
	json_t *tables = json_array();
	const char *since = NULL;
	json_set_text(object, "person", view->person != NULL ? report_line(context, view->person) : NULL);
	json_set_text(object, "today", locale_date(context->arena, context->locale, view->today, LOCALE_LONG));
	json_set_text(object, "month", locale_date(context->arena, context->locale, view->today, LOCALE_MONTH));
	if (date_is_set(view->since))
		since = locale_date(context->arena, context->locale, view->since, LOCALE_LONG);
	json_set_text(object, "since", since);
	json_set_text(object, "count", locale_number(context->arena, context->locale, view->count));
	json_set_bool(object, "alerts", view->alerts > 0);
	json_set_bool(object, "has_figures", view->n_figures > 0);
	json_set(object, "figures", report_figures(context, view));
	for (size_t i = 0; i < view->n_tables; i++)
		json_array_append_new(tables, report_table(context, &view->tables[i], ret));
	json_set(object, "tables", tables);
	json_set_text(object, "command", view->command != NULL ? report_line(context, view->command) : NULL);
	return object;
}

bool notice_report_render(Arena *arena, const Catalog *catalog, const char *notice, const ReportView *view,
			  RenderedReport *ret, GError **error)
{
	NoticeContext context;
	RenderedReport report = { .n_charts = 0 };
	if (!notice_begin(arena, catalog, notice, view->language, &context, error))
		return false;
	g_autoptr(json_t) object = report_view(&context, view, &report);
	if (!notice_finish(&context, catalog, notice, object, &report.notice, error))
		return false;
	*ret = report;
	return true;
}
