#include "gateway/online/online_say.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "gateway/app.h"

#define STRING_MAX 255 /* RFC 1035 section 3.3 */

static const char *const online_words[] = { [ONLINE_FINE] = "fine", [ONLINE_ADVICE] = "advice",
					    [ONLINE_FAULT] = "fault", [ONLINE_LATER] = "later" };

const char *online_say_strings(Arena *arena, const char *value)
{
	g_autoptr(GString) text = g_string_new("\"");
	size_t length = 0;
	for (const char *at = value; *at != '\0'; at++) {
		if (length++ == STRING_MAX) {
			g_string_append(text, "\" \"");
			length = 1;
		}
		if (*at == '"' || *at == '\\')
			g_string_append_c(text, '\\');
		g_string_append_c(text, *at);
	}
	g_string_append_c(text, '"');
	return arena_strdup(arena, text->str);
}

static void online_say_json(const OnlineFinding *finding)
{
	g_autoptr(json_t) row = json_object();
	json_set_text(row, "verdict", online_words[finding->verdict]);
	json_set_text(row, "check", finding->what);
	json_set_text(row, "subject", finding->subject);
	json_set_text(row, "found", finding->found);
	json_set_text(row, "do", finding->act);
	json_set_text(row, "record", finding->value);
	json_set_text(row, "record_name", finding->owner);
	json_set_text(row, "record_type", finding->type);
	g_autofree char *line = json_line(row);
	puts(line);
}

static void online_say_text(const OnlineFinding *finding)
{
	bool plain = finding->verdict == ONLINE_FINE;
	printf("%s %s: %s%s%s\n", finding->what, finding->subject, plain ? "" : online_words[finding->verdict],
	       plain ? "" : ": ", finding->found);
	if (finding->act != NULL)
		printf("    do: %s\n", finding->act);
	if (finding->owner != NULL) {
		g_autoptr(Arena) arena = arena_new();
		bool quoted = strcmp(finding->type, "TXT") == 0;
		printf("    publish: %s. IN %s %s\n", finding->owner, finding->type,
		       quoted ? online_say_strings(arena, finding->value) : finding->value);
	}
}

void online_say(OnlineTally *tally, const OnlineFinding *finding)
{
	tally->n[finding->verdict]++;
	if (tally->json)
		online_say_json(finding);
	else
		online_say_text(finding);
	fflush(stdout);
}

int online_say_status(const OnlineTally *tally)
{
	if (tally->n[ONLINE_FAULT] > 0)
		return EXIT_FAULT;
	return tally->n[ONLINE_LATER] > 0 ? EXIT_LATER : EXIT_OK;
}
