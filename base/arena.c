#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define ARENA_CHUNK ((size_t)16 * 1024)
#define ARENA_ALIGN ((size_t)16)

typedef struct Chunk {
	struct Chunk *next;
	size_t used;
	size_t size;
	_Alignas(16) unsigned char bytes[];
} Chunk;

typedef struct Owned {
	struct Owned *next;
	void *object;
	GDestroyNotify destroy;
} Owned;

struct Arena {
	Chunk *chunks;
	Owned *owned;
	size_t used;
};

Arena *arena_new(void)
{
	return g_new0(Arena, 1);
}

void arena_free(Arena *arena)
{
	if (arena == NULL)
		return;
	for (Owned *owned = arena->owned; owned != NULL; owned = owned->next)
		owned->destroy(owned->object);
	for (Chunk *chunk = arena->chunks; chunk != NULL;) {
		Chunk *next = chunk->next;
		g_free(chunk);
		chunk = next;
	}
	g_free(arena);
}

/* What is as large as a chunk gets one of its own behind the first, whose room is still to be used. */
static Chunk *arena_add_chunk(Arena *arena, size_t size)
{
	size_t room = MAX(size, ARENA_CHUNK);
	Chunk *chunk = g_malloc0(sizeof(Chunk) + room);
	Chunk **place = room > ARENA_CHUNK && arena->chunks != NULL ? &arena->chunks->next : &arena->chunks;
	chunk->size = room;
	chunk->next = *place;
	*place = chunk;
	return chunk;
}

void *arena_alloc(Arena *arena, size_t size)
{
	g_assert(size < SIZE_MAX / 4);
	size_t need = MAX((size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1), ARENA_ALIGN);
	Chunk *chunk = arena->chunks;
	if (chunk == NULL || chunk->size - chunk->used < need)
		chunk = arena_add_chunk(arena, need);
	void *memory = chunk->bytes + chunk->used;
	chunk->used += need;
	arena->used += need;
	return memory;
}

char *arena_strdup(Arena *arena, const char *text)
{
	return text != NULL ? arena_strndup(arena, text, strlen(text)) : NULL;
}

char *arena_strndup(Arena *arena, const char *text, size_t length)
{
	if (text == NULL)
		return NULL;
	char *copy = arena_alloc(arena, length + 1);
	memcpy(copy, text, length);
	return copy;
}

void *arena_memdup(Arena *arena, const void *bytes, size_t length)
{
	void *copy = arena_alloc(arena, length);
	if (length > 0)
		memcpy(copy, bytes, length);
	return copy;
}

char *arena_printf(Arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	return arena_strdup(arena, text);
}

void *arena_grow(Arena *arena, void *items, size_t n, size_t item_size)
{
	bool full = n == 0 || (n >= 4 && (n & (n - 1)) == 0);
	if (items != NULL && !full)
		return items;
	size_t room = n < 4 ? 4 : n * 2;
	void *grown = arena_alloc(arena, room * item_size);
	if (items != NULL && n > 0)
		memcpy(grown, items, n * item_size);
	return grown;
}

void *arena_own(Arena *arena, void *object, GDestroyNotify destroy)
{
	Owned *owned = arena_new0(arena, Owned);
	owned->object = object;
	owned->destroy = destroy;
	owned->next = arena->owned;
	arena->owned = owned;
	return object;
}

size_t arena_used(const Arena *arena)
{
	return arena->used;
}
