#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/step.h"
#include "base/text.h"
#include "gateway/sink.h"

#define NAME_MAX_BYTES 200
#define ENVELOPE_MAX (4U << 20)

typedef struct {
	Sink base;
	char *name;
	char *path;
} FolderSink;

typedef struct {
	char *mail, *envelope; /* file names with their folder */
} Place;

static void place_clear(Place *place)
{
	g_free(place->mail);
	g_free(place->envelope);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Place, place_clear)

static bool folder_open(Sink *sink, GError **error)
{
	const FolderSink *self = (const FolderSink *)sink;
	/* Only the last level is made: a missing parent is a disk that is not there. */
	if (g_mkdir(self->path, 0700) != 0 && errno != EEXIST) {
		error_stop(error, "relay %s: make folder %s: %s", self->name, self->path,
			   g_strerror(errno));
		return false;
	}
	if (!g_file_test(self->path, G_FILE_TEST_IS_DIR) || g_access(self->path, W_OK | X_OK) != 0) {
		error_stop(error, "relay %s: %s is no folder that we may write to", self->name, self->path);
		return false;
	}
	return true;
}

static bool is_plain_name(const char *id)
{
	for (const char *at = id; *at != '\0'; at++) {
		if (!g_ascii_isalnum(*at) && strchr("@._+=-", *at) == NULL)
			return false;
	}
	return id[0] != '\0' && id[0] != '.' && strlen(id) <= NAME_MAX_BYTES;
}

/* Named by Message-ID; by its hash when it is not fit to be a file name. */
static Place place_of(const FolderSink *self, const char *message_id)
{
	const char *id = message_id != NULL ? message_id : "";
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, id, -1);
	const char *name = is_plain_name(id) ? id : hash;
	return (Place){
		.mail = g_strdup_printf("%s/%s.eml", self->path, name),
		.envelope = g_strdup_printf("%s/%s.envelope", self->path, name),
	};
}

static char *envelope_text(const SinkMail *mail)
{
	g_autoptr(json_t) object = json_object();
	json_set_text(object, "message_id", mail->message_id);
	json_set_text(object, "from", mail->envelope_from != NULL ? mail->envelope_from : "");
	json_set(object, "to", json_texts(mail->recipients, mail->n_recipients));
	g_autofree char *line = json_line(object);
	return g_strconcat(line, "\n", NULL);
}

/* True when the file holds exactly these bytes; REJECT when it holds others. */
static bool holds(const char *path, const void *bytes, size_t length, GError **error)
{
	g_autofree char *there = NULL;
	size_t size = 0;
	g_autoptr(GError) local = NULL;
	if (!file_read(path, MAX(length, ENVELOPE_MAX), &there, &size, &local) &&
	    error_code(local) != ERROR_REJECT) {
		g_propagate_error(error, g_steal_pointer(&local));
		return false;
	}
	if (there == NULL || size != length || memcmp(there, bytes, length) != 0) {
		error_reject(error, "%s exists and holds something else", path);
		return false;
	}
	return true;
}

static bool put_envelope(const Place *place, const SinkMail *mail, GError **error)
{
	g_autofree char *text = envelope_text(mail);
	if (g_file_test(place->envelope, G_FILE_TEST_EXISTS))
		return holds(place->envelope, text, strlen(text), error);
	return file_write_atomic(place->envelope, text, strlen(text), 0600, "sink.envelope", error);
}

/* The mail under a name that nobody reads, synced. */
static char *put_temporary(const FolderSink *self, const SinkMail *mail, GError **error)
{
	g_autofree char *path = g_strdup_printf("%s/.sending.XXXXXX", self->path);
	int fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_from_errno(error, errno, path);
		return NULL;
	}
	bool done = file_write_all(fd, mail->bytes, mail->length, error);
	if (done && fsync(fd) != 0) {
		error_from_errno(error, errno, path);
		done = false;
	}
	close(fd);
	if (!done)
		unlink(path);
	return done ? g_steal_pointer(&path) : NULL;
}

/* The dot of this sink. ret_linked: it may be there, whatever else went wrong. */
static bool put_name(const FolderSink *self, const char *temporary, const Place *place,
		     const SinkMail *mail, bool *ret_linked, GError **error)
{
	errno = step("sink.link");
	if (errno != 0 || (link(temporary, place->mail) != 0 && errno != EEXIST)) {
		error_from_errno(error, errno, place->mail);
		return false;
	}
	if (!holds(place->mail, mail->bytes, mail->length, error))
		return false;
	*ret_linked = true;
	return file_sync_folder(self->path, error);
}

static SinkOutcome outcome_of(const GError *error, bool linked)
{
	if (error == NULL)
		return SINK_SENT;
	if (linked)
		return SINK_UNCERTAIN;
	return error_code(error) == ERROR_REJECT ? SINK_FAILED : SINK_RETRY;
}

static bool put_mail(const FolderSink *self, const SinkMail *mail, const char *temporary,
		     const Place *place, bool *ret_linked, GError **error)
{
	return put_envelope(place, mail, error) &&
	       put_name(self, temporary, place, mail, ret_linked, error);
}

static void folder_send(Sink *sink, Arena *arena, const SinkMail *mail, bool (*before_dot)(void *context),
			void *context, SinkResult *ret)
{
	const FolderSink *self = (const FolderSink *)sink;
	g_autoptr(GError) error = NULL;
	g_auto(Place) place = place_of(self, mail->message_id);
	g_autofree char *temporary = put_temporary(self, mail, &error);
	bool linked = false;
	*ret = (SinkResult){ .of_mail = true, .per_recipient = arena_array(arena, SinkOutcome, mail->n_recipients),
			     .recipient_replies = arena_array(arena, SinkReply, mail->n_recipients) };
	if (temporary != NULL) {
		ret->dotted = before_dot(context);
		if (!ret->dotted)
			error_retry(&error, "not sent: the attempt could not be recorded");
		else
			put_mail(self, mail, temporary, &place, &linked, &error);
		unlink(temporary);
	}
	ret->outcome = outcome_of(error, linked);
	ret->reply.text = error != NULL ? text_line(arena, error->message, 500) : "stored";
	for (size_t i = 0; i < mail->n_recipients; i++) {
		ret->per_recipient[i] = ret->outcome;
		ret->recipient_replies[i] = ret->reply;
	}
}

static void folder_close(Sink *sink)
{
	(void)sink;
}

static void folder_free(Sink *sink)
{
	FolderSink *self = (FolderSink *)sink;
	g_free(self->name);
	g_free(self->path);
	g_free(self);
}

Sink *sink_folder_new(const char *name, const char *path)
{
	static const SinkOps ops = { folder_open, folder_send, folder_close, folder_free };
	FolderSink *self = g_new0(FolderSink, 1);
	self->base.ops = &ops;
	self->name = g_strdup(name);
	self->path = g_strdup(path);
	return &self->base;
}
