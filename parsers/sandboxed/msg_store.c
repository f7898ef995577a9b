#include "parsers/sandboxed/msg_store.h"

#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-utils.h>
#include <string.h>

#define TABLE "__properties_version1.0"
#define TABLE_MAX 65536
#define ENTRY 16 /* tag, flags, value */
#define HEAD_FILE 32 /* bytes before the entries, by what the storage is ([MS-OXMSG] 2.4.1) */
#define HEAD_INSIDE 24
#define HEAD_CHILD 8
#define CHILDREN_MAX 5000 /* streams and storages of one storage that are looked at: each costs a walk to it */

#define TYPE_STRING8 0x001e
#define TYPE_UNICODE 0x001f
#define TAG_OBJECT 0x3701000d
#define TAG_MESSAGE_PAGE 0x3ffd0003
#define TAG_INTERNET_PAGE 0x3fde0003

#define STORE_KINDS (MSG_STORE_RECIPIENT + 1)

struct MsgStore {
	Arena *arena;
	GsfInfile *storage;
	const unsigned char *entries;
	size_t n_entries;
	uint32_t page; /* code page of 8-bit texts; 0 unknown */
	int *children[STORE_KINDS]; /* by their place in the storage */
	size_t n_children[STORE_KINDS];
	bool crowded;
};

static const char *const store_prefixes[] = { [MSG_STORE_ATTACHMENT] = "__attach_version1.0_#",
					      [MSG_STORE_RECIPIENT] = "__recip_version1.0_#" };

/* The library says what it does not like; here nobody listens. */
static GLogWriterOutput store_silence(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer self)
{
	(void)level;
	(void)fields;
	(void)n;
	(void)self;
	return G_LOG_WRITER_HANDLED;
}

void msg_store_warm(void)
{
	g_log_set_writer_func(store_silence, NULL, NULL);
	gsf_init();
	g_type_ensure(GSF_INFILE_MSOLE_TYPE);
}

/* ---- streams ---- */

static uint64_t store_value(const unsigned char *bytes, size_t n)
{
	uint64_t value = 0;
	for (size_t i = 0; i < n; i++)
		value |= (uint64_t)bytes[i] << (8 * i);
	return value;
}

static MsgText store_read(Arena *arena, GsfInput *input, size_t max)
{
	MsgText ret = { 0 };
	gsf_off_t size = gsf_input_size(input);
	if (size <= 0 || (uint64_t)size > max)
		return ret;
	char *bytes = arena_alloc(arena, (size_t)size + 1);
	if (gsf_input_read(input, (size_t)size, (guint8 *)bytes) != NULL)
		ret = (MsgText){ .bytes = bytes, .length = (size_t)size };
	return ret;
}

static MsgText store_stream(const MsgStore *store, const char *name, size_t max)
{
	MsgText ret = { 0 };
	GsfInput *input = gsf_infile_child_by_name(store->storage, name);
	if (input == NULL)
		return ret;
	ret = store_read(store->arena, input, max);
	g_object_unref(input);
	return ret;
}

/* ---- storages ---- */

static void store_count(MsgStore *store)
{
	int n = gsf_infile_num_children(store->storage);
	store->crowded = n > CHILDREN_MAX;
	for (int i = 0; i < MIN(n, CHILDREN_MAX); i++) {
		const char *name = gsf_infile_name_by_index(store->storage, i);
		for (size_t kind = 0; name != NULL && kind < STORE_KINDS; kind++)
			if (g_str_has_prefix(name, store_prefixes[kind]))
				arena_append(store->arena, store->children[kind], store->n_children[kind], i);
	}
}

/* Takes the storage over. */
static MsgStore *store_new(Arena *arena, GsfInput *input, size_t head)
{
	if (input == NULL || !GSF_IS_INFILE(input)) {
		g_clear_object(&input);
		return NULL;
	}
	MsgStore *store = arena_new0(arena, MsgStore);
	store->arena = arena;
	store->storage = arena_own(arena, GSF_INFILE(input), g_object_unref);
	MsgText table = store_stream(store, TABLE, TABLE_MAX);
	if (table.length < head)
		return NULL;
	store->entries = (const unsigned char *)table.bytes + head;
	store->n_entries = (table.length - head) / ENTRY;
	store->page = (uint32_t)msg_store_number(store, TAG_MESSAGE_PAGE);
	store_count(store);
	return store;
}

MsgStore *msg_store_open(Arena *arena, const void *bytes, size_t length)
{
	GsfInput *input = gsf_input_memory_new(bytes, (gsf_off_t)length, FALSE);
	GsfInfile *file = input != NULL ? gsf_infile_msole_new(input, NULL) : NULL;
	g_clear_object(&input);
	return store_new(arena, GSF_INPUT(file), HEAD_FILE);
}

size_t msg_store_count(const MsgStore *store, MsgStoreKind kind)
{
	return store->n_children[kind];
}

bool msg_store_is_crowded(const MsgStore *store)
{
	return store->crowded;
}

MsgStore *msg_store_child(const MsgStore *store, MsgStoreKind kind, size_t i)
{
	if (i >= store->n_children[kind])
		return NULL;
	GsfInput *input = gsf_infile_child_by_index(store->storage, store->children[kind][i]);
	MsgStore *child = store_new(store->arena, input, HEAD_CHILD);
	if (child != NULL)
		child->page = store->page;
	return child;
}

static void store_stream_name(GString *name, uint32_t tag)
{
	g_string_printf(name, "__substg1.0_%08X", tag);
}

MsgStore *msg_store_inside(const MsgStore *attachment)
{
	g_autoptr(GString) name = g_string_new(NULL);
	store_stream_name(name, TAG_OBJECT);
	GsfInput *input = gsf_infile_child_by_name(attachment->storage, name->str);
	MsgStore *inside = store_new(attachment->arena, input, HEAD_INSIDE);
	if (inside != NULL && inside->page == 0)
		inside->page = attachment->page;
	return inside;
}

/* ---- properties ---- */

static const unsigned char *store_entry(const MsgStore *store, uint32_t tag)
{
	for (size_t i = 0; i < store->n_entries; i++)
		if (store_value(store->entries + i * ENTRY, 4) == tag)
			return store->entries + i * ENTRY;
	return NULL;
}

bool msg_store_has(const MsgStore *store, uint32_t tag)
{
	return store_entry(store, tag) != NULL;
}

/* The low half of the type says how wide it is; what lies behind is not always cleared. */
uint64_t msg_store_number(const MsgStore *store, uint32_t tag)
{
	const unsigned char *entry = store_entry(store, tag);
	uint32_t type = tag & 0xffff;
	size_t width = type == 0x0040 || type == 0x0014 ? 8 : type == 0x000b || type == 0x0002 ? 2 : 4;
	return entry != NULL ? store_value(entry + 8, width) : 0;
}

MsgText msg_store_bytes(const MsgStore *store, uint32_t tag, size_t max)
{
	g_autoptr(GString) name = g_string_new(NULL);
	store_stream_name(name, tag);
	return store_stream(store, name->str, max);
}

/* ---- texts ---- */

/* Names that parsers/charset knows; the ranges of Windows and ISO 8859 are told apart by their numbers. */
static const char *store_charset(Arena *arena, uint32_t page)
{
	static const struct {
		uint32_t page;
		const char *name;
	} rows[] = { { 437, "cp437" },	     { 850, "cp850" },	       { 874, "cp874" },       { 932, "shift_jis" },
		     { 936, "gb2312" },	     { 949, "ks_c_5601-1987" }, { 950, "big5" },       { 10000, "macintosh" },
		     { 20127, "us-ascii" },  { 20866, "koi8-r" },      { 21866, "koi8-u" },    { 50220, "iso-2022-jp" },
		     { 50221, "iso-2022-jp" }, { 50222, "iso-2022-jp" }, { 51932, "euc-jp" },  { 51949, "euc-kr" },
		     { 54936, "gb18030" },   { 65000, "utf-7" },       { 65001, "utf-8" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].page == page)
			return rows[i].name;
	if (page >= 1250 && page <= 1258)
		return arena_printf(arena, "windows-%u", page);
	if (page > 28590 && page <= 28606)
		return arena_printf(arena, "iso-8859-%u", page - 28590);
	return "windows-1252";
}

const char *msg_store_html_charset(const MsgStore *store)
{
	uint32_t page = (uint32_t)msg_store_number(store, TAG_INTERNET_PAGE);
	return store_charset(store->arena, page != 0 ? page : store->page);
}

/* The library's converter gives up at half of a pair; a name that was cut there is still a name. */
static MsgText store_from_utf16(Arena *arena, MsgText wide)
{
	const unsigned char *bytes = (const unsigned char *)wide.bytes;
	g_autoptr(GString) text = g_string_sized_new(wide.length);
	for (size_t i = 0; i + 1 < wide.length; i += 2) {
		gunichar c = (gunichar)store_value(bytes + i, 2);
		gunichar low = i + 3 < wide.length ? (gunichar)store_value(bytes + i + 2, 2) : 0;
		if (c == 0)
			break;
		bool pair = c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000;
		i += pair ? 2 : 0;
		c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : c;
		g_string_append_unichar(text, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	}
	return (MsgText){ arena_strndup(arena, text->str, text->len), text->len, "utf-8" };
}

MsgText msg_store_text(const MsgStore *store, uint32_t id, size_t max)
{
	MsgText wide = msg_store_bytes(store, id << 16 | TYPE_UNICODE, max);
	if (wide.bytes != NULL)
		return store_from_utf16(store->arena, wide);
	MsgText text = msg_store_bytes(store, id << 16 | TYPE_STRING8, max);
	if (text.bytes != NULL)
		text.length = strnlen(text.bytes, text.length);
	text.charset = store_charset(store->arena, store->page);
	return text;
}
