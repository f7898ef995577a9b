/* OutboundCampaign: one mail of a campaign, in the words of the company's own notice. */
#ifndef GATEWAY_OUTBOUND_CAMPAIGN_H
#define GATEWAY_OUTBOUND_CAMPAIGN_H

#include "gateway/mails/outbound.h"
#include "gateway/mails/reminders.h"
#include "templates/notice.h"

typedef struct {
	const Catalog *catalog; /* with the company's folder */
	const char *notice;
	const char *step; /* what makes it the same campaign: once a month each */
} OutboundCampaign;

bool outbound_campaign_render(Stage *stage, Arena *arena, const OutboundCampaign *campaign, const Plan *plan,
			      RenderedNotice *ret, GError **error);
/* Frozen, to leave in the next hours of the client's business day. */
bool outbound_campaign_freeze(Stage *stage, Arena *arena, const OutboundCampaign *campaign, const Plan *plan,
			      Drafts *drafts, GError **error);

#endif
