#include "gateway/work/reader.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "gateway/sandbox.h"
#include "parsers/finding_json.h"
#include "parsers/pdf/pdf.h"
#include "parsers/read.h"
#include "parsers/trust.h"
#include "parsers/xml/schema.h"

typedef struct {
	Limits limits;
	Trust *trust;
	Schemas *schemas; /* NULL: none were asked for */
	ReadOptions options;
	Passed passed;
	bool sandboxed;
} Reader;

typedef struct {
	ReaderRequest request;
	const char *name;
	const void *bytes; /* mapped, or "" */
	size_t length;
} Job;

#define READER_SMALL ((size_t)2 * 1024 * 1024) /* a file that may stay in memory whole */

/* Pages of the mapped file that were gone through: the kernel brings them again should they be read once more. */
static void reader_passed(void *self, const void *bytes, size_t length)
{
	const Job *job = self;
	if (job->length <= READER_SMALL)
		return;
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), begin = (uintptr_t)bytes, map = (uintptr_t)job->bytes;
	if (begin < map || begin - map > job->length || length > job->length - (begin - map))
		return;
	uintptr_t first = (begin + page - 1) / page * page, last = (begin + length) / page * page;
	if (first < last)
		madvise((void *)first, last - first, MADV_DONTNEED);
}

static bool reader_take(void *target, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = read(READER_SOCKET, (char *)target + done, size - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

/* The descriptor comes with the first byte of the request. */
static bool reader_take_request(ReaderRequest *request, int *ret_fd)
{
	union {
		struct cmsghdr header;
		unsigned char room[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec vector = { .iov_base = request, .iov_len = sizeof *request };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
				  .msg_controllen = sizeof control };
	ssize_t n = recvmsg(READER_SOCKET, &message, MSG_CMSG_CLOEXEC);
	if (n <= 0)
		return false;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	*ret_fd = -1;
	if (header != NULL && header->cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(header), sizeof *ret_fd);
	return (size_t)n == sizeof *request ||
	       reader_take((char *)request + n, sizeof *request - (size_t)n);
}

static bool reader_answer(bool refused, const void *bytes, size_t length)
{
	/* both at once where they fit, so that whoever waits is woken up once */
	ReaderAnswer answer = { .refused = refused, .length = length };
	const struct iovec parts[] = { { .iov_base = &answer, .iov_len = sizeof answer },
				       { .iov_base = (void *)(uintptr_t)bytes, .iov_len = length } };
	ssize_t n = writev(READER_SOCKET, parts, G_N_ELEMENTS(parts));
	size_t done = (size_t)MAX(n, 0);
	if (n < 0 && errno != EINTR)
		return false;
	if (done < sizeof answer &&
	    !file_write_all(READER_SOCKET, (const char *)&answer + done, sizeof answer - done, NULL))
		return false;
	done = MAX(done, sizeof answer) - sizeof answer;
	return file_write_all(READER_SOCKET, (const char *)bytes + done, length - done, NULL);
}

#define READER_LIMIT(member, value, text) limits->member = json_get_integer(json, #member, limits->member);
static void reader_set_limits(Limits *limits, const json_t *json)
{
	LIMITS(READER_LIMIT)
}

static bool reader_setup(Reader *reader, const Job *job)
{
	g_autoptr(json_t) json = json_read(job->bytes, job->length, NULL);
	if (json == NULL)
		return false;
	reader_set_limits(&reader->limits, json);
	reader->options.no_proof = job->request.no_proof != 0;
	return true;
}

/* A certificate that is none was reported by `check`; here it only fails to prove anything. */
static bool reader_add_trust(Reader *reader, const Job *job)
{
	trust_add(reader->trust, job->bytes, job->length, NULL);
	return true;
}

static bool reader_answer_finding(const Finding *finding)
{
	size_t length = 0;
	g_autofree char *line = finding_to_line(finding, &length);
	return reader_answer(false, line, length);
}

static bool reader_add_schema(Reader *reader, const Job *job)
{
	if (job->name == NULL || reader->sandboxed)
		return false;
	if (reader->schemas == NULL)
		reader->schemas = schema_new();
	reader->options.schemas = reader->schemas;
	schema_add(reader->schemas, job->name);
	return true;
}

static bool reader_read(Reader *reader, const Job *job)
{
	g_autoptr(Arena) arena = arena_new();
	Finding finding = { 0 };
	read_bytes(arena, &reader->options, job->name, job->bytes, job->length, &finding);
	return reader_answer_finding(&finding);
}

static bool reader_pdf(const Reader *reader, const Job *job)
{
	g_autoptr(Arena) arena = arena_new();
	Finding finding = { 0 };
	pdf_read(arena, &reader->options, job->name, job->bytes, job->length, &finding);
	return reader_answer_finding(&finding);
}

static bool reader_part(Reader *reader, const Job *job)
{
	g_autoptr(Arena) arena = arena_new();
	char sha256[READER_SHA256_SIZE + 1] = ""; /* lint: string_buffer: a hash has one length */
	Attachment part = { 0 };
	if (!reader_take(sha256, READER_SHA256_SIZE))
		return false;
	if (!read_find_part(arena, &reader->options, job->bytes, job->length, sha256, &part)) {
		static const char reason[] = "no part of this message has that sha256";
		return reader_answer(true, reason, sizeof reason - 1);
	}
	return reader_answer(false, part.data, part.bytes);
}

static bool reader_sat_status(const Reader *reader, const Job *job)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	SatStatus status = { 0 };
	if (!sat_status_read(arena, &reader->limits, job->bytes, job->length, &status, &error))
		return reader_answer(true, error->message, strlen(error->message));
	g_autoptr(json_t) json = sat_status_to_json(&status);
	g_autofree char *line = json_line(json);
	return reader_answer(false, line, strlen(line));
}

static bool reader_dkim(const Job *job)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(json_t) keys = job->name != NULL ? json_read(job->name, strlen(job->name), NULL) : NULL;
	Signature *signatures = NULL;
	size_t n = 0;
	if (keys == NULL)
		keys = json_object();
	domain_keys_verify(arena, keys, job->bytes, job->length, &signatures, &n);
	g_autoptr(json_t) json = domain_keys_to_json(signatures, n);
	g_autofree char *line = json_line(json);
	return reader_answer(false, line, strlen(line));
}

static bool reader_enter_sandbox(Reader *reader)
{
	if (reader->sandboxed)
		return true;
	sandbox_warm_up();
	g_autoptr(GError) error = NULL;
	reader->sandboxed = sandbox_enter(reader->limits.reader_memory, &error);
	if (!reader->sandboxed)
		reader_answer(true, error->message, strlen(error->message));
	return reader->sandboxed;
}

static bool reader_do(Reader *reader, Job *job)
{
	reader->passed = (Passed){ .tell = reader_passed, .self = job };
	switch ((ReaderVerb)job->request.verb) {
	case READER_SETUP:
		return reader_setup(reader, job);
	case READER_TRUST:
		return reader_add_trust(reader, job);
	case READER_SCHEMA:
		return reader_add_schema(reader, job);
	case READER_READ:
		return reader_enter_sandbox(reader) && reader_read(reader, job);
	case READER_PART:
		return reader_enter_sandbox(reader) && reader_part(reader, job);
	case READER_PDF:
		return reader_enter_sandbox(reader) && reader_pdf(reader, job);
	case READER_SAT_STATUS:
		return reader_enter_sandbox(reader) && reader_sat_status(reader, job);
	case READER_DKIM:
		return reader_enter_sandbox(reader) && reader_dkim(job);
	}
	return false;
}

static bool reader_map(Job *job, int fd)
{
	job->bytes = "";
	job->length = (size_t)job->request.size;
	if (job->length == 0)
		return true;
	void *map = fd >= 0 ? mmap(NULL, job->length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0) : MAP_FAILED;
	job->bytes = map;
	return map != MAP_FAILED;
}

static void reader_unmap(const Job *job)
{
	if (job->length > 0)
		munmap((void *)(uintptr_t)job->bytes, job->length);
}

static bool reader_serve_one(Reader *reader)
{
	Job job = { 0 };
	int fd = -1;
	if (!reader_take_request(&job.request, &fd))
		return false;
	g_autofree char *name = g_malloc0(READER_NAME_MAX + 1);
	bool done = job.request.name_length <= READER_NAME_MAX && reader_take(name, job.request.name_length) &&
		    reader_map(&job, fd);
	job.name = *name != '\0' ? name : NULL;
	sandbox_cpu_limit(reader->limits.reader_cpu_ms);
	done = done && reader_do(reader, &job);
	sandbox_cpu_limit(0);
	if (done)
		reader_unmap(&job);
	if (fd >= 0)
		close(fd);
	return done;
}

int reader_serve(void)
{
	Reader reader = { .limits = limits_default(), .trust = trust_new() };
	reader.options = (ReadOptions){ .limits = &reader.limits, .trust = reader.trust, .passed = &reader.passed };
	while (reader_serve_one(&reader))
		;
	trust_free(reader.trust);
	schema_free(reader.schemas);
	return 0;
}
