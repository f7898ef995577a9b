/* The reports by mail, of an invented company: figures that add up, in every language the same. */
#ifndef TESTS_UNIT_TEMPLATES_REPORT_SCENES_H
#define TESTS_UNIT_TEMPLATES_REPORT_SCENES_H

#include "templates/notice_report.h"

#define NOTHING { .kind = CELL_EMPTY }
#define WORD_(name) { .kind = CELL_WORD, .text = name }
#define TEXT_(words) { .kind = CELL_TEXT, .text = words }
#define CLP_(amount) { .kind = CELL_AMOUNT, .text = amount, .currency = "CLP" }
#define USD_(amount) { .kind = CELL_AMOUNT, .text = amount, .currency = "USD" }
#define COUNT_(n) { .kind = CELL_COUNT, .number = n }
#define INVOICES_(n) { .kind = CELL_PLURAL, .text = "report.invoices", .number = n }
#define DAYS_(tenths) { .kind = CELL_DAYS, .number = tenths }
#define PERCENT_(tenths) { .kind = CELL_PERCENT, .number = tenths }
#define DATE_(y, m, d) { .kind = CELL_DATE, .date = { y, m, d } }
#define MONTH_(y, m) { .kind = CELL_MONTH, .date = { y, m, 1 } }
#define ONE(...) { .value = __VA_ARGS__ }
#define TWO(value_, ...) { .value = value_, .detail = __VA_ARGS__ }
#define LATE(value_, ...) { .value = value_, .late = true, .detail = __VA_ARGS__ }

static const NoticeFigure report_figures_rows[] = {
	{ "report.figures.open", CLP_("33191480"), NULL, INVOICES_(25) },
	{ "report.figures.overdue", CLP_("30054640"), "report.details.of_open", PERCENT_(905) },
	{ "report.figures.at_risk", CLP_("3230850"), "report.details.of_open", PERCENT_(97) },
	{ "report.figures.dso", DAYS_(1079), "report.details.countback", DAYS_(1121) },
	{ "report.figures.promises", COUNT_(1), "report.details.of_ended", PERCENT_(500) },
};

static const char *const ageing_heads[] = { "report.heads.bucket", "report.heads.share", "report.heads.amount" };
static const NoticeCell ageing_cells[] = {
	ONE(WORD_("report.buckets.not_due")),	    ONE(PERCENT_(95)),	 ONE(CLP_("3136840")),
	ONE(WORD_("report.buckets.late_1_30")),	    ONE(PERCENT_(372)),	 ONE(CLP_("12337920")),
	ONE(WORD_("report.buckets.late_31_60")),    ONE(PERCENT_(314)),	 ONE(CLP_("10416070")),
	ONE(WORD_("report.buckets.late_61_90")),    ONE(PERCENT_(123)),	 ONE(CLP_("4069800")),
	ONE(WORD_("report.buckets.late_91_120")),   ONE(PERCENT_(43)),	 ONE(CLP_("1435140")),
	ONE(WORD_("report.buckets.late_over_120")), ONE(PERCENT_(54)),	 ONE(CLP_("1795710")),
	ONE(WORD_("total")),			    ONE(PERCENT_(1000)), ONE(CLP_("33191480")),
};
static const int64_t ageing_weights[] = { 3136840, 12337920, 10416070, 4069800, 1435140, 1795710 };

static const char *const since_heads[] = { "report.heads.what", "report.heads.value" };
static const NoticeCell since_cells[] = {
	ONE(WORD_("report.what.paid")),	    TWO(CLP_("4165000"), INVOICES_(1)),
	ONE(WORD_("report.what.invoiced")), ONE(USD_("1234.56")),
	ONE(WORD_("report.what.broken")),   ONE(COUNT_(2)),
	ONE(WORD_("report.what.replies")),  ONE(COUNT_(1204)),
};

static const char *const months_heads[] = { "report.heads.month", "report.heads.invoiced", "report.heads.paid" };
static const NoticeCell months_cells[] = {
	ONE(MONTH_(2026, 9)),  ONE(CLP_("11076520")), ONE(CLP_("7259000")),
	ONE(MONTH_(2026, 10)), ONE(CLP_("10607660")), ONE(CLP_("10718330")),
	ONE(MONTH_(2026, 11)), ONE(CLP_("0")),	      ONE(CLP_("9533090")),
};
static const int64_t months_weights[] = { 11076520, 7259000, 10607660, 10718330, 0, 9533090 };

static const char *const debtor_heads[] = { "report.heads.customer", "report.heads.overdue", "report.heads.open" };
static const NoticeCell debtor_cells[] = {
	ONE(TEXT_("Constructora Los Boldos Ltda.")), LATE(CLP_("7892080"), PERCENT_(1000)), TWO(CLP_("7892080"), INVOICES_(5)),
	ONE(TEXT_("Mueblería & Tapicería \"Doña Inés\"")), LATE(CLP_("5026560"), PERCENT_(811)),
	TWO(CLP_("6198000"), INVOICES_(3)),
	ONE(TEXT_("<b>Hotelera</b> Lago Ranco {{company}}")), LATE(CLP_("2871470"), PERCENT_(CELL_NONE)),
	TWO(CLP_("3834180"), INVOICES_(1)),
};

static const char *const habit_heads[] = { "report.heads.customer", "report.heads.late_days", "report.heads.overdue" };
static const NoticeCell habit_cells[] = {
	ONE(TEXT_("Barraca Los Aromos")),
	LATE(COUNT_(159), { .kind = CELL_PLURAL, .text = "report.usual", .number = 5 }),
	ONE(CLP_("2637040")),
};

static const char *const claim_heads[] = { "report.heads.reason", "report.heads.held", "report.heads.resolve_days" };
static const NoticeCell claim_cells[] = {
	ONE({ .kind = CELL_WORD, .text = "DISP_PRICE", .groups = "codes|states|tasks" }),
	TWO(CLP_("2033710"), INVOICES_(1)), ONE(DAYS_(45)),
	ONE({ .kind = CELL_WORD, .text = "rejected", .groups = "codes|states|tasks" }), ONE(NOTHING),
	ONE(DAYS_(CELL_NONE)),
};

static const char *const week_heads[] = { "report.heads.week", "report.heads.invoices", "report.heads.amount" };
static const NoticeCell week_cells[] = {
	ONE(DATE_(2026, 11, 23)), ONE(COUNT_(2)), ONE(CLP_("1449420")),
	ONE(DATE_(2026, 11, 30)), ONE(COUNT_(1)), ONE(CLP_("724710")),
	ONE(DATE_(2026, 12, 7)),  ONE(COUNT_(0)), ONE(CLP_("0")),
};
static const int64_t week_weights[] = { 1449420, 724710, 0 };

static const char *const acts_heads[] = { "report.heads.person", "report.heads.acts", "report.heads.kept" };
static const NoticeCell acts_cells[] = {
	ONE(TEXT_("Paula Soto")), ONE(COUNT_(37)),
	TWO(COUNT_(4), { .kind = CELL_PLURAL, .text = "report.broken", .number = 2 }),
	ONE(WORD_("report.what.nobody")), ONE(COUNT_(3)), ONE(COUNT_(0)),
};

static const char *const collector_heads[] = { "report.heads.collector", "report.heads.overdue", "report.heads.open" };
static const NoticeCell collector_cells[] = {
	ONE(TEXT_("Paula Soto")), LATE(CLP_("15688960"), PERCENT_(872)), TWO(CLP_("17982090"), INVOICES_(14)),
	ONE(WORD_("report.what.nobody")), LATE(CLP_("14365680"), PERCENT_(945)), TWO(CLP_("15209390"), INVOICES_(11)),
};

static const char *const attention_heads[] = { "report.heads.task", "report.heads.late_tasks", "report.heads.today_tasks" };
static const NoticeCell attention_cells[] = {
	ONE(WORD_("tasks.reply")), LATE(COUNT_(3), NOTHING), ONE(COUNT_(1)),
	ONE(WORD_("report.what.alerts")), ONE(NOTHING), ONE(COUNT_(2)),
};

static const char *const alert_heads[] = { "report.heads.alert", "report.heads.about" };
static const NoticeCell alert_cells[] = {
	ONE(TEXT_("Nr. 12")), ONE(TEXT_("Constructora Los Boldos Ltda.: 33-1203")),
	ONE(TEXT_("Nr. 15")), ONE(TEXT_("Ferretería Quilapán: 33-1187")),
};

static const char *const agenda_heads[] = { "report.heads.task", "report.heads.due", "report.heads.amount" };
static const NoticeCell agenda_cells[] = {
	TWO(WORD_("tasks.promise"), TEXT_("Constructora Los Boldos Ltda., 33-1203")),
	LATE(DATE_(2026, 11, 24), NOTHING), ONE(CLP_("1190000")),
	TWO(WORD_("tasks.phone"), TEXT_("Ferretería Quilapán, Luz Painemal")), ONE(DATE_(2026, 11, 27)), ONE(NOTHING),
};

#define TABLE_(title_, name_) .title = title_, .heads = name_##_heads, .n_heads = G_N_ELEMENTS(name_##_heads), \
	.cells = name_##_cells, .n_rows = G_N_ELEMENTS(name_##_cells) / G_N_ELEMENTS(name_##_heads)
#define AGEING_ { TABLE_("report.titles.ageing", ageing), .of = TEXT_("CLP"), .total = true, .chart = true, \
	.chart_kind = CHART_SHARES, .weights = ageing_weights, .series = 1 }
#define DEBTORS_(title_) { TABLE_(title_, debtor), .more = 5 }

static const NoticeTable management_tables[] = {
	AGEING_,
	{ TABLE_("report.titles.since", since), .of = DATE_(2026, 11, 26) },
	DEBTORS_("report.titles.debtors"),
	{ TABLE_("report.titles.attention", attention) },
};
static const NoticeTable portfolio_tables[] = {
	AGEING_,
	{ TABLE_("report.titles.weeks", week), .note = "report.notes.weeks", .chart = true, .chart_kind = CHART_COLUMNS,
	  .weights = week_weights, .series = 1 },
	{ TABLE_("report.titles.collectors", collector) },
	{ TABLE_("report.titles.acts", acts) },
};
static const NoticeTable risk_tables[] = {
	DEBTORS_("report.titles.risk"),
	{ TABLE_("report.titles.habits", habit), .note = "report.notes.habits" },
	{ TABLE_("report.titles.claims", claim), .note = "report.notes.claims" },
	{ TABLE_("report.titles.months", months), .note = "report.notes.months", .chart = true,
	  .chart_kind = CHART_COLUMNS, .weights = months_weights, .series = 2 },
};
static const NoticeTable alerts_tables[] = {
	{ TABLE_("report.titles.alerts", alert), .note = "report.notes.seen", .texts = true },
	{ TABLE_("report.titles.agenda", agenda), .more = 1 },
};

typedef struct {
	const char *notice;
	size_t n_figures;
	const NoticeTable *tables;
	size_t n_tables;
	const char *person, *command;
} ReportScene;

static const ReportScene report_scenes[] = {
	{ "digest-agenda", 0, alerts_tables, 2, "Paula Soto", "valija report agenda" },
	{ "digest-alerts", 0, alerts_tables, 1, NULL, "valija alert list" },
	{ "digest-management", 4, management_tables, G_N_ELEMENTS(management_tables), NULL, "valija report ageing" },
	{ "digest-portfolio", 3, portfolio_tables, G_N_ELEMENTS(portfolio_tables), NULL,
	  "valija report ageing --by customer" },
	{ "digest-risk", 5, risk_tables, G_N_ELEMENTS(risk_tables), NULL, "valija report outliers" },
};

static ReportView report_view_of(const char *language, const char *company, size_t scene)
{
	const ReportScene *of = &report_scenes[scene];
	return (ReportView){ .language = language, .company = company, .person = of->person, .today = { 2026, 11, 27 },
			     .since = { 2026, 11, 26 }, .figures = report_figures_rows, .n_figures = of->n_figures,
			     .tables = of->tables, .n_tables = of->n_tables, .count = 1234, .alerts = 2,
			     .command = of->command };
}

#endif
