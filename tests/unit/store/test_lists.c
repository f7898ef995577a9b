/* Lists have exactly the contract's keys, stream in pages, and filter. */
#include "tests/unit/store/store_fixture.h"

typedef struct {
	size_t n, most;
	json_t *first, *last;
} Seen;

static bool see(void *context, const json_t *row)
{
	Seen *seen = context;
	json_decref(seen->last);
	seen->last = json_deep_copy(row);
	if (seen->first == NULL)
		seen->first = json_incref(seen->last);
	return ++seen->n != seen->most;
}

static Seen list(Store *store, const char *what, ListFilter filter, size_t most)
{
	g_autoptr(GError) error = NULL;
	Seen seen = { .most = most };
	ok(fixture_fine(store_list(store, what, &filter, see, &seen, &error), &error), "%s are listed", what);
	return seen;
}

static void unsee(Seen *seen)
{
	json_decref(seen->first);
	json_decref(seen->last);
}

/* The keys in order, joined by blanks; those of an object inside follow in brackets. */
static char *keys_of(const json_t *object)
{
	GString *keys = g_string_new(NULL);
	void *at = json_object_iter((json_t *)(uintptr_t)object);
	for (; at != NULL; at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		g_string_append_printf(keys, "%s%s", keys->len > 0 ? " " : "", json_object_iter_key(at));
		const json_t *value = json_object_iter_value(at);
		const json_t *inner = json_is_array(value) ? json_array_get(value, 0) : value;
		if (json_is_object(inner)) {
			g_autofree char *more = keys_of(inner);
			g_string_append_printf(keys, "(%s)", more);
		}
	}
	return g_string_free(keys, FALSE);
}

static void fill_reminder(Store *store, Arena *arena, const char *invoice_key)
{
	g_autoptr(GError) error = NULL;
	Invoice *stored = NULL;
	size_t n = 0;
	store_invoice(store, arena, "Norte", invoice_key, &stored, &error);
	const OutboundMail mail = fixture_reminder(store, arena, stored, "A 2026-11-02");
	const Outcome nothing = { .company = "Norte" };
	ClaimedJob *jobs = NULL;
	bool go = false;
	store_commit_act(store, &nothing, &mail, 1, NOW, &error);
	store_claim_jobs(store, arena, "smtp", "s", NOW, 60, 1, &jobs, &n, &error);
	jobs[0].kind = "statement"; /* not looked at once more: it is on hold */
	store_begin_attempts(store, &jobs[0], 1, "local", NOW, &go, &error);
}

static void fill(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const StagedMail staged = fixture_mail(arena, 1);
	ClaimedMail *mails = NULL;
	size_t n = 0;
	store_stage(store, &staged, 1, "ventas", "INBOX", NULL, NOW, NULL, &error);
	store_claim_mails(store, arena, "w", NOW, 60, 1, &mails, &n, &error);
	Invoice invoice = fixture_invoice(arena, 1);
	invoice.hold_reason = "PROMISE";
	invoice.hold_until = date_make(2026, 12, 4);
	invoice.paid = 500 * MONEY_SCALE + 500000;
	Posting posting = fixture_posting(1, "file:row 1", 500);
	posting.amount.micro = invoice.paid;
	const Document document = { .key = invoice.key, .format = "dte", .type = "33" };
	DocumentRow row = { .company = "Norte",
			    .document = &document,
			    .invoice_key = invoice.key,
			    .disposition = "invoice" };
	Note note = { .company = "Norte",
		      .invoice_key = invoice.key,
		      .customer_tax_id = "77215640-5",
		      .text = "pagaremos",
		      .author = "Ana <ana@uno.example>",
		      .due = date_make(2026, 12, 4),
		      .verified = true };
	texts_add(arena, &note.codes, "PROMISE 2026-12-04");
	Contact contact = { .address = "pagos@uno.example", .role = ROLE_PAYS, .state = CONTACT_OK };
	const char *of = fixture_customer.tax_id;
	Event event = { .at = NOW,
			.company = "Norte",
			.invoice_key = invoice.key,
			.kind = "invoice-created",
			.actor = "valija" };
	const Outcome outcome = { .outcome = "invoice",
				  .company = "Norte",
				  .message_id = "1@uno.example",
				  .from = "ana@uno.example",
				  .subject = "Factura",
				  .documents = &row,
				  .n_documents = 1,
				  .customers = &fixture_customer,
				  .n_customers = 1,
				  .contacts = &contact,
				  .contact_of = &of,
				  .n_contacts = 1,
				  .invoices = &invoice,
				  .n_invoices = 1,
				  .postings = &posting,
				  .n_postings = 1,
				  .notes = &note,
				  .n_notes = 1,
				  .events = &event,
				  .n_events = 1 };
	if (!store_commit_outcome(store, &mails[0], &outcome, NULL, 0, NOW, &error))
		g_error("%s", error->message);
	fill_reminder(store, arena, invoice.key);
}

static void test_keys(Store *store)
{
	static const struct {
		const char *what, *keys;
	} rows[] = {
		{ "invoices",
		  "key company direction type number uuid state hold(reason until) debtor(tax_id name)"
		  " creditor(tax_id name) issued due(date rule) currency total paid credited balance "
		  "collector"
		  " next_action(kind date) trust environment mails" },
		{ "payments", "id invoice date currency amount source reference undone" },
		{ "customers", "company tax_id name language register segment policy collector country timezone merged_into balance(CLP)"
			       " credit() contacts(name address role language register state source)" },
		{ "events", "id at company invoice customer kind actor reason evidence hash" },
		{ "notes", "id at author invoice customer text codes area due mail verified" },
		{ "mails", "id account folder uidvalidity uid sha256 message_id received from subject state "
			   "outcome reason dkim"
			   " documents notes" },
		{ "queue", "id kind state step customer invoices to cc language subject message_id due_at"
			   " attempts(at phase code text) reason" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Seen seen = list(store, rows[i].what, (ListFilter){ 0 }, 0);
		g_autofree char *keys = keys_of(seen.first);
		is_i64((int64_t)seen.n, 1, "one row");
		is_str(keys, rows[i].keys, "has the keys of the contract");
		unsee(&seen);
	}
}

static void test_values(Store *store, Arena *arena)
{
	Seen seen = list(store, "invoices", (ListFilter){ 0 }, 0);
	is_str(json_get_text(arena, seen.first, "balance"), "1189499.5", "amounts are exact");
	is_str(json_get_text(arena, seen.first, "due.date"), NULL, "nested values are objects");
	is_str(json_get_text(arena, json_object_get(seen.first, "due"), "date"), "2026-10-31",
	       "with their date");
	is_i64((int64_t)json_array_size(json_object_get(seen.first, "mails")), 1, "its mail is there once");
	unsee(&seen);
	seen = list(store, "mails", (ListFilter){ 0 }, 0);
	is_str(json_get_text(arena, seen.first, "from"), "ana@uno.example", "a mail tells its sender");
	is_str(json_string_value(json_array_get(json_object_get(seen.first, "documents"), 0)),
	       "CL:76192083-9:33:1", "its documents");
	is_i64(json_integer_value(json_array_get(json_object_get(seen.first, "notes"), 0)), 1,
	       "and its notes");
	unsee(&seen);
	seen = list(store, "notes", (ListFilter){ 0 }, 0);
	is_str(json_string_value(json_array_get(json_object_get(seen.first, "codes"), 0)),
	       "PROMISE 2026-12-04", "codes");
	ok(json_get_bool(seen.first, "verified"), "truth is a boolean");
	is_str(json_get_text(arena, seen.first, "at"), instant_text(arena, NOW), "instants are RFC 3339");
	unsee(&seen);
}

static void test_filters(Store *store)
{
	static const struct {
		const char *what;
		ListFilter filter;
		size_t n;
	} rows[] = {
		{ "invoices", { .company = "Norte" }, 1 },
		{ "invoices", { .company = "Sur" }, 0 },
		{ "invoices", { .state = "overdue" }, 1 },
		{ "invoices", { .state = "paid" }, 0 },
		{ "invoices", { .invoice_key = "CL:76192083-9:33:1" }, 1 },
		{ "invoices", { .invoice_key = "CL:76192083-9:33:1", .state = "paid" }, 0 },
		{ "invoices", { .customer = "77215640-5" }, 1 },
		{ "payments", { .invoice_key = "CL:76192083-9:33:1" }, 1 },
		{ "payments", { .invoice_key = "CL:76192083-9:33:2" }, 0 },
		{ "customers", { .customer = "77215640-5" }, 1 },
		{ "customers", { .customer = "1-9" }, 0 },
		{ "events", { .invoice_key = "CL:76192083-9:33:1" }, 1 },
		{ "events", { .invoice_key = "other" }, 0 },
		{ "notes", { .invoice_key = "CL:76192083-9:33:1" }, 1 },
		{ "notes", { .company = "Sur" }, 0 },
		{ "mails", { .account = "ventas" }, 1 },
		{ "mails", { .account = "otra" }, 0 },
		{ "mails", { .state = "done" }, 1 },
		{ "mails", { .state = "quarantined" }, 0 },
		{ "mails", { .id = 1 }, 1 },
		{ "mails", { .id = 2 }, 0 },
		{ "queue", { .id = 1 }, 1 },
		{ "queue", { .state = "sent" }, 0 },
		{ "queue", { .invoice_key = "CL:76192083-9:33:1", .state = "ready" }, 1 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Seen seen = list(store, rows[i].what, rows[i].filter, 0);
		is_i64((int64_t)seen.n, (int64_t)rows[i].n, "as many as the filter lets through");
		unsee(&seen);
	}
}

static void test_pages(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	for (uint32_t i = 0; i < 1000; i++) {
		const StagedMail mail = fixture_mail(arena, 100 + i);
		store_stage(store, &mail, 1, "ventas", "INBOX", NULL, NOW, NULL, &error);
	}
	Seen all = list(store, "mails", (ListFilter){ 0 }, 0);
	is_i64((int64_t)all.n, 1001, "many pages are one list");
	is_i64(json_get_integer(all.last, "uid", 0), 1099, "in order to the end");
	unsee(&all);
	Seen some = list(store, "mails", (ListFilter){ .limit = 300 }, 0);
	is_i64((int64_t)some.n, 300, "a limit holds over pages");
	unsee(&some);
	Seen few = list(store, "mails", (ListFilter){ 0 }, 5);
	is_i64((int64_t)few.n, 5, "the caller may end it");
	unsee(&few);
	ok(!store_list(store, "secrets", &(ListFilter){ 0 }, see, &few, &error) &&
		   error_code(error) == ERROR_REJECT,
	   "an unknown list is refused");
}

static void test_next_due(Store *store)
{
	g_autoptr(GError) error = NULL;
	int64_t next = -1;
	ok(fixture_fine(store_next_due(store, "smtp", &next, &error), &error), "a lane is asked");
	is_i64(next, NOW + 60, "and tells when something is due");
	ok(store_next_due(store, "imap:nobody", &next, &error), "another lane is asked");
	is_i64(next, 0, "and has nothing to do");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	fill(store, arena);
	test_keys(store);
	test_values(store, arena);
	test_filters(store);
	test_pages(store, arena);
	test_next_due(store);
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
