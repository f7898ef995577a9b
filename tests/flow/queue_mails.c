/*
 * Fills a queue: N frozen mails of about BYTES bytes each, one recipient each, by turns at the DOMAINs.
 *
 *   queue_mails STORE|STORE,URL COMPANY RELAY NOW N BYTES DOMAIN…    the store is there already (valija init)
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "store/store.h"

#define QUEUE_WINDOW 100

typedef struct {
	Store *store;
	const char *company, *relay;
	int64_t now;
	int bytes;
	char **domains;
	int n_domains;
} Queue;

static GString *queue_bytes(const Queue *queue, const OutboundMail *mail)
{
	GString *bytes = g_string_new(NULL);
	g_string_append_printf(bytes, "From: <x@empresa.test>\r\nTo: <%s>\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\n",
			       mail->to.items[0], mail->message_id);
	while ((int)bytes->len < queue->bytes)
		g_string_append(bytes, "................................ una linea como cualquiera 0123456789\r\n");
	return bytes;
}

static OutboundMail queue_mail(const Queue *queue, Arena *arena, int n)
{
	g_autoptr(GError) error = NULL;
	const char *domain = queue->domains[n % queue->n_domains];
	OutboundMail mail = { .company = queue->company, .kind = "statement", .relay = queue->relay,
			      .subject = "x", .envelope_from = "x@empresa.test", .invoice_set = "",
			      .due_at = queue->now };
	if (!store_next_id(queue->store, &mail.id, &error))
		g_error("%s", error->message);
	mail.step = arena_printf(arena, "mail %d", n);
	mail.message_id = arena_printf(arena, "mail.%d@empresa.test", n);
	texts_add(arena, &mail.to, arena_printf(arena, "pagos%d@%s", n, domain));
	g_autoptr(GString) bytes = queue_bytes(queue, &mail);
	if (!store_blob_put(queue->store, arena, bytes->str, bytes->len, &mail.sha256, &error))
		g_error("%s", error->message);
	return mail;
}

static void queue_fill(const Queue *queue, int n)
{
	g_autoptr(GError) error = NULL;
	const Outcome outcome = { .outcome = "queue", .company = queue->company };
	for (int from = 0; from < n; from += QUEUE_WINDOW) {
		g_autoptr(Arena) arena = arena_new();
		OutboundMail *mails = arena_array(arena, OutboundMail, QUEUE_WINDOW);
		size_t count = 0;
		while (count < QUEUE_WINDOW && from + (int)count < n) {
			mails[count] = queue_mail(queue, arena, from + (int)count);
			count++;
		}
		if (!store_commit_act(queue->store, &outcome, mails, count, queue->now, &error))
			g_error("%s", error->message);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc < 8) {
		fprintf(stderr, "usage: queue_mails STORE[,URL] COMPANY RELAY NOW N BYTES DOMAIN…\n");
		return 2;
	}
	g_auto(GStrv) place = g_strsplit(argv[1], ",", 2);
	g_autoptr(Store) store = store_open(place[0], place[1], &error);
	if (store == NULL) {
		fprintf(stderr, "queue_mails: %s\n", error->message);
		return 1;
	}
	const Queue queue = { .store = store, .company = argv[2], .relay = argv[3],
			      .now = g_ascii_strtoll(argv[4], NULL, 10),
			      .bytes = (int)g_ascii_strtoll(argv[6], NULL, 10), .domains = argv + 7,
			      .n_domains = argc - 7 };
	queue_fill(&queue, (int)g_ascii_strtoll(argv[5], NULL, 10));
	return 0;
}
