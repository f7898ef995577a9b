#include "ledger/confirm.h"

#include "tests/unit/ledger/book_maker.h"

typedef struct {
	Arena *arena;
	Company company;
	Customer customer;
	Contact contact;
	Invoice invoice;
	Posting postings[4];
	ConfirmItem items[4];
	ConfirmInput input;
	Confirmation result;
} Scene;

/* 14:00 in Santiago on a Thursday; confirmations go from 16:00. */
static Scene *scene(Arena *arena)
{
	Scene *one = arena_new0(arena, Scene);
	one->arena = arena;
	one->company = book_new(arena)->companies[0];
	one->company.policy.confirm = true;
	one->company.policy.confirm_hour = 16;
	one->customer = (Customer){ .id = 1, .company = "andes", .tax_id = CLIENT };
	one->contact = (Contact){ .id = 1, .address = "pagos@uno.test", .state = CONTACT_OK, .role = ROLE_PAYS };
	one->invoice = (Invoice){ .company = "andes", .key = "a", .direction = DIRECTION_ISSUED, .format = "cfdi",
				  .payment_method = "PPD", .total = money_make(1000, "CLP"),
				  .environment = ENVIRONMENT_PRODUCTION };
	one->input = (ConfirmInput){ .company = &one->company, .customer = &one->customer, .contacts = &one->contact,
				     .n_contacts = 1, .items = one->items, .postings = one->postings,
				     .now = at("2026-11-05T17:00:00Z") };
	return one;
}

static ConfirmItem *paid(Scene *one, PostingKind kind, const char *date, const char *posted)
{
	size_t n = one->input.n_items++;
	one->postings[n] = (Posting){ .id = (int64_t)n + 1, .company = "andes", .target_key = "a", .kind = kind,
				      .source_key = "s", .amount = money_make(500, "CLP"), .date = day(date) };
	one->input.n_postings = n + 1;
	one->items[n] = (ConfirmItem){ .posting = &one->postings[n], .invoice = &one->invoice,
				       .posted_at = at(posted) };
	return &one->items[n];
}

static const char *says(Scene *one)
{
	confirm_decide(one->arena, &one->input, &one->result);
	return one->result.skip != NULL ? one->result.skip : one->result.notice;
}

static const char *again(Scene *one)
{
	return instant_text(one->arena, one->result.again);
}

static void test_when(Arena *arena)
{
	Scene *one = scene(arena);
	paid(one, POSTING_FILE, "2026-11-05", "2026-11-05T13:00:00Z");
	is_str(says(one), "the payments of a day go in one mail", "before the hour it waits");
	is_str(again(one), "2026-11-05T19:00:00Z", "until that hour, in the company's zone");
	one->input.now = at("2026-11-05T19:00:00Z");
	is_str(says(one), "confirmation", "then it goes");
	is_str(one->result.step, "paid 2026-11-05 1", "under the lowest posting's name");
	is_str(date_text(arena, one->result.receipt_by), "2026-12-05", "Mexico, PPD: with the promised day");
	one->input.last_at = at("2026-11-05T18:00:00Z");
	is_str(says(one), "one confirmation a day", "unless one went today");
	is_str(again(one), "2026-11-06T12:00:00Z", "then in the morning");
	one->input.now = at("2026-11-06T12:00:00Z");
	is_str(says(one), "confirmation", "of the next day, before the hour");
	one->input.now = at("2026-11-06T23:30:00Z");
	is_str(says(one), "outside sending hours", "not at night");
	is_str(again(one), "2026-11-09T12:00:00Z", "nor on Saturday");
	one->input.now = at("2026-11-09T12:00:00Z");
	one->contact.state = CONTACT_BOUNCED;
	is_str(says(one), "no contact who pays or approves", "not to who bounced");
	one->contact.state = CONTACT_OK;
	Pause pause = { .domain = "uno.test", .until = at("2026-11-10T12:00:00Z") };
	one->input.pauses = &pause;
	one->input.n_pauses = 1;
	is_str(says(one), "uno.test refuses our mail by policy: waits until 2026-11-10T12:00:00Z",
	       "nor to a domain that waits");
}

typedef struct {
	const char *what, *want;
} Dropped;

static const Dropped dropped[] = {
	{ "undone", "undone" },
	{ "policy", "the policy confirms nothing" },
	{ "unlive", "before go_live" },
	{ "before", "before go_live" },
	{ "old", "too long ago" },
	{ "credit", "no money came in" },
	{ "moved", "no money came in" },
	{ "test", "not for this customer to hear" },
	{ "payable", "not for this customer to hear" },
	{ "ceded", "not for this customer to hear" },
};

static void spoil(Scene *one, const char *what)
{
	if (g_str_equal(what, "undone"))
		one->postings[0].undone = true;
	if (g_str_equal(what, "policy"))
		one->company.policy.confirm = false;
	if (g_str_equal(what, "unlive"))
		one->company.go_live = (Date){ 0 };
	if (g_str_equal(what, "before"))
		one->company.go_live = day("2026-11-05");
	if (g_str_equal(what, "old"))
		one->postings[0].date = day("2026-09-20");
	if (g_str_equal(what, "credit"))
		one->postings[0].kind = POSTING_CREDIT;
	if (g_str_equal(what, "moved"))
		one->postings[0].source_key = "credit:1";
	if (g_str_equal(what, "test"))
		one->invoice.environment = ENVIRONMENT_TEST;
	if (g_str_equal(what, "payable"))
		one->invoice.direction = DIRECTION_RECEIVED;
	if (g_str_equal(what, "ceded"))
		one->invoice.state = STATE_CEDED;
}

static void test_dropped(Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++) {
		Scene *one = scene(arena);
		ConfirmItem *item = paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T13:00:00Z");
		is_str(says(one), "confirmation", "would be said");
		spoil(one, dropped[i].what);
		is_str(says(one), "nothing to say", dropped[i].what);
		is_str(item->drop, dropped[i].want, "and why");
	}
	Scene *one = scene(arena);
	paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T13:00:00Z")->invoice = NULL;
	is_str(says(one), "its invoice is not on record", "an invoice may come later");
}

/* The bank and the receipt tell of one payment. */
static void test_receipts(Arena *arena)
{
	Scene *one = scene(arena);
	ConfirmItem *bank = paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T13:00:00Z");
	ConfirmItem *receipt = paid(one, POSTING_RECEIPT, "2026-11-03", "2026-11-04T14:00:00Z");
	is_str(says(one), "confirmation", "both are news: one thanks");
	is_str(bank->drop, "its receipt says it", "the receipt speaks");
	ok(confirm_is_listed(&one->input, receipt) && !confirm_is_listed(&one->input, bank), "once");
	ok(!date_is_set(one->result.receipt_by), "and no receipt is promised that is there");

	one = scene(arena);
	bank = paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T13:00:00Z");
	receipt = paid(one, POSTING_RECEIPT, "2026-11-03", "2026-11-04T14:00:00Z");
	one->input.items = receipt;
	one->input.n_items = 1;
	is_str(says(one), "payment-receipt", "thanked for before: the receipt alone");
	ok(receipt->thanked && confirm_is_listed(&one->input, receipt), "which says of what");
	one->input.items = bank;
	is_str(says(one), "nothing to say", "the bank after the receipt says nothing new");

	one = scene(arena);
	bank = paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T13:00:00Z");
	receipt = paid(one, POSTING_RECEIPT, "2026-11-03", "2026-11-04T14:00:00Z");
	paid(one, POSTING_FILE, "2026-11-04", "2026-11-04T14:00:00Z");
	one->input.items = receipt;
	one->input.n_items = 2;
	is_str(says(one), "confirmation", "a receipt of before and another payment");
	ok(!confirm_is_listed(&one->input, receipt), "the thanks are for the new one");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_when(arena);
	test_dropped(arena);
	test_receipts(arena);
	return tap_done();
}
