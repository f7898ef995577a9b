#include "templates/chart.h"

#include <cairo.h>
#include <string.h>

#include "tests/tap.h"

/* A picture as a reader decodes it. */
typedef struct {
	const unsigned char *bytes;
	size_t length, at;
} Feed;

static cairo_status_t feed(void *context, unsigned char *data, unsigned length)
{
	Feed *from = context;
	if (from->length - from->at < length)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(data, from->bytes + from->at, length);
	from->at += length;
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *draw(Arena *arena, const Chart *chart)
{
	Feed from = { 0 };
	const void *bytes = NULL;
	if (!chart_png(arena, chart, &bytes, &from.length))
		return NULL;
	from.bytes = bytes;
	return cairo_image_surface_create_from_png_stream(feed, &from);
}

static uint32_t pixel(cairo_surface_t *surface, int x, int y)
{
	uint32_t value = 0;
	memcpy(&value, cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) + x * 4, 4);
	return value;
}

/* Pixels of a colour in a row. */
static int row_of(cairo_surface_t *surface, int y, uint32_t color)
{
	int n = 0;
	for (int x = 0; x < cairo_image_surface_get_width(surface); x++)
		n += pixel(surface, x, y) == color;
	return n;
}

static int column_of(cairo_surface_t *surface, int x, uint32_t color)
{
	int n = 0;
	for (int y = 0; y < cairo_image_surface_get_height(surface); y++)
		n += pixel(surface, x, y) == color;
	return n;
}

static uint32_t argb(ChartKind kind, size_t i)
{
	return (uint32_t)g_ascii_strtoull(chart_color(kind, i) + 1, NULL, 16) | 0xff000000u;
}

static void test_shares(void)
{
	g_autoptr(Arena) arena = arena_new();
	static const int64_t weights[] = { 600, 300, 0, 99, 1, -5 };
	const Chart chart = { CHART_SHARES, weights, 6, 1 };
	cairo_surface_t *surface = draw(arena, &chart);
	if (!ok(surface != NULL, "drawn"))
		return;
	is_i64(cairo_image_surface_get_width(surface), 2 * CHART_WIDTH, "twice as wide as shown");
	is_i64(cairo_image_surface_get_height(surface), 2 * CHART_SHARES_HEIGHT, "and as high");
	int parts[6];
	for (size_t i = 0; i < 6; i++)
		parts[i] = row_of(surface, 5, argb(CHART_SHARES, i));
	ok(parts[0] > 660 && parts[0] < 700 && parts[1] > 325 && parts[1] < 355, "parts are as long as their weights");
	is_i64(parts[2], 0, "nothing is not shown");
	ok(parts[4] >= 4, "a thousandth is seen");
	is_i64(parts[5], 0, "less than nothing is nothing");
	is_i64(row_of(surface, 5, 0), 3 * 4, "and between them one sees through");
	is_i64(pixel(surface, 2 * CHART_WIDTH - 1, 5), (int64_t)argb(CHART_SHARES, 4), "the last ends at the edge");
	cairo_surface_destroy(surface);
}

static void test_columns(void)
{
	g_autoptr(Arena) arena = arena_new();
	static const int64_t weights[] = { 100, 50, 0, 25, 75, CHART_WEIGHT_MAX };
	Chart chart = { CHART_COLUMNS, weights, 5, 1 };
	cairo_surface_t *surface = draw(arena, &chart);
	int place = 2 * CHART_WIDTH / 5;
	uint32_t blue = argb(CHART_COLUMNS, 0);
	is_i64(column_of(surface, place / 2, blue), 142, "the largest is as high as the picture");
	is_i64(column_of(surface, place * 3 / 2, blue), 71, "the half is half as high");
	is_i64(column_of(surface, place * 5 / 2, blue), 0, "nothing has no column");
	is_i64(column_of(surface, 1, 0xff78889au), 2, "all stand on a line");
	cairo_surface_destroy(surface);
	chart = (Chart){ CHART_COLUMNS, weights, 3, 2 };
	surface = draw(arena, &chart);
	ok(row_of(surface, 143 - 5, argb(CHART_COLUMNS, 1)) > 0 && row_of(surface, 1, argb(CHART_COLUMNS, 1)) > 0,
	   "two series, the second in its colour");
	cairo_surface_destroy(surface);
}

static void test_nothing(void)
{
	g_autoptr(Arena) arena = arena_new();
	static const int64_t zeros[CHART_VALUES_MAX + 1] = { 0, -1 };
	int64_t ones[CHART_VALUES_MAX + 1];
	for (size_t i = 0; i < G_N_ELEMENTS(ones); i++)
		ones[i] = CHART_WEIGHT_MAX + (int64_t)i;
	ok(draw(arena, &(Chart){ CHART_SHARES, zeros, 6, 1 }) == NULL, "nothing to show");
	ok(draw(arena, &(Chart){ CHART_COLUMNS, zeros, 0, 1 }) == NULL, "no values");
	ok(draw(arena, &(Chart){ CHART_COLUMNS, ones, CHART_VALUES_MAX + 1, 1 }) == NULL, "too many values");
	for (int kind = CHART_SHARES; kind <= CHART_COLUMNS; kind++) {
		cairo_surface_t *surface = draw(arena, &(Chart){ (ChartKind)kind, ones, CHART_VALUES_MAX, 1 });
		ok(surface != NULL, "as many as there may be, as large as they may be");
		cairo_surface_destroy(surface);
	}
	const void *one = NULL;
	const void *two = NULL;
	size_t n_one = 0;
	size_t n_two = 0;
	const Chart chart = { CHART_COLUMNS, ones, 5, 1 };
	ok(chart_png(arena, &chart, &one, &n_one) && chart_png(arena, &chart, &two, &n_two), "drawn twice");
	is_mem(two, n_two, one, n_one, "the same bytes");
}

/* The relative luminance of WCAG 2.1. */
static double luminance(uint32_t color)
{
	static const double shares[] = { 0.0722, 0.7152, 0.2126 };
	double sum = 0;
	for (int i = 0; i < 3; i++) {
		double part = (color >> (8 * i) & 255) / 255.0;
		double base = (part + 0.055) / 1.055;
		/* base^2.4 = base^2 * (base^2)^(1/5), by Newton */
		double root = 1;
		for (int k = 0; k < 60; k++)
			root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root);
		sum += shares[i] * (part <= 0.03928 ? part / 12.92 : base * base * root);
	}
	return sum;
}

static double contrast(uint32_t a, uint32_t b)
{
	double one = luminance(a) + 0.05;
	double two = luminance(b) + 0.05;
	return one > two ? one / two : two / one;
}

static void test_colors(void)
{
	for (int kind = CHART_SHARES; kind <= CHART_COLUMNS; kind++)
		for (size_t i = 0; i < 6; i++) {
			uint32_t color = argb((ChartKind)kind, i) & 0xffffff;
			ok(contrast(color, 0xffffff) >= 3 && contrast(color, 0x1d232b) >= 3,
			   "%s is seen on white and on the dark card", chart_color((ChartKind)kind, i));
		}
	ok(contrast(0, 0xffffff) > 20.9 && contrast(0, 0xffffff) < 21.1, "black on white is 21");
}

int main(void)
{
	test_shares();
	test_columns();
	test_nothing();
	test_colors();
	return tap_done();
}
