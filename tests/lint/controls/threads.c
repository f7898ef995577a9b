/* as gateway/control.c */
#include <pthread.h> /* want threads, want library */
static void control_start(void)
{
	g_thread_new("x", NULL, NULL); /* want threads */
}
