/* as tests/unit/base/test_control.c */
static void control_wait(void)
{
	sleep(1); /* want sleep */
	g_usleep(1000); /* want sleep */
	control_sleep(1);
}
