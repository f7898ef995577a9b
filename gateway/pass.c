#include "gateway/pass.h"

#include "base/error.h"
#include "base/log.h"

bool pass_goes_on(bool *waits, const char *stage, const GError *fault)
{
	bool stopped = fault != NULL && error_code(fault) == ERROR_STOP;
	if (stopped || (fault != NULL && !*waits))
		log_event(LOG_ERROR, stopped ? "stage-stopped" : "stage-waits", "stage", stage, "reason",
			  fault->message, NULL);
	else if (fault == NULL && *waits)
		log_event(LOG_INFO, "stage-back", "stage", stage, NULL);
	*waits = fault != NULL;
	return !stopped;
}
