#include "gateway/mails/digest_mail.h"

#include <string.h>

#include "gateway/mails/digest_reports.h"

typedef struct {
	const char *word, *notice;
	bool (*write)(DigestBook *book, ReportView *ret, GError **error);
	ReportRhythm rhythm;
} DigestRow;

static const DigestRow digest_rows[] = {
	[DIGEST_MANAGEMENT] = { "management", "digest-management", digest_management, REPORT_DAILY },
	[DIGEST_PORTFOLIO] = { "portfolio", "digest-portfolio", digest_portfolio, REPORT_WEEKLY },
	[DIGEST_RISK] = { "risk", "digest-risk", digest_risk, REPORT_MONTHLY },
};

const char *digest_mail_word(DigestReport report)
{
	return digest_rows[report].word;
}

bool digest_mail_report_of(const char *word, DigestReport *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(digest_rows); i++)
		if (strcmp(digest_rows[i].word, word) == 0) {
			*ret = (DigestReport)i;
			return true;
		}
	return false;
}

bool digest_mail_render(const Desk *desk, DigestReport report, Date today, const char *language, RenderedReport *ret,
			GError **error)
{
	const DigestRow *row = &digest_rows[report];
	const FiguresWish wish = { .store = desk->stage->store, .arena = desk->arena, .company = desk->company,
				   .today = today, .days = REPORT_FIGURES_DAYS };
	ReportView view = { .language = language, .company = desk->company->legal_name, .today = today };
	DigestBook book;
	if (!digest_parts_book(&wish, &book, error))
		return false;
	book.staff = &desk->stage->settings->staff;
	if (!row->write(&book, &view, error))
		return false;
	view.figures = book.figures;
	view.n_figures = book.n_figures;
	view.tables = book.tables;
	view.n_tables = book.n_tables;
	return notice_report_render(desk->arena, desk->catalog, row->notice, &view, ret, error);
}

ReportTurn digest_mail_turn(const DigestSettings *digest)
{
	return (ReportTurn){ .rhythm = digest_rows[digest->report].rhythm, .weekday = digest->weekday,
			     .month_day = digest->month_day };
}

Hearers digest_mail_hearers(const Desk *desk, const DigestSettings *digest, Date today)
{
	const HearersFacts facts = { .staff = &desk->stage->settings->staff, .today = today };
	const Texts *to = digest->to.n > 0 ? &digest->to : &desk->settings->alerts_to;
	return hearers_named(desk->arena, &facts, desk->company->name, to);
}

bool digest_mail_freeze(const Desk *desk, const DigestMail *mail, Drafts *drafts, GError **error)
{
	const ComposeMailbox to = { .address = mail->address };
	Draft draft = { .row = { .kind = "digest", .step = mail->step, .invoice_set = "", .due_at = desk->now,
				 .alerts = mail->alerts, .n_alerts = mail->n_alerts },
			.notice = &mail->mail->notice, .to = &to, .attachments = mail->mail->charts,
			.n_attachments = mail->mail->n_charts };
	texts_add(desk->arena, &draft.row.to, mail->address);
	draft.thread = outbound_desk_thread(desk, "digest", 0);
	return outbound_desk_freeze(desk, &draft, drafts, error);
}
