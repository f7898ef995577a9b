/* as ledger/control.c */
static int64_t control_now(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local(); /* want clock */
	time_t t = time(NULL); /* want clock */
	struct tm *tm = localtime(&t); /* want clock */
	return clock_now(NULL) + g_get_monotonic_time() + deadline_time(NULL); /* want clock */
}
