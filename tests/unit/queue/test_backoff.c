#include "queue/backoff.h"
#include "tests/tap.h"

static const struct {
	int attempt;
	int64_t minutes;
} waits[] = { { -1, 1 }, { 0, 1 },  { 1, 1 },  { 2, 5 },  { 3, 15 },
	      { 4, 30 }, { 5, 60 }, { 6, 67 }, { 7, 67 }, { 2000000000, 67 } };

static void test_schedule(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(waits); i++) {
		int64_t wait = waits[i].minutes * 60, low = INT64_MAX, high = 0;
		for (int64_t job = 0; job < 5000; job++) {
			int64_t delay =
				backoff_delay(waits[i].attempt, backoff_seed(job, waits[i].attempt));
			low = MIN(low, delay);
			high = MAX(high, delay);
		}
		is_i64(low, wait - wait / 10, "shortest wait of the attempt");
		is_i64(high, wait + wait / 10, "longest wait of the attempt");
	}
	is_i64(BACKOFF_LONGEST_S, 4020 + 402, "the longest of all");
}

static void test_seed(void)
{
	ok(backoff_seed(1, 1) == backoff_seed(1, 1), "the same job and attempt: the same seed");
	ok(backoff_seed(1, 2) != backoff_seed(2, 1) && backoff_seed(0, 1) != backoff_seed(1, 0),
	   "others differ");
	int64_t sum = 0;
	for (int64_t job = 1; job <= 10000; job++)
		sum += backoff_delay(6, backoff_seed(job, 6));
	ok(llabs(sum / 10000 - 4020) < 10, "jitter is even around the wait");
}

static const struct {
	const char *name;
	int64_t born, now, life, delay;
	bool again;
	int64_t due;
} lives[] = {
	{ "young", 1000, 1000, 3600, 60, true, 1060 },
	{ "last instant of its life", 1000, 4540, 3600, 60, true, 4600 },
	{ "a second too late", 1000, 4541, 3600, 60, false, 0 },
	{ "a clock at its end", INT64_MAX - 5, INT64_MAX - 1, 3600, 60, false, 0 },
	{ "not born yet", 5000, 1000, 3600, 60, true, 1060 },
};

int main(void)
{
	test_schedule();
	test_seed();
	for (size_t i = 0; i < G_N_ELEMENTS(lives); i++) {
		int64_t due = 0;
		bool again = backoff_next(lives[i].born, lives[i].now, lives[i].life, lives[i].delay, &due);
		ok(again == lives[i].again && due == lives[i].due, "life: %s", lives[i].name);
	}
	return tap_done();
}
