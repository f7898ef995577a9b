#include "base/arena.h"

#include "tests/tap.h"

static void count(void *object)
{
	++*(int *)object;
}

static void test_memory(void)
{
	g_autoptr(Arena) arena = arena_new();
	bool aligned = true;
	bool zero = true;
	for (size_t size = 0; size < 40000; size += 997) {
		unsigned char *bytes = arena_alloc(arena, size);
		aligned = aligned && ((uintptr_t)bytes & 15) == 0;
		for (size_t i = 0; i < size; i++)
			zero = zero && bytes[i] == 0;
		memset(bytes, 0xff, size);
	}
	ok(aligned, "memory of any size is aligned");
	ok(zero, "and zero, also after its neighbours were written");
	is_str(arena_strdup(arena, NULL), NULL, "no text is no text");
	is_str(arena_strndup(arena, "Ñandú", 3), "Ña", "a part of a text ends with NUL");
	is_str(arena_printf(arena, "%d %s", 7, "x"), "7 x", "printf");
	ok(arena_memdup(arena, NULL, 0) != NULL, "nothing can be copied too");
	ok(arena_used(arena) > 0, "what is used is counted");
}

static void test_grow(void)
{
	g_autoptr(Arena) arena = arena_new();
	int *items = NULL;
	bool kept = true;
	for (int i = 0; i < 10000; i++) {
		items = arena_grow(arena, items, (size_t)i, sizeof *items);
		items[i] = i;
	}
	for (int i = 0; i < 10000; i++)
		kept = kept && items[i] == i;
	ok(kept, "a growing array keeps its items");
	ok(arena_used(arena) < 10000 * sizeof(int) * 4, "and grows by doubling");
}

static void test_own(void)
{
	int destroyed = 0;
	Arena *arena = arena_new();
	for (int i = 0; i < 3; i++)
		arena_own(arena, &destroyed, count);
	arena_free(arena);
	is_i64(destroyed, 3, "what it owns goes with it");
	arena_free(NULL);
}

int main(void)
{
	test_memory();
	test_grow();
	test_own();
	return tap_done();
}
