#include "gateway/work/dkim_arrival.h"

#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "gateway/net/dns.h"
#include "gateway/online/org_domain.h"

#define AWAY_MAX 2 /* names of a window that DNS has no answer for: then it is not asked any more */

typedef struct {
	Stage *stage;
	Arena *arena;
	Dns *dns;
	json_t *known; /* of this window: record -> text, "" for none */
	unsigned away;
} DkimArrival;

/* One record, as RFC 6376 wants it; several are none. */
static const char *dkim_arrival_key(DkimArrival *self, const char *record)
{
	Texts texts = { 0 };
	const char *known = json_get_text(self->arena, self->known, record);
	if (known != NULL || self->away >= AWAY_MAX)
		return known;
	DnsAnswer answer = dns_txt(self->dns, self->arena, record, &texts);
	self->away += answer == DNS_AWAY;
	if (answer == DNS_AWAY)
		return NULL;
	json_set_text(self->known, record, texts.n == 1 ? texts.items[0] : "");
	return texts.n == 1 ? texts.items[0] : "";
}

static bool dkim_arrival_verify(DkimArrival *self, int fd, uint64_t size, Signature **ret, size_t *ret_n)
{
	ReaderClient *reader = self->stage->reader;
	g_autoptr(json_t) keys = json_object();
	if (!reader_client_dkim(reader, self->arena, fd, size, keys, ret, ret_n, NULL))
		return false;
	for (size_t i = 0; i < *ret_n; i++) {
		const char *key = dkim_arrival_key(self, (*ret)[i].record);
		if (key != NULL && key[0] != '\0')
			json_set_text(keys, (*ret)[i].record, key);
	}
	return json_object_size(keys) == 0 ||
	       reader_client_dkim(reader, self->arena, fd, size, keys, ret, ret_n, NULL);
}

static const char *dkim_arrival_words(Arena *arena, const Signature *signatures, size_t n)
{
	static const char *const words[] = { "unknown", "pass", "fail" };
	Texts texts = { 0 };
	for (size_t i = 0; i < n; i++)
		texts_addf(arena, &texts, "%s %s", words[signatures[i].result], signatures[i].domain);
	return texts.n > 0 ? texts_join(arena, &texts, "; ") : "";
}

static void dkim_arrival_mail(DkimArrival *self, StagedMail *mail)
{
	Signature *signatures = NULL;
	size_t n = 0;
	int64_t bytes = 0;
	int fd = mail->sha256 != NULL ? store_blob_open(self->stage->store, mail->sha256, &bytes, NULL) : -1;
	if (fd < 0)
		return;
	if (dkim_arrival_verify(self, fd, (uint64_t)bytes, &signatures, &n))
		mail->dkim = dkim_arrival_words(self->arena, signatures, n);
	close(fd);
}

void dkim_arrival_look(Stage *stage, Arena *arena, StagedMail *mails, size_t n)
{
	const DnsSettings *settings = stage->settings->dns;
	g_autoptr(GError) error = NULL;
	g_autoptr(Dns) dns = dns_open(settings->server, (int)settings->timeout_seconds, &error);
	g_autoptr(json_t) known = json_object();
	DkimArrival self = { .stage = stage, .arena = arena, .dns = dns, .known = known };
	for (size_t i = 0; dns != NULL && i < n; i++)
		dkim_arrival_mail(&self, &mails[i]);
	if (dns == NULL || self.away >= AWAY_MAX)
		log_event(LOG_WARNING, "dkim-unknown", "reason", dns == NULL ? error->message : dns_reason(dns), NULL);
}

bool dkim_arrival_refutes(Arena *arena, const char *dkim, const char *from_address)
{
	const char *at = from_address != NULL ? strrchr(from_address, '@') : NULL;
	Texts rows = texts_split(arena, dkim != NULL ? dkim : "", ";");
	bool passed = false;
	bool failed = false;
	for (size_t i = 0; at != NULL && i < rows.n; i++) {
		const char *domain = strchr(rows.items[i], ' ');
		if (domain == NULL || !org_domain_aligned(arena, domain + 1, at + 1, false))
			continue;
		passed = passed || g_str_has_prefix(rows.items[i], "pass ");
		failed = failed || g_str_has_prefix(rows.items[i], "fail ");
	}
	return failed && !passed;
}
