/*
 * MsgStore: the storages of an Outlook message file ([MS-OXMSG] 2): the message, its attachments, its recipients, messages
 * inside, and the properties of each. The compound file is libgsf's, which is included here (msg_store.c) and nowhere else.
 * Everything lives in the arena. Nothing is believed: what is larger than max or cannot be read is missing.
 */
#ifndef PARSERS_SANDBOXED_MSG_STORE_H
#define PARSERS_SANDBOXED_MSG_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct MsgStore MsgStore;

typedef struct {
	const char *bytes; /* NULL: there is none */
	size_t length;
	const char *charset; /* of a text; UTF-8 when the file has it in Unicode */
} MsgText;

typedef enum { MSG_STORE_ATTACHMENT, MSG_STORE_RECIPIENT } MsgStoreKind;

/* Before the sandbox: what the library prepares once. */
void msg_store_warm(void);

/* The message that the file is; NULL when it is no compound file, or one that contradicts itself. */
MsgStore *msg_store_open(Arena *arena, const void *bytes, size_t length);
/* How many children of that kind, and the one at i (from 0), NULL when it cannot be read. Of a storage that is crowded
 * some may not be counted. */
size_t msg_store_count(const MsgStore *store, MsgStoreKind kind);
bool msg_store_is_crowded(const MsgStore *store);
MsgStore *msg_store_child(const MsgStore *store, MsgStoreKind kind, size_t i);
/* The message inside an attachment, NULL when it holds none. */
MsgStore *msg_store_inside(const MsgStore *attachment);

/* Numbers, times and flags; 0 when there is none. tag: property id and type, 0x00390040. */
uint64_t msg_store_number(const MsgStore *store, uint32_t tag);
/* Whether it is there at all, readable or not. */
bool msg_store_has(const MsgStore *store, uint32_t tag);
MsgText msg_store_bytes(const MsgStore *store, uint32_t tag, size_t max);
/* By the property's id: Unicode, else 8-bit in the code page that the message names. */
MsgText msg_store_text(const MsgStore *store, uint32_t id, size_t max);
/* The charset of HTML, which has a code page of its own. */
const char *msg_store_html_charset(const MsgStore *store);

#endif
