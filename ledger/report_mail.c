#include "ledger/report_mail.h"

#include "base/text.h"

static void report_arrivals(const ReportTraffic *traffic, ReportGateway *gateway)
{
	Wide tenths = 0;
	int64_t worked = 0;
	for (size_t i = 0; i < traffic->n_mails; i++) {
		const ReportMail *row = &traffic->mails[i];
		gateway->mails += row->mails;
		gateway->waiting += text_equal(row->state, "staged") ? row->mails : 0;
		gateway->quarantined += text_equal(row->state, "quarantined") ? row->mails : 0;
		gateway->replies += text_equal(row->outcome, "reply") ? row->mails : 0;
		gateway->bounces += text_equal(row->outcome, "bounce") ? row->mails : 0;
		worked += row->tenths >= 0 ? row->mails : 0;
		tenths += row->tenths >= 0 ? (Wide)row->tenths * row->mails : 0;
	}
	gateway->minutes = report_ratio(tenths, worked, 1);
	gateway->minutes_95 = REPORT_NONE;
	int64_t below = 0;
	for (size_t i = 0; i < traffic->n_mails && below * 100 < worked * 95; i++) {
		if (traffic->mails[i].tenths < 0)
			continue;
		below += traffic->mails[i].mails;
		gateway->minutes_95 = traffic->mails[i].tenths;
	}
}

/* Alerts and digests go to our own people. */
static bool report_is_to_customers(const char *kind)
{
	return !text_equal(kind, "alert") && !text_equal(kind, "digest") && !text_equal(kind, "plan");
}

ReportGateway report_gateway(const ReportTraffic *traffic)
{
	ReportGateway gateway = { 0 };
	report_arrivals(traffic, &gateway);
	for (size_t i = 0; i < traffic->n_documents; i++) {
		gateway.documents += traffic->documents[i].n;
		gateway.duplicates += text_equal(traffic->documents[i].word, "duplicate") ? traffic->documents[i].n : 0;
	}
	for (size_t i = 0; i < traffic->n_sent; i++) {
		const ReportCount *row = &traffic->sent[i];
		if (!report_is_to_customers(row->word))
			continue;
		gateway.sent += text_equal(row->state, "sent") ? row->n : 0;
		gateway.failed += text_equal(row->state, "failed") ? row->n : 0;
	}
	gateway.bounce_rate = report_ratio(gateway.bounces, gateway.sent, 1000);
	gateway.reply_rate = report_ratio(gateway.replies, gateway.sent, 1000);
	return gateway;
}
