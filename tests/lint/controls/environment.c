/* as ledger/control.c */
static const char *control_home(void)
{
	return getenv("HOME"); /* want environment */
}

static const char *control_other(void)
{
	return g_getenv("HOME"); /* want environment */
}
