/* What a stage says of passes that fail: once, whatever their number. */
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/pass.h"
#include "tests/tap.h"

static size_t count(const char *text, const char *word)
{
	size_t n = 0;
	for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
		n++;
	return n;
}

int main(void)
{
	g_autofree char *path = NULL;
	g_autofree char *said = NULL;
	g_autoptr(GError) later = NULL;
	g_autoptr(GError) never = NULL;
	bool waits = false;
	bool on = true;
	int screen = dup(STDERR_FILENO);
	int file = g_file_open_tmp("valija-pass-XXXXXX", &path, NULL);
	error_retry(&later, "the database is busy");
	error_stop(&never, "the disk is full");
	dup2(file, STDERR_FILENO);
	on = on && pass_goes_on(&waits, "work", NULL);
	for (int i = 0; i < 3; i++)
		on = on && pass_goes_on(&waits, "work", later);
	on = on && pass_goes_on(&waits, "work", NULL) && pass_goes_on(&waits, "work", NULL) && pass_goes_on(&waits, "work", later);
	bool ends = !pass_goes_on(&waits, "work", never);
	dup2(screen, STDERR_FILENO);
	ok(g_file_get_contents(path, &said, NULL, NULL), "it says something");
	ok(on, "what may be better later does not end a stage");
	ok(ends, "what needs a person does");
	is_i64((int64_t)count(said, "event=stage-waits"), 2, "each time that it begins is said once");
	is_i64((int64_t)count(said, "event=stage-back"), 1, "and that it is over");
	is_i64((int64_t)count(said, "event=stage-stopped"), 1, "and the end");
	ok(strstr(said, "the database is busy") != NULL && strstr(said, "stage=work") != NULL, "who and why");
	close(file);
	close(screen);
	g_unlink(path);
	return tap_done();
}
