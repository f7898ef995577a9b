#include "gateway/online/arrival_auth.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "parsers/mime/auth_results.h"

#define ARRIVAL_BYTES_MAX (1024 * 1024) /* our own mail has 2 kB, what servers put on top of it not much more */
#define ARRIVAL_NAME_MAX 255

/* ---- the bytes ---- */

typedef struct {
	int fd;
	int64_t size;
	bool whole;
} ArrivalFile;

static bool arrival_begin(void *self, GError **error)
{
	ArrivalFile *file = self;
	file->size = 0;
	if (ftruncate(file->fd, 0) == 0 && lseek(file->fd, 0, SEEK_SET) == 0)
		return true;
	error_from_errno(error, errno, "ftruncate");
	return false;
}

static bool arrival_write(void *self, const void *bytes, size_t n, GError **error)
{
	ArrivalFile *file = self;
	file->size += (int64_t)n;
	return file_write_all(file->fd, bytes, n, error);
}

static bool arrival_end(void *self, const SourceItem *item, GError **error)
{
	(void)item;
	(void)error;
	((ArrivalFile *)self)->whole = true;
	return true;
}

static bool arrival_drop(void *self, const SourceItem *item, const char *reason, GError **error)
{
	(void)self;
	(void)item;
	(void)reason;
	(void)error;
	return true;
}

static bool arrival_fetch(Source *source, uint32_t uid, ArrivalFile *file, GError **error)
{
	const FetchWindow one = { .max_message = ARRIVAL_BYTES_MAX, .window_bytes = 1, .window_count = 1 };
	const Spool spool = { .self = file, .begin = arrival_begin, .write = arrival_write, .end = arrival_end,
			      .drop = arrival_drop };
	uint32_t last = 0;
	return source->ops->fetch(source, uid - 1, &one, &spool, &last, error);
}

static void arrival_parse(Arena *arena, const ArrivalFile *file, ReaderClient *reader, ArrivalAuth *ret)
{
	g_autoptr(GError) error = NULL;
	Finding finding = { 0 };
	if (!reader_client_read(reader, arena, file->fd, (uint64_t)file->size, &finding, &error))
		ret->fault = arena_strdup(arena, error->message);
	else if (finding.mail != NULL)
		*ret = (ArrivalAuth){ .rows = finding.mail->auth, .n = finding.mail->n_auth };
}

bool arrival_auth_read(Arena *arena, Source *source, uint32_t uid, ReaderClient *reader, ArrivalAuth *ret,
		       GError **error)
{
	ArrivalFile file = { .fd = memfd_create("arrival", MFD_CLOEXEC) };
	*ret = (ArrivalAuth){ 0 };
	if (file.fd < 0) {
		error_from_errno(error, errno, "memfd_create");
		return false;
	}
	bool done = arrival_fetch(source, uid, &file, error);
	if (done && file.whole)
		arrival_parse(arena, &file, reader, ret);
	close(file.fd);
	return done;
}

/* ---- what they say ---- */

static MailAuth arrival_merge(const ArrivalAuth *auth, const char *server)
{
	MailAuth all = { .server = server };
	for (size_t i = 0; i < auth->n; i++) {
		const MailAuth *row = &auth->rows[i];
		if (g_ascii_strcasecmp(row->server, server) != 0)
			continue;
		all.spf = all.spf == AUTH_RESULT_NONE ? row->spf : all.spf;
		all.dkim = all.dkim == AUTH_RESULT_NONE ? row->dkim : all.dkim;
		all.dmarc = all.dmarc == AUTH_RESULT_NONE ? row->dmarc : all.dmarc;
		all.domain = all.domain == NULL ? row->domain : all.domain;
	}
	return all;
}

static const struct {
	AuthResult spf, dkim, dmarc; /* AUTH_RESULT_NONE: whatever it is */
	OnlineVerdict verdict;
	const char *act;
} arrival_rows[] = {
	{ .dmarc = AUTH_RESULT_FAIL, .verdict = ONLINE_FAULT,
	  .act = "DMARC wants From to agree with a DKIM signature that holds, or with the envelope where SPF passes: mend "
		 "what is said of SPF, DKIM and DMARC above, or clients find our mails in their spam" },
	{ .dkim = AUTH_RESULT_FAIL, .verdict = ONLINE_FAULT,
	  .act = "the signature does not hold where it arrives: compare the key that signs with the published record, and "
		 "let nothing behind the signer change the mail" },
	{ .spf = AUTH_RESULT_FAIL, .dmarc = AUTH_RESULT_PASS, .verdict = ONLINE_ADVICE,
	  .act = "DMARC passes by DKIM alone: name the address that the relay sends from in SPF as well" },
	{ .spf = AUTH_RESULT_FAIL, .verdict = ONLINE_FAULT,
	  .act = "name the address that the relay sends from in the SPF record of reply_to's domain" },
	{ .spf = AUTH_RESULT_PASS, .verdict = ONLINE_FINE },
	{ .dkim = AUTH_RESULT_PASS, .verdict = ONLINE_FINE },
	{ .dmarc = AUTH_RESULT_PASS, .verdict = ONLINE_FINE },
};

static bool arrival_fits(AuthResult wanted, AuthResult found)
{
	return wanted == AUTH_RESULT_NONE || wanted == found;
}

static void arrival_judge(const MailAuth *all, OnlineFinding *ret)
{
	ret->verdict = ONLINE_ADVICE;
	for (size_t i = 0; i < G_N_ELEMENTS(arrival_rows); i++) {
		if (!arrival_fits(arrival_rows[i].spf, all->spf) || !arrival_fits(arrival_rows[i].dkim, all->dkim) ||
		    !arrival_fits(arrival_rows[i].dmarc, all->dmarc))
			continue;
		ret->verdict = arrival_rows[i].verdict;
		ret->act = arrival_rows[i].act;
		return;
	}
}

OnlineFinding arrival_auth_finding(Arena *arena, const ArrivalAuth *auth, const AccountSettings *account)
{
	const char *named = account->authserv_id;
	const char *top = auth->n > 0 ? text_line(arena, auth->rows[0].server, ARRIVAL_NAME_MAX) : NULL;
	OnlineFinding finding = { .verdict = ONLINE_ADVICE };
	if (auth->fault != NULL) {
		finding.found = arena_printf(arena, "what the mail server of account %s saw of SPF, DKIM and DMARC cannot be "
						    "read: %s", account->name, auth->fault);
		return finding;
	}
	if (top == NULL) {
		finding.found = arena_printf(arena, "the mail server of account %s does not say what it saw of SPF, DKIM and "
						    "DMARC (no Authentication-Results of its own)", account->name);
		return finding;
	}
	if (named != NULL && auth_results_of(auth->rows, auth->n, named) == NULL) {
		finding.found = arena_printf(arena, "no Authentication-Results of %s (authserv_id of account %s); those of "
						    "its server say %s", named, account->name, top);
		finding.act = arena_printf(arena, "set authserv_id = %s, or no answer's sender is checked", top);
		return finding;
	}
	MailAuth all = arrival_merge(auth, named != NULL ? named : top);
	finding.found = arena_printf(
		arena, "the mail server of account %s (%s) saw SPF %s, DKIM %s, DMARC %s%s%s", account->name, all.server,
		auth_result_word(all.spf), auth_result_word(all.dkim), auth_result_word(all.dmarc),
		all.domain != NULL ? " of " : "", all.domain != NULL ? text_line(arena, all.domain, ARRIVAL_NAME_MAX) : "");
	arrival_judge(&all, &finding);
	if (named == NULL && finding.act == NULL)
		finding.act = arena_printf(arena, "set authserv_id = %s for account %s, if that server strips such fields of "
						  "strangers: answers with a forged sender are then noted", top,
					   account->name);
	return finding;
}
