#include "templates/chart.h"

#include <cairo.h>

#define CHART_SCALE 2
#define CHART_GAP 4   /* between parts, in pixels of the picture */
#define CHART_LEAST 4 /* what is more than nothing is seen */

static const uint32_t chart_colors[][6] = {
	/* From what is not due to what is latest. */
	[CHART_SHARES] = { 0x4f8bb8, 0xa5892a, 0xc07f1e, 0xcb6f2e, 0xcf5540, 0xb84a63 },
	[CHART_COLUMNS] = { 0x4f8bb8, 0xc07f1e, 0x4f8bb8, 0xc07f1e, 0x4f8bb8, 0xc07f1e },
};
static const char *const chart_color_texts[][6] = {
	[CHART_SHARES] = { "#4f8bb8", "#a5892a", "#c07f1e", "#cb6f2e", "#cf5540", "#b84a63" },
	[CHART_COLUMNS] = { "#4f8bb8", "#c07f1e", "#4f8bb8", "#c07f1e", "#4f8bb8", "#c07f1e" },
};
#define CHART_LINE 0x78889a

int chart_height(ChartKind kind)
{
	return kind == CHART_SHARES ? CHART_SHARES_HEIGHT : CHART_COLUMNS_HEIGHT;
}

const char *chart_color(ChartKind kind, size_t i)
{
	return chart_color_texts[kind][i % G_N_ELEMENTS(chart_color_texts[kind])];
}

/* Whole pixels, so that every edge is sharp. */
static void chart_box(cairo_t *cairo, uint32_t color, int x, int y, int width, int height)
{
	cairo_set_source_rgb(cairo, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0, (color & 255) / 255.0);
	cairo_rectangle(cairo, x, y, width, height);
	cairo_fill(cairo);
}

static int64_t chart_weight(const Chart *chart, size_t i)
{
	return CLAMP(chart->weights[i], 0, CHART_WEIGHT_MAX);
}

/* ---- shares ---- */

static int64_t chart_sum(const Chart *chart)
{
	int64_t sum = 0;
	for (size_t i = 0; i < chart->n; i++)
		sum += chart_weight(chart, i);
	return sum;
}

static void chart_draw_shares(cairo_t *cairo, const Chart *chart)
{
	int width = CHART_WIDTH * CHART_SCALE;
	int64_t sum = chart_sum(chart);
	int64_t before = 0;
	size_t shown = 0;
	int room = width;
	for (size_t i = 0; i < chart->n; i++)
		shown += chart_weight(chart, i) > 0;
	room -= (int)shown * (CHART_LEAST + CHART_GAP) - CHART_GAP;
	int x = 0;
	for (size_t i = 0; i < chart->n; i++) {
		int64_t weight = chart_weight(chart, i);
		if (weight == 0)
			continue;
		int from = (int)(before * room / sum);
		before += weight;
		int part = (int)(before * room / sum) - from + CHART_LEAST;
		chart_box(cairo, chart_colors[CHART_SHARES][i % G_N_ELEMENTS(chart_colors[0])], x, 0, part,
			  CHART_SHARES_HEIGHT * CHART_SCALE);
		x += part + CHART_GAP;
	}
}

/* ---- columns ---- */

static int64_t chart_largest(const Chart *chart)
{
	int64_t largest = 0;
	for (size_t i = 0; i < chart->n * chart->series; i++)
		largest = MAX(largest, chart_weight(chart, i));
	return largest;
}

static void chart_draw_columns(cairo_t *cairo, const Chart *chart)
{
	int width = CHART_WIDTH * CHART_SCALE;
	int ground = CHART_COLUMNS_HEIGHT * CHART_SCALE - 2;
	int64_t largest = chart_largest(chart);
	int place = width / (int)chart->n;
	int bar = MAX((place * 7 / 10 - (chart->series == 2 ? CHART_GAP : 0)) / (int)chart->series, 1);
	int used = bar * (int)chart->series + (chart->series == 2 ? CHART_GAP : 0);
	for (size_t i = 0; i < chart->n; i++)
		for (size_t s = 0; s < chart->series; s++) {
			int64_t weight = chart_weight(chart, i * chart->series + s);
			int height = weight > 0 ? MAX((int)(weight * ground / largest), CHART_LEAST) : 0;
			int x = (int)i * place + (place - used) / 2 + (int)s * (bar + CHART_GAP);
			chart_box(cairo, chart_colors[CHART_COLUMNS][s], x, ground - height, bar, height);
		}
	chart_box(cairo, CHART_LINE, 0, ground, width, 2);
}

/* ---- the picture ---- */

static cairo_status_t chart_write(void *context, const unsigned char *data, unsigned length)
{
	g_byte_array_append(context, data, length);
	return CAIRO_STATUS_SUCCESS;
}

static void chart_draw(cairo_t *cairo, const Chart *chart)
{
	switch (chart->kind) {
	case CHART_SHARES:
		chart_draw_shares(cairo, chart);
		return;
	case CHART_COLUMNS:
		chart_draw_columns(cairo, chart);
	}
}

bool chart_png(Arena *arena, const Chart *chart, const void **ret_bytes, size_t *ret_length)
{
	if (chart->n == 0 || chart->n > CHART_VALUES_MAX || chart_largest(chart) == 0)
		return false;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, CHART_WIDTH * CHART_SCALE,
							      chart_height(chart->kind) * CHART_SCALE);
	cairo_t *cairo = cairo_create(surface);
	chart_draw(cairo, chart);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	bool written = cairo_surface_write_to_png_stream(surface, chart_write, bytes) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	if (!written)
		return false;
	*ret_bytes = arena_memdup(arena, bytes->data, bytes->len);
	*ret_length = bytes->len;
	return true;
}
