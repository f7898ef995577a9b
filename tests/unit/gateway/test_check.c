/* Every fault that `check` must find, in one run and with its line (the config is written with the faults in it). */
#include <glib/gstdio.h>

#include "gateway/settings.h"
#include "tests/tap.h"

typedef struct {
	char *folder;
	GString *text;
	int line;
} Written;

/* Appends one line; returns its number. */
static int line(Written *written, const char *text)
{
	g_string_append_printf(written->text, "%s\n", text);
	return ++written->line;
}

static void put(const Written *written, const char *name, const char *bytes, unsigned mode)
{
	g_autofree char *path = g_build_filename(written->folder, name, NULL);
	if (!g_file_set_contents(path, bytes, -1, NULL) || g_chmod(path, mode) != 0)
		g_error("%s", path);
}

static Settings *read_config(Arena *arena, const Written *written)
{
	Settings *settings = NULL;
	g_autoptr(GError) error = NULL;
	put(written, "valija.conf", written->text->str, 0644);
	g_autofree char *path = g_build_filename(written->folder, "valija.conf", NULL);
	if (!settings_read(arena, path, &settings, &error))
		g_error("%s", error->message);
	return settings;
}

static bool has_fault(const Settings *settings, int wanted, const char *words)
{
	for (size_t i = 0; i < settings->file->n_faults; i++)
		if (settings->file->faults[i].line == wanted && strstr(settings->file->faults[i].text, words) != NULL)
			return true;
	return false;
}

static void show_faults(const Settings *settings)
{
	for (size_t i = 0; i < settings->file->n_faults; i++)
		printf("# %d: %s\n", settings->file->faults[i].line, settings->file->faults[i].text);
}

static Written written_new(void)
{
	Written written = { .folder = g_dir_make_tmp("check-XXXXXX", NULL), .text = g_string_new(NULL) };
	put(&written, "password", "x\n", 0600);
	put(&written, "open", "x\n", 0644);
	return written;
}

static void written_free(Written *written)
{
	static const char *const names[] = { "password", "open", "valija.conf" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(written->folder, names[i], NULL);
		g_unlink(path);
	}
	g_rmdir(written->folder);
	g_free(written->folder);
	g_string_free(written->text, TRUE);
}

typedef struct {
	const char *text;
	const char *fault; /* what check says of this line; NULL: nothing */
} ConfigLine;

static const ConfigLine faulty[] = {
	{ "[stor]", "unknown section" },
	{ "path = x", NULL },
	{ "[company andes]", "wants name" },
	{ "country = CL", NULL },
	{ "tax_ids = 76192083-1; nada", "the check digit of 76192083-1 is wrong" },
	{ "timezone = America/Atlantis", "no such time zone" },
	{ "from = Cobranza <cobranza", "Name <address> is wanted" },
	{ "reply_to = Cobranza <c@x.test>", "a bare address is wanted" },
	{ "alerts_to = ana@x.test; nadie", "nadie is no address" },
	{ "dkim_selector = a.b/c", "a name like valija1 is wanted" },
	{ "dkim_domain = @x.test", "a domain is wanted" },
	{ "dkim_key_file = password", "no private key for DKIM" },
	{ "policy = severa", "no section [policy severa]" },
	{ "relay = otro", "no section [relay otro]" },
	{ "languaje = es", "unknown key languaje" },
	{ "[company norte]", "wants dkim_selector" },
	{ "country = MX", NULL },
	{ "name = Norte", NULL },
	{ "tax_ids = MNO100203AB1", "the check digit" },
	{ "from = a@x.test", NULL },
	{ "reply_to = a@x.test", NULL },
	{ "policy = mala", NULL },
	{ "dkim_key_file = open", "others can read it" },
	{ "relay = salida", NULL },
	{ "[policy mala]", NULL },
	{ "steps = 3 overdue; mañana", "is no step" },
	{ "weekdays = lunes", "1-5, 1-7" },
	{ "hour_from = 18", NULL },
	{ "hour_until = 9", "hour_until must be later" },
	{ "calendar = chile", "no section [calendar chile]" },
	{ "[account uno]", NULL },
	{ "company = andes", NULL },
	{ "host = imap.x.test", NULL },
	{ "port = 143", "port = 143 goes with tls = starttls" },
	{ "user = u", NULL },
	{ "password_file = gone", "no such file" },
	{ "ca_file = gone.pem", "no such file" },
	{ "inbox = Facturas", NULL },
	{ "[account dos]", NULL },
	{ "company = andes", NULL },
	{ "host = imap.x.test", NULL },
	{ "port = 143", NULL },
	{ "tls = starttls", NULL },
	{ "user = u", NULL },
	{ "password_file = password", NULL },
	{ "inbox = Facturas", "accounts uno and dos watch the same folder" },
	{ "[account tres]", NULL },
	{ "company = sur", "no section [company sur]" },
	{ "type = folder", NULL },
	{ "path = nowhere", "no such folder" },
	{ "[account cuatro]", NULL },
	{ "company = andes", NULL },
	{ "host = imap.x.test", NULL },
	{ "user = v", NULL },
	{ "password_file = open", "others can read it" },
	{ "inbox = Cobranza/Respuestas", "it must not be watched" },
	{ "[relay salida]", NULL },
	{ "host = smtp.x.test", NULL },
	{ "port = 70000", "a number from 1 to 65535" },
	{ "tls = none", "only for a loopback host" },
	{ "user = u", NULL },
	{ "password_file = password", NULL },
	{ "[trust]", NULL },
	{ "certificates = nowhere", "no such folder" },
};

static void test_faults(Arena *arena)
{
	Written written = written_new();
	for (size_t i = 0; i < G_N_ELEMENTS(faulty); i++)
		line(&written, faulty[i].text);
	const Settings *settings = read_config(arena, &written);
	size_t wanted = 0;
	bool all = true;
	for (size_t i = 0; i < G_N_ELEMENTS(faulty); i++) {
		if (faulty[i].fault == NULL)
			continue;
		wanted++;
		all = ok(has_fault(settings, (int)i + 1, faulty[i].fault), "line %zu: %s", i + 1, faulty[i].fault) && all;
	}
	ok(has_fault(settings, 5, "nada is no RUT"), "a second fault of one line");
	/* Three more: "nada" above, and two of an account and a relay without what they need are in their lines. */
	bool silent = true;
	for (size_t i = 0; i < settings->file->n_faults; i++) {
		int at = settings->file->faults[i].line;
		silent = silent && at >= 1 && at <= (int)G_N_ELEMENTS(faulty) && faulty[at - 1].fault != NULL;
	}
	ok(silent, "and no line without a fault has one");
	if (!all || !silent)
		show_faults(settings);
	written_free(&written);
}

static const char *const sound[] = {
	"[company andes]", "tax_ids = 76.192.083-9", "name = Andes", "from = Cobranza <c@x.test>", "reply_to = c@x.test",
	"alerts_to = a@x.test", "[account uno]", "company = andes", "host = imap.x.test", "user = u",
	"password_file = password", "[relay salida]", "host = 127.0.0.1", "port = 2525", "tls = none", "auth = none",
};

static void test_sound(Arena *arena)
{
	Written written = written_new();
	for (size_t i = 0; i < G_N_ELEMENTS(sound); i++)
		line(&written, sound[i]);
	const Settings *settings = read_config(arena, &written);
	is_i64((int64_t)settings->file->n_faults, 0, "a sound config has no fault");
	show_faults(settings);
	const Company *company = settings_company(settings, "andes");
	ok(texts_has(&company->tax_ids, "76192083-9"), "tax ids are canonical");
	is_str(company->zone, "America/Santiago", "the country's zone");
	is_str(company->language, "es-CL", "and language");
	ok(company->policy.n_steps == 6 && company->policy.minimum_trust == VERDICT_SIGNED, "the built-in policy");
	ok(settings_relay(settings, settings_company_settings(settings, "andes")) != NULL, "the only relay serves");
	written_free(&written);
}

/* Public holidays count without a word in the config; a calendar adds days and takes some back. */
static void test_calendars(Arena *arena)
{
	static const char *const lines[] = {
		"[company norte]", "country = MX", "[company sur]", "country = CL", "policy = propia",
		"[policy propia]", "calendar = nuestra",
		"[calendar nuestra]", "country = CL", "extra = 2026-11-03", "work = 2026-10-12; 2026-12-08",
	};
	static const struct {
		size_t company;
		const char *day, *rolled;
	} rows[] = {
		{ 0, "2026-12-08", "2026-12-08" }, { 0, "2026-11-16", "2026-11-17" }, { 1, "2026-11-16", "2026-11-16" },
		{ 1, "2026-12-08", "2026-12-08" }, { 1, "2026-12-25", "2026-12-28" }, { 1, "2026-11-03", "2026-11-04" },
		{ 1, "2026-10-12", "2026-10-12" },
	};
	Written written = written_new();
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		line(&written, lines[i]);
	Settings *settings = read_config(arena, &written);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Date day = { 0 };
		date_parse(rows[i].day, &day);
		is_str(date_text(arena, calendar_roll(&settings->companies[rows[i].company].policy.calendar, day)),
		       rows[i].rolled, settings->companies[rows[i].company].name);
	}
	written_free(&written);
}

static void test_empty(Arena *arena)
{
	Written written = written_new();
	const Settings *settings = read_config(arena, &written);
	ok(has_fault(settings, 0, "no [company NAME]") && has_fault(settings, 0, "no [account NAME]"), "an empty config");
	written_free(&written);
	g_autofree char *text = config_template(settings_kinds, settings_n_kinds);
	written = written_new();
	g_string_append(written.text, text);
	settings = read_config(arena, &written);
	bool to_fill = settings->file->n_faults > 0;
	for (size_t i = 0; i < settings->file->n_faults; i++)
		to_fill = to_fill && strstr(settings->file->faults[i].text, "wants") != NULL;
	ok(to_fill, "what init writes wants to be filled in, and has no other fault");
	if (!to_fill)
		show_faults(settings);
	written_free(&written);
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_faults(arena);
	test_sound(arena);
	test_calendars(arena);
	test_empty(arena);
	return tap_done();
}
