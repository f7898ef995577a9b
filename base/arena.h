/*
 * Arena: the memory of one unit of work (one message, one job).
 *
 * Everything that is parsed or computed for that unit lives here and dies with one arena_free(). Memory is zeroed,
 * aligned for any type, and never moves; allocation cannot fail (it aborts, like GLib). Not for long-lived objects,
 * and never shared between units.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <glib.h>
#include <stddef.h>

typedef struct Arena Arena;

Arena *arena_new(void);
/* Runs the arena_own() destructors in reverse order, then releases everything. NULL is fine. */
void arena_free(Arena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arena, arena_free)

void *arena_alloc(Arena *arena, size_t size);
#define arena_new0(arena, Type) ((Type *)arena_alloc((arena), sizeof(Type)))
#define arena_array(arena, Type, n) ((Type *)arena_alloc((arena), sizeof(Type) * (n)))

/* Copies; NULL in, NULL out. */
char *arena_strdup(Arena *arena, const char *text);
char *arena_strndup(Arena *arena, const char *text, size_t length);
void *arena_memdup(Arena *arena, const void *bytes, size_t length);
char *arena_printf(Arena *arena, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Room for item number n (from 0) in a growing array of items of this size: returns the array, moved when it had to
 * grow (the old copy stays until the arena dies). items is what the previous call returned, NULL at first. */
void *arena_grow(Arena *arena, void *items, size_t n, size_t item_size);

/* Appends one item to a counted array of that arena. */
#define arena_append(arena, array, n, item) \
	((array) = arena_grow((arena), (array), (n), sizeof *(array)), (array)[(n)++] = (item))
/* Ties a foreign object to the arena: destroy(object) runs in arena_free(). Returns object. */
void *arena_own(Arena *arena, void *object, GDestroyNotify destroy);

/* Bytes handed out so far, for limits and tests. */
size_t arena_used(const Arena *arena);

#endif
