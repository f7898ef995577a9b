/*
 * Small charts as pictures: bars and nothing else. What they say in letters and figures stands in the mail around them,
 * so that it can be read aloud, searched and translated, and needs no font. The ground is transparent and each colour
 * has a contrast of 3 to white and to the dark card of templates/shared/head.html (WCAG 2.1, 1.4.11). Drawn by Cairo,
 * twice as large as shown. The same values give the same bytes on the same machine. Pure.
 */
#ifndef TEMPLATES_CHART_H
#define TEMPLATES_CHART_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef enum {
	CHART_SHARES,  /* one bar across, in parts */
	CHART_COLUMNS, /* a column for each value; with two series, two side by side */
} ChartKind;

/* As shown, in CSS pixels. */
#define CHART_WIDTH 576
#define CHART_SHARES_HEIGHT 16
#define CHART_COLUMNS_HEIGHT 72
#define CHART_VALUES_MAX 60
/* Weights are cut here. */
#define CHART_WEIGHT_MAX INT64_C(1000000000000)

typedef struct {
	ChartKind kind;
	const int64_t *weights; /* of place i and series s: [i * series + s]; below 0 counts as 0 */
	size_t n;		/* places; at most CHART_VALUES_MAX */
	size_t series;		/* 1 or 2; of shares 1 */
} Chart;

int chart_height(ChartKind kind);
/* "#4f8bb8": of part i of shares; of columns that of series i. */
const char *chart_color(ChartKind kind, size_t i);
/* A PNG in the arena; false: there is nothing above 0 to show. */
bool chart_png(Arena *arena, const Chart *chart, const void **ret_bytes, size_t *ret_length);

#endif
