#include "gateway/bucket/bucket_read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/bucket/bucket_parts.h"
#include "store/blob.h"

#define READ_OF_EACH 4 /* requests for each connection: so that few of them wait for the last one */

struct BucketRead {
	S3Http *http;
	char *root, *spool;
	int64_t most; /* of one run */
	GQueue names;	   /* char *: expected and not fetched yet, in their order */
	GHashTable *files; /* name → its file, fetched ahead and proved */
};

static void read_close(gpointer fd)
{
	close(GPOINTER_TO_INT(fd));
}

BucketRead *bucket_read_new(S3Http *http, const char *root, const char *spool, int64_t connections)
{
	BucketRead *read = g_new0(BucketRead, 1);
	*read = (BucketRead){ .http = http, .root = g_strdup(root), .spool = g_strdup(spool),
			      .most = connections * READ_OF_EACH };
	g_queue_init(&read->names);
	read->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, read_close);
	return read;
}

static void read_forget(BucketRead *read)
{
	g_queue_clear_full(&read->names, g_free);
	g_hash_table_remove_all(read->files);
}

void bucket_read_free(BucketRead *read)
{
	if (read == NULL)
		return;
	read_forget(read);
	g_hash_table_destroy(read->files);
	g_free(read->root);
	g_free(read->spool);
	g_free(read);
}

void bucket_read_expect(BucketRead *read, const char *const *sha256, size_t n)
{
	read_forget(read);
	for (size_t i = 0; i < n; i++)
		if (blob_is_name(sha256[i]))
			g_queue_push_tail(&read->names, g_strdup(sha256[i]));
}

/* ---- one request, and those that go along ---- */

/* A file without a name: whatever happens, it is gone. */
static int read_spool(const BucketRead *read, GError **error)
{
	g_autofree char *template = g_build_filename(read->spool, "read.XXXXXX", NULL);
	int fd = g_mkstemp(template);
	if (fd < 0)
		error_from_errno(error, errno, template);
	else
		unlink(template);
	return fd;
}

static bool read_call(const BucketRead *read, Arena *arena, const char *sha256, S3Call *ret, GError **error)
{
	*ret = (S3Call){ .method = "GET", .path = arena_printf(arena, "%s/%.2s/%s", read->root, sha256, sha256),
			 .query = "", .payload_sha256 = S3_NO_BODY, .source = -1, .sink = read_spool(read, error) };
	return ret->sink >= 0;
}

static bool read_proved(const S3Call *call, const char *sha256, GError **error)
{
	g_autofree char *hash = blob_hash(call->sink);
	if (hash != NULL && strcmp(hash, sha256) == 0)
		return lseek(call->sink, 0, SEEK_SET) == 0;
	error_reject(error, "bucket: %s is damaged: its bytes have another hash", call->path);
	return false;
}

/* Calls for this one, which is the first, and for the next ones that are expected. Returns how many; 0: error. */
static size_t read_calls(BucketRead *read, Arena *arena, const char *sha256, const char **names, S3Call *calls,
			 GError **error)
{
	size_t n = 1;
	GList *asked = g_queue_find_custom(&read->names, sha256, (GCompareFunc)strcmp);
	names[0] = sha256;
	if (!read_call(read, arena, sha256, &calls[0], error))
		return 0;
	if (asked == NULL)
		return n;
	g_free(asked->data);
	g_queue_delete_link(&read->names, asked);
	while (n < (size_t)read->most && !g_queue_is_empty(&read->names)) {
		char *name = g_queue_pop_head(&read->names);
		names[n] = arena_own(arena, name, g_free);
		if (g_hash_table_contains(read->files, name) || !read_call(read, arena, name, &calls[n], NULL))
			continue;
		calls[n++].most = BUCKET_READ_AHEAD;
	}
	return n;
}

/* What came of those that went along is kept; what did not is asked for again when somebody wants it. */
static void read_keep(BucketRead *read, const char *const *names, const S3Call *calls, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (calls[i].answered && calls[i].status == 200 && read_proved(&calls[i], names[i], NULL))
			g_hash_table_insert(read->files, g_strdup(names[i]), GINT_TO_POINTER(calls[i].sink));
		else
			close(calls[i].sink);
}

static bool read_judge(const S3Call *call, const char *sha256, GError **error)
{
	if (call->status == 200)
		return read_proved(call, sha256, error);
	bucket_refusal(call, error);
	return false;
}

static int read_fetch(BucketRead *read, const char *sha256, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) away = NULL;
	S3Call *calls = arena_array(arena, S3Call, (size_t)read->most);
	const char **names = arena_array(arena, const char *, (size_t)read->most);
	size_t n = read_calls(read, arena, sha256, names, calls, error);
	if (n == 0)
		return -1;
	/* What became of those that went along is told when they are asked for. */
	bool done = s3_http_run(read->http, calls, n, &away) || calls[0].answered;
	if (done)
		done = read_judge(&calls[0], sha256, error);
	else
		g_propagate_error(error, g_steal_pointer(&away));
	read_keep(read, names, calls, n);
	if (!done)
		close(calls[0].sink);
	int fd = calls[0].sink;
	s3_http_clear(calls, n);
	return done ? fd : -1;
}

static int read_take(BucketRead *read, const char *sha256)
{
	gpointer name = NULL;
	gpointer fd = NULL;
	if (!g_hash_table_steal_extended(read->files, sha256, &name, &fd))
		return -1;
	g_free(name);
	return GPOINTER_TO_INT(fd);
}

int bucket_read_open(BucketRead *read, const char *sha256, int64_t *ret_bytes, GError **error)
{
	struct stat info = { 0 };
	int fd = read_take(read, sha256);
	if (fd < 0)
		fd = read_fetch(read, sha256, error);
	if (fd < 0 || fstat(fd, &info) == 0) {
		*ret_bytes = info.st_size;
		return fd;
	}
	error_from_errno(error, errno, sha256);
	close(fd);
	return -1;
}
