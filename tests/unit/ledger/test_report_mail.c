/* The figures of `report gateway`: the worked example of docs/OPERATIONS.md. */
#include "ledger/report_mail.h"

#include "tests/tap.h"

static void test_example(Arena *arena)
{
	const ReportMail mails[] = {
		{ "staged", NULL, -1, 2 },	 { "done", "invoice", 5, 90 }, { "done", "reply", 10, 5 },
		{ "done", "bounce", 20, 4 }, { "quarantined", NULL, 600, 1 },
	};
	const ReportCount documents[] = { { "invoice", NULL, 80 }, { "duplicate", NULL, 10 } };
	const ReportCount sent[] = { { "reminder", "sent", 50 }, { "reminder", "failed", 1 }, { "alert", "sent", 9 },
				     { "statement", "sent", 30 }, { "reminder", "cancelled", 3 } };
	const ReportTraffic traffic = { .mails = mails, .n_mails = 5, .documents = documents, .n_documents = 2,
					.sent = sent, .n_sent = 5 };
	ReportGateway gateway = report_gateway(&traffic);
	is_i64(gateway.mails, 102, "102 mails came in");
	ok(gateway.waiting == 2 && gateway.quarantined == 1, "two wait, one is quarantined");
	/* (90 * 0.5 + 5 * 1.0 + 4 * 2.0 + 60.0) / 100 = 1.18 */
	is_str(report_tenths_text(arena, gateway.minutes), "1.2", "1.2 minutes on average");
	is_str(report_tenths_text(arena, gateway.minutes_95), "1.0", "95 of 100 took at most one");
	ok(gateway.documents == 90 && gateway.duplicates == 10, "documents, and those that were here before");
	ok(gateway.sent == 80 && gateway.failed == 1, "80 mails to customers left, our own alerts are none of them");
	is_str(report_tenths_text(arena, gateway.bounce_rate), "5.0", "4 of 80 bounced: 5.0");
	is_str(report_tenths_text(arena, gateway.reply_rate), "6.3", "5 of 80 were answered: 6.3");
}

static void test_nothing(void)
{
	ReportGateway gateway = report_gateway(&(ReportTraffic){ 0 });
	ok(gateway.mails == 0 && gateway.minutes == REPORT_NONE && gateway.minutes_95 == REPORT_NONE &&
	   gateway.bounce_rate == REPORT_NONE, "nothing came and nothing left: no figures");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_example(arena);
	test_nothing();
	return tap_done();
}
