#include "gateway/mails/outbound_campaign.h"

#include "gateway/mails/outbound_pay.h"
#include "gateway/mails/outbound_sign.h"

static NoticeSection outbound_campaign_section(DecideSection section)
{
	static const NoticeSection sections[] = { [SECTION_OVERDUE] = NOTICE_OVERDUE, [SECTION_DUE] = NOTICE_DUE,
						  [SECTION_DISPUTED] = NOTICE_DISPUTED };
	return sections[section];
}

bool outbound_campaign_render(Stage *stage, Arena *arena, const OutboundCampaign *campaign, const Plan *plan,
			      RenderedNotice *ret, GError **error)
{
	const Decision *decision = &plan->decision;
	Desk desk = outbound_desk(stage, arena, plan->company);
	const char *language = decide_language(plan->company, plan->customer, decision->to[0]);
	NoticeInvoice *rows = arena_array(arena, NoticeInvoice, decision->n_items + 1);
	ReminderView view = { .language = language, .company = plan->company->legal_name,
			      .customer = plan->customer->name, .contact_name = decision->to[0]->name,
			      .today = date_in_zone(plan->now, decision->policy->zone), .invoices = rows };
	for (size_t i = 0; i < decision->n_items; i++)
		if (decision->items[i].dunned)
			rows[view.n++] = outbound_parts_notice(&desk, decision->items[i].invoice,
							       outbound_campaign_section(decision->items[i].section),
							       language);
	outbound_pay(&desk, &view, NULL);
	outbound_sign(&desk, plan->customer, &view);
	if (stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	const char *notice = notice_in_register(arena, campaign->catalog, campaign->notice, language,
						decide_tone(decision->policy, plan->customer, decision->to[0]));
	return notice_render_reminder(arena, campaign->catalog, notice, &view, ret, error);
}

bool outbound_campaign_freeze(Stage *stage, Arena *arena, const OutboundCampaign *campaign, const Plan *plan,
			      Drafts *drafts, GError **error)
{
	const Decision *decision = &plan->decision;
	Desk desk = outbound_desk(stage, arena, plan->company);
	RenderedNotice notice;
	ComposeMailbox *to = NULL;
	if (!outbound_campaign_render(stage, arena, campaign, plan, &notice, error))
		return false;
	Draft draft = { .row = { .kind = "campaign", .step = campaign->step, .customer_id = plan->customer->id,
				 .contact_id = decision->to[0]->id, .invoice_set = "",
				 .due_at = policy_send_at(decision->policy, plan->now) },
			.notice = &notice };
	outbound_parts_recipients(&desk, decision->to, decision->n_to, &to, &draft.row.to);
	draft.to = to;
	draft.thread = outbound_desk_thread(&desk, "customer", plan->customer->id);
	return outbound_desk_freeze(&desk, &draft, drafts, error);
}
