/*
 * TAP in one header: a test is a program that prints one "ok" line for each thing it knows. Run by prove.
 * Tables compare values; is_* print both sides when they differ. End main() with return tap_done();
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <glib.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* A sanitizer's work takes so much longer. */
#ifdef __SANITIZE_ADDRESS__
#define TAP_SLOWER 8
#else
#define TAP_SLOWER 1
#endif

static int tap_count;
static int tap_failed;

G_GNUC_PRINTF(2, 3) G_GNUC_UNUSED static bool ok(bool passed, const char *name, ...)
{
	va_list args;
	va_start(args, name);
	g_autofree char *text = g_strdup_vprintf(name, args);
	va_end(args);
	g_strdelimit(text, "#\n", ' ');
	tap_failed += !passed;
	printf("%s %d - %s\n", passed ? "ok" : "not ok", ++tap_count, text);
	fflush(stdout);
	return passed;
}

G_GNUC_UNUSED static bool is_str(const char *got, const char *want, const char *name)
{
	bool passed = ok(g_strcmp0(got, want) == 0, "%s", name);
	if (!passed)
		printf("#   got: %s\n#  want: %s\n", got != NULL ? got : "(null)", want != NULL ? want : "(null)");
	return passed;
}

G_GNUC_UNUSED static bool is_i64(int64_t got, int64_t want, const char *name)
{
	bool passed = ok(got == want, "%s", name);
	if (!passed)
		printf("#   got: %" PRId64 "\n#  want: %" PRId64 "\n", got, want);
	return passed;
}

G_GNUC_UNUSED static bool is_mem(const void *got, size_t got_size, const void *want, size_t want_size,
				 const char *name)
{
	return ok(got_size == want_size && memcmp(got, want, want_size) == 0, "%s", name);
}

G_GNUC_UNUSED static void skip(const char *what, const char *why)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_count, what, why);
}

/* The work of this process so far, for tests of cost: what else the machine does is not in it. */
G_GNUC_UNUSED static int64_t tap_cpu_ms(void)
{
	return (int64_t)clock() * 1000 / CLOCKS_PER_SEC;
}

/* A heap copy of exactly this size, so that a sanitizer sees the first byte read past it. Free with g_free(). */
G_GNUC_UNUSED static void *exact_copy(const void *bytes, size_t size)
{
	void *copy = g_malloc(size > 0 ? size : 1);
	memcpy(copy, bytes, size);
	return copy;
}

G_GNUC_UNUSED static int tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
