/* as parsers/control.c */
#include <stdio.h>
#include <unistd.h> /* want no_io */
#include "base/log.h" /* want no_io */

static void control_tell(const Control *control)
{
	printf("it was read\n"); /* want no_io */
	g_file_get_contents(control->path, NULL, NULL, NULL); /* want no_io */
	log_event(LOG_INFO, "read", NULL); /* want no_io */
	control->read(control);
	g_string_append_printf(control->text, "%d", 1);
}
