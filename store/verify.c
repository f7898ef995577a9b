/* A check of rows and bytes against each other. Reads only; page by page, so that memory stays flat. */
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

#define VERIFY_PAGE 256

typedef struct {
	Store *store;
	Arena *arena; /* of one page */
	StoreFault each;
	void *context;
	size_t faults;
	int64_t after;
	size_t in_page;
	GString *hash_kept; /* of the last event read */
} Verify;

typedef bool (*VerifyPage)(Verify *verify, GError **error);

typedef struct {
	const char *what;
	bool (*query)(Sql *sql, int64_t after, int64_t limit, SqlRows **ret_rows, GError **error);
	int (*next)(SqlRows *rows, Arena *arena, VerifyBlobsRow *ret_row, GError **error);
} VerifyKind;

G_GNUC_PRINTF(2, 3) static void verify_fault(Verify *verify, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	verify->faults++;
	verify->each(verify->context, text);
}

/* Bytes that cannot be asked for just now are no fault of theirs: the check ends. */
static bool verify_blob(Verify *verify, const char *what, const VerifyBlobsRow *row, GError **error)
{
	g_autoptr(GError) fault = NULL;
	int64_t bytes = 0;
	int fd = store_blob_open(verify->store, row->sha256, &bytes, &fault);
	if (fd < 0 && error_code(fault) != ERROR_REJECT) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	if (fd < 0) {
		verify_fault(verify, "%s %" G_GINT64_FORMAT ": %s", what, row->id, fault->message);
		return true;
	}
	g_autofree char *hash = blob_hash(fd);
	close(fd);
	if (!text_equal(hash, row->sha256))
		verify_fault(verify, "%s %" G_GINT64_FORMAT ": the bytes of %s are damaged", what, row->id,
			     row->sha256);
	return true;
}

/* A place that is far away is asked for a page of them at once. */
static bool verify_kept(Verify *verify, const VerifyKind *kind, GError **error)
{
	VerifyBlobsRow *kept = arena_array(verify->arena, VerifyBlobsRow, VERIFY_PAGE);
	const char **names = arena_array(verify->arena, const char *, VERIFY_PAGE);
	g_autoptr(SqlRows) rows = NULL;
	int got = kind->query(verify->store->sql, verify->after, VERIFY_PAGE, &rows, error) ? 1 : -1;
	while (got == 1 && verify->in_page < VERIFY_PAGE &&
	       (got = kind->next(rows, verify->arena, &kept[verify->in_page], error)) == 1) {
		names[verify->in_page] = kept[verify->in_page].sha256;
		verify->after = kept[verify->in_page++].id;
	}
	if (got < 0)
		return false;
	store_blob_expect(verify->store, names, verify->in_page);
	for (size_t i = 0; i < verify->in_page; i++)
		if (!verify_blob(verify, kind->what, &kept[i], error))
			return false;
	return true;
}

static bool verify_messages(Verify *verify, GError **error)
{
	static const VerifyKind messages = { "mail", q_verify_blobs, q_verify_blobs_next };
	return verify_kept(verify, &messages, error);
}

static bool verify_outbound(Verify *verify, GError **error)
{
	static const VerifyKind outbound = { "outbound mail", q_verify_outbound, q_verify_outbound_next };
	return verify_kept(verify, &outbound, error);
}

static bool verify_invoices(Verify *verify, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_verify_invoices(verify->store->sql, verify->after, VERIFY_PAGE, &rows, error))
		return false;
	VerifyInvoicesRow row;
	int got = 0;
	while ((got = q_verify_invoices_next(rows, verify->arena, &row, error)) == 1) {
		PostingAgreeRow sums = { 0 };
		got = q_posting_agree(verify->store->sql, row.company, row.key, verify->arena, &sums, error);
		if (got < 0)
			return false;
		if (!store_sums_agree(&sums))
			verify_fault(verify, "invoice %s: paid and credited are not the sums of its postings",
				     row.key);
		verify->after = row.id;
		verify->in_page++;
	}
	return got == 0;
}

static void verify_event(Verify *verify, const EventPageRow *row)
{
	if (row->id != verify->after + 1)
		verify_fault(verify, "event %" G_GINT64_FORMAT ": missing", verify->after + 1);
	const char *hash = store_event_hash(verify->arena, verify->hash_kept->str, row);
	if (!text_equal(hash, row->hash))
		verify_fault(verify, "event %" G_GINT64_FORMAT ": it was changed, or the one before it",
			     row->id);
	g_string_assign(verify->hash_kept, row->hash);
	verify->after = row->id;
	verify->in_page++;
}

static bool verify_events(Verify *verify, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_event_page(verify->store->sql, verify->after, VERIFY_PAGE, &rows, error))
		return false;
	EventPageRow row;
	int got = 0;
	while ((got = q_event_page_next(rows, verify->arena, &row, error)) == 1)
		verify_event(verify, &row);
	return got == 0;
}

static bool verify_pages(Verify *verify, VerifyPage page, GError **error)
{
	verify->after = 0;
	do {
		g_autoptr(Arena) arena = arena_new();
		verify->arena = arena;
		verify->in_page = 0;
		if (!page(verify, error))
			return false;
	} while (verify->in_page == VERIFY_PAGE);
	return true;
}

/* The head tells how many there are: rows cut off at the end show here. An event written since may make it
 * longer. */
static void verify_head(Verify *verify, const ChainGetRow *head)
{
	if (head->length > verify->after)
		verify_fault(verify, "events: the last %" G_GINT64_FORMAT " are missing",
			     head->length - verify->after);
	else if (head->length == verify->after && !text_equal(head->hash, verify->hash_kept->str))
		verify_fault(verify, "events: the chain ends in another hash than its head tells");
}

static bool verify_all(Verify *verify, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *fault = NULL;
	ChainGetRow head = { .hash = "" };
	if (!sql_check(verify->store->sql, &fault, error))
		return false;
	if (fault != NULL)
		verify_fault(verify, "database: %s", fault);
	bool done = verify_pages(verify, verify_messages, error) &&
		    verify_pages(verify, verify_outbound, error) &&
		    verify_pages(verify, verify_invoices, error) &&
		    q_chain_get(verify->store->sql, "event", arena, &head, error) >= 0 &&
		    verify_pages(verify, verify_events, error);
	if (done)
		verify_head(verify, &head);
	return done;
}

bool store_verify(Store *store, StoreFault each, void *context, size_t *ret_faults, GError **error)
{
	Verify verify = { .store = store, .each = each, .context = context };
	verify.hash_kept = g_string_new(NULL);
	bool done = verify_all(&verify, error);
	g_string_free(verify.hash_kept, TRUE);
	if (done && ret_faults != NULL)
		*ret_faults = verify.faults;
	return done;
}
