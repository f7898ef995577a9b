#include "queue/pace.h"
#include "tests/tap.h"

#define START INT64_C(1800000000)

/* Sends as fast as it may for so many seconds; how many left. most: in any 60 seconds that begin on a
 * second. */
static int drain(Pace *pace, const PaceLimits *limits, int64_t from, int64_t seconds, int *most)
{
	g_autofree int *sent = g_new0(int, (gsize)seconds);
	int total = 0;
	for (int64_t s = 0; s < seconds; s++) {
		int64_t again = 0;
		while (pace_take(pace, limits, from + s, &again))
			sent[s]++;
		g_assert_cmpint(again, >, from + s);
		total += sent[s];
	}
	for (int64_t s = 0; most != NULL && s + 60 <= seconds; s++) {
		int sum = 0;
		for (int64_t i = s; i < s + 60; i++)
			sum += sent[i];
		*most = MAX(*most, sum);
	}
	return total;
}

static void test_minute(void)
{
	PaceLimits limits = { .per_minute = 20 };
	Pace pace = { 0 };
	int most = 0;
	int total = drain(&pace, &limits, START, 600, &most);
	ok(total >= 200 && total <= 205, "ten minutes at 20 a minute: %d", total);
	ok(most <= 25, "no minute sees more than a quarter more: %d", most);
	int64_t again = 0;
	ok(!pace_take(&pace, &limits, START + 599, &again) && again > START + 599 && again <= START + 602,
	   "says when to ask again");
	ok(pace_take(&pace, &limits, again, &again), "and is right");
	drain(&pace, &limits, START + 700, 1, NULL);
	ok(!pace_take(&pace, &limits, START + 300, &again), "a clock that went back gives nothing");
}

static void test_slow_limit(void)
{
	PaceLimits limits = { .per_minute = 1 };
	Pace pace = { 0 };
	is_i64(drain(&pace, &limits, START, 600, NULL), 10, "one a minute is ten in ten minutes");
}

static void test_day(void)
{
	PaceLimits limits = { .per_day = 1000 };
	Pace pace = { 0 };
	int64_t again = 0;
	int left = 0;
	for (int i = 0; i < 600; i++)
		left += pace_take(&pace, &limits, START, &again);
	for (int i = 0; i < 600; i++)
		left += pace_take(&pace, &limits, START + 7200, &again);
	is_i64(left, 1000, "a thousand a day, whenever they leave");
	ok(again >= START + 86400 && again <= START + 86400 + 3600,
	   "more when the first ones are a day old");
	ok(!pace_take(&pace, &limits, START + 86399, &again), "not before");
	left = 0;
	for (int i = 0; i < 700; i++)
		left += pace_take(&pace, &limits, START + 86400 + 3600, &again);
	is_i64(left, 600, "then as many as are that old");
	ok(pace_take(&pace, &limits, START + INT64_C(9000000), &again),
	   "and after a long rest all is free");
}

static void test_learning(void)
{
	PaceLimits limits = { .per_minute = 20 };
	Pace pace = { 0 };
	is_i64(pace_per_minute(&pace, &limits), 20, "starts at the limit");
	pace_pushed_back(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 10, "push-back halves");
	for (int i = 0; i < 10; i++)
		pace_accepted(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 11, "a minute's worth gives one back");
	for (int i = 0; i < 10; i++)
		pace_pushed_back(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 1, "never below one");
	for (int i = 0; i < 1000; i++)
		pace_accepted(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 20, "never above the limit");
	limits.per_minute = 5;
	is_i64(pace_per_minute(&pace, &limits), 5, "a lower limit holds at once");
}

static void test_return(void)
{
	PaceLimits limits = { .per_minute = 4, .per_day = 2 };
	Pace pace = { 0 };
	int64_t again = 0;
	ok(pace_take(&pace, &limits, START, &again), "taken");
	pace_return(&pace, &limits);
	ok(pace_take(&pace, &limits, START, &again), "given back, taken again");
	ok(!pace_take(&pace, &limits, START, &again), "but only once");
}

static void test_unlimited(void)
{
	PaceLimits limits = { 0 };
	Pace pace = { 0 };
	int64_t again = 0;
	int left = 0;
	for (int i = 0; i < 100000; i++)
		left += pace_take(&pace, &limits, START, &again);
	is_i64(left, 100000, "no limit, no wait");
	pace_pushed_back(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 50000, "push-back halves what left in the last minute");
	for (int i = 0; i < 20; i++)
		pace_pushed_back(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 1, "never below one a minute");
	left = 0;
	for (int s = 120; s < 720; s++)
		left += pace_take(&pace, &limits, START + s, &again);
	is_i64(left, 10, "and holds to it");
	for (int i = 0; i < 1000000 && pace_per_minute(&pace, &limits) != 0; i++)
		pace_accepted(&pace, &limits);
	is_i64(pace_per_minute(&pace, &limits), 0, "what goes well for long is forgotten");
}

int main(void)
{
	test_minute();
	test_slow_limit();
	test_day();
	test_learning();
	test_return();
	test_unlimited();
	return tap_done();
}
