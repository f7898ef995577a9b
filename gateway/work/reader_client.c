#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/sha256.h"
#include "gateway/work/reader_line.h"
#include "gateway/work/reader_open.h"
#include "parsers/finding_json.h"

#define READER_OPENING_MAX 2
#define READER_ANSWER_MAX ((uint64_t)256 * 1024 * 1024)
#define READER_AHEAD_BYTES ((uint64_t)4 * 1024 * 1024) /* of files that are asked for ahead, beside the first */

ReaderClient *reader_client_new(const char *program, const Limits *limits, const char *certificates, bool no_proof)
{
	ReaderClient *client = g_new0(ReaderClient, 1);
	client->program = g_strdup(program);
	client->limits = *limits;
	client->certificates = g_strdup(certificates);
	client->no_proof = no_proof;
	return client;
}

void reader_client_use_schemas(ReaderClient *client, const char *folder)
{
	g_free(client->schemas);
	client->schemas = g_strdup(folder);
}

static void reader_client_drop(ReaderClient *client, size_t place)
{
	ReaderAhead *ahead = &client->ahead[place];
	g_free(ahead->bytes);
	g_clear_error(&ahead->error);
	client->n_ahead--;
	client->n_here -= client->n_here > place;
	memmove(ahead, ahead + 1, sizeof *ahead * (client->n_ahead - place));
}

void reader_client_free(ReaderClient *client)
{
	if (client == NULL)
		return;
	g_free(reader_line_close(client));
	while (client->n_ahead > 0)
		reader_client_drop(client, 0);
	g_free(client->program);
	g_free(client->certificates);
	g_free(client->schemas);
	g_free(client);
}

/* ---- the answer ---- */

static bool reader_client_answer(ReaderClient *client, int64_t deadline, char **ret_bytes, size_t *ret_length,
				 GError **error)
{
	ReaderAnswer answer = { 0 };
	if (!reader_line_take(client, &answer, sizeof answer, deadline))
		return reader_line_died(client, deadline, error);
	if (answer.length > READER_ANSWER_MAX) {
		kill(client->pid, SIGKILL);
		g_free(reader_line_close(client));
		error_reject(error, "the reader's answer is larger than it may be");
		return false;
	}
	g_autofree char *bytes = g_malloc(answer.length + 1);
	if (!reader_line_take(client, bytes, answer.length, deadline))
		return reader_line_died(client, deadline, error);
	bytes[answer.length] = '\0';
	client->served++;
	if (answer.refused != 0) {
		error_reject(error, "%s", bytes);
		return false;
	}
	*ret_bytes = g_steal_pointer(&bytes);
	*ret_length = answer.length;
	return true;
}

typedef struct {
	ReaderVerb verb;
	int fd;
	uint64_t size;
	const char *name, *sha256;
} Question;

static bool reader_client_put(ReaderClient *client, const Question *question)
{
	size_t name_length = question->name != NULL ? MIN(strlen(question->name), READER_NAME_MAX) : 0;
	ReaderRequest request = { .verb = question->verb, .no_proof = client->no_proof, .size = question->size,
				  .name_length = (uint32_t)name_length };
	return reader_line_request(client, &request, question->fd) &&
	       reader_line_send(client, question->name, name_length) &&
	       (question->sha256 == NULL || reader_line_send(client, question->sha256, READER_SHA256_SIZE));
}

/* ---- files that were asked for ahead ---- */

bool reader_client_has_room(const ReaderClient *client, uint64_t size)
{
	size_t n = client->n_ahead;
	for (size_t i = 0; i < client->n_ahead; i++)
		size += client->ahead[i].size;
	return n == 0 || (n < READER_AHEAD_MAX && size <= READER_AHEAD_BYTES &&
			  client->served + (int64_t)(n - client->n_here) < client->limits.reader_messages);
}

/* A line that broke while answers are to come is left for who takes them: they say which message it broke on. */
void reader_client_ahead(ReaderClient *client, int fd, uint64_t size)
{
	const Question question = { .verb = READER_READ, .fd = fd, .size = size };
	struct stat info;
	bool waiting = client->n_ahead > client->n_here;
	if (!reader_client_has_room(client, size) || fstat(fd, &info) != 0 ||
	    (!waiting && !reader_line_open(client, NULL)))
		return;
	if (reader_client_put(client, &question))
		client->ahead[client->n_ahead++] =
			(ReaderAhead){ .device = info.st_dev, .inode = info.st_ino, .size = size };
	else if (!waiting)
		g_free(reader_line_close(client));
}

/* Its place among those that were asked for ahead; n_ahead: it was not. */
static size_t reader_client_place(const ReaderClient *client, const Question *question)
{
	struct stat info;
	size_t place = 0;
	if (client->n_ahead == 0 || question->verb != READER_READ || question->name != NULL ||
	    fstat(question->fd, &info) != 0)
		return client->n_ahead;
	while (place < client->n_ahead &&
	       (info.st_dev != client->ahead[place].device || info.st_ino != client->ahead[place].inode))
		place++;
	return place;
}

/* Takes the answers of the first n. The time-out of each begins when it is waited for: until then the reader may have been
 * blocked by an answer of its own. Who dies on one of them has lost those behind it: they are asked for again. */
static void reader_client_settle(ReaderClient *client, size_t n)
{
	while (client->n_here < MIN(n, client->n_ahead)) {
		ReaderAhead *ahead = &client->ahead[client->n_here++];
		reader_client_answer(client, clock_monotonic_ms() + client->limits.reader_wall_ms, &ahead->bytes,
				     &ahead->length, &ahead->error);
		if (client->pid == 0)
			client->n_ahead = client->n_here;
	}
}

void reader_client_forget(ReaderClient *client)
{
	reader_client_settle(client, client->n_ahead);
	while (client->n_ahead > 0)
		reader_client_drop(client, 0);
}

static bool reader_client_collect(ReaderClient *client, size_t place, char **ret_bytes, size_t *ret_length,
				  GError **error)
{
	ReaderAhead *ahead = &client->ahead[place];
	bool done = ahead->bytes != NULL;
	if (done) {
		*ret_bytes = g_steal_pointer(&ahead->bytes);
		*ret_length = ahead->length;
	} else {
		g_propagate_error(error, g_steal_pointer(&ahead->error));
	}
	reader_client_drop(client, place);
	return done;
}

static bool reader_client_ask(ReaderClient *client, const Question *question, char **ret_bytes, size_t *ret_length,
			      GError **error)
{
	size_t place = reader_client_place(client, question);
	bool asked = place < client->n_ahead;
	reader_client_settle(client, asked ? place + 1 : client->n_ahead);
	if (asked && place < client->n_ahead)
		return reader_client_collect(client, place, ret_bytes, ret_length, error);
	if (!reader_line_open(client, error))
		return false;
	int64_t deadline = clock_monotonic_ms() + client->limits.reader_wall_ms;
	if (!reader_client_put(client, question))
		return reader_line_died(client, deadline, error);
	return reader_client_answer(client, deadline, ret_bytes, ret_length, error);
}

/* The answer again, with what came out of the parts that the reader left closed. */
static bool reader_client_open(ReaderClient *client, int fd, uint64_t size, char **json, size_t *length, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	ReaderOpen open = { .client = client, .program = client->program, .limits = &client->limits, .fd = fd,
			    .size = size };
	Finding finding = { 0 };
	if (!finding_from_line(arena, *json, *length, &client->limits, &finding, error))
		return false;
	client->opening++;
	reader_open_parts(&open, arena, &finding);
	client->opening--;
	g_free(*json);
	*json = finding_to_line(&finding, length);
	return true;
}

bool reader_client_json(ReaderClient *client, int fd, uint64_t size, const char *name, char **ret_json,
			size_t *ret_length, GError **error)
{
	Question question = { .verb = READER_READ, .fd = fd, .size = size, .name = name };
	g_autofree char *json = NULL;
	size_t length = 0;
	if (!reader_client_ask(client, &question, &json, &length, error))
		return false;
	if (client->opening < READER_OPENING_MAX && reader_open_wanted(json) &&
	    !reader_client_open(client, fd, size, &json, &length, error))
		return false;
	*ret_json = g_steal_pointer(&json);
	*ret_length = length;
	return true;
}

bool reader_client_read(ReaderClient *client, Arena *arena, int fd, uint64_t size, Finding *ret, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	return reader_client_json(client, fd, size, NULL, &bytes, &length, error) &&
	       finding_from_line(arena, bytes, length, &client->limits, ret, error);
}

bool reader_client_pdf(ReaderClient *client, Arena *arena, const void *bytes, size_t length, const char *path,
		       Finding *ret, GError **error)
{
	int fd = memfd_create("pdf", MFD_CLOEXEC);
	Question question = { .verb = READER_PDF, .fd = fd, .size = length, .name = path };
	g_autofree char *json = NULL;
	size_t json_length = 0;
	bool done = fd >= 0 && file_write_all(fd, bytes, length, error) &&
		    reader_client_ask(client, &question, &json, &json_length, error);
	if (fd < 0)
		error_from_errno(error, errno, "memfd_create");
	else
		close(fd);
	return done && finding_from_line(arena, json, json_length, &client->limits, ret, error);
}

static bool reader_client_part_of(ReaderClient *client, Arena *arena, const Question *question, const void **ret_bytes,
				  size_t *ret_length, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!reader_client_ask(client, question, &bytes, &length, error))
		return false;
	g_autofree char *found = sha256_of(bytes, length);
	if (strcmp(found, question->sha256) != 0) {
		error_reject(error, "the reader gave other bytes than those of sha256 %s", question->sha256);
		return false;
	}
	*ret_bytes = arena_own(arena, g_steal_pointer(&bytes), g_free);
	*ret_length = length;
	return true;
}

/* The finding is asked for as the reader itself tells it, with nothing opened. */
static bool reader_client_part_inside(ReaderClient *client, Arena *arena, const Question *question,
				      const void **ret_bytes, size_t *ret_length)
{
	int opening = client->opening;
	ReaderOpen open = { .client = client, .program = client->program, .limits = &client->limits,
			    .fd = question->fd, .size = question->size };
	Finding finding = { 0 };
	if (opening >= READER_OPENING_MAX)
		return false;
	client->opening = READER_OPENING_MAX;
	bool done = reader_client_read(client, arena, question->fd, question->size, &finding, NULL);
	client->opening = opening + 1;
	done = done && reader_open_find(&open, arena, &finding, question->sha256, ret_bytes, ret_length);
	client->opening = opening;
	return done;
}

bool reader_client_part(ReaderClient *client, Arena *arena, int fd, uint64_t size, const char *sha256,
			const void **ret_bytes, size_t *ret_length, GError **error)
{
	Question question = { .verb = READER_PART, .fd = fd, .size = size, .sha256 = sha256 };
	g_assert(strlen(sha256) == READER_SHA256_SIZE);
	if (reader_client_part_of(client, arena, &question, ret_bytes, ret_length, error))
		return true;
	if (error != NULL && error_code(*error) != ERROR_REJECT)
		return false;
	if (!reader_client_part_inside(client, arena, &question, ret_bytes, ret_length))
		return false;
	g_clear_error(error);
	return true;
}

bool reader_client_sat_status(ReaderClient *client, Arena *arena, const void *bytes, size_t length, SatStatus *ret,
			      GError **error)
{
	int fd = memfd_create("answer", MFD_CLOEXEC);
	Question question = { .verb = READER_SAT_STATUS, .fd = fd, .size = length };
	g_autofree char *line = NULL;
	size_t line_length = 0;
	g_autoptr(GError) fault = NULL;
	bool done = fd >= 0 && file_write_all(fd, bytes, length, &fault) &&
		    reader_client_ask(client, &question, &line, &line_length, &fault);
	if (fd >= 0)
		close(fd);
	g_autoptr(json_t) json = done ? json_read(line, line_length, &fault) : NULL;
	if (json != NULL && sat_status_from_json(arena, json, ret, &fault))
		return true;
	bool stop = fault != NULL && error_code(fault) == ERROR_STOP;
	g_set_error(error, VALIJA_ERROR, stop ? ERROR_STOP : ERROR_RETRY, "%s",
		    fault != NULL ? fault->message : "SAT's status service: no room for its answer");
	return false;
}

bool reader_client_dkim(ReaderClient *client, Arena *arena, int fd, uint64_t size, const json_t *keys,
			Signature **ret, size_t *ret_n, GError **error)
{
	g_autofree char *table = json_line(keys);
	Question question = { .verb = READER_DKIM, .fd = fd, .size = size, .name = table };
	g_autofree char *line = NULL;
	size_t length = 0;
	if (!reader_client_ask(client, &question, &line, &length, error))
		return false;
	g_autoptr(json_t) json = json_read(line, length, error);
	if (json == NULL)
		return false;
	if (domain_keys_from_json(arena, json, ret, ret_n))
		return true;
	error_reject(error, "the reader's answer about signatures is none");
	return false;
}
