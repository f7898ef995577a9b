/* The rules of the config that need more than one key to tell: tax ids, references between sections, mailboxes. */
#include <arpa/inet.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"
#include "gateway/bucket/bucket.h"
#include "gateway/net/https_post.h"
#include "gateway/oauth/oauth_provider.h"
#include "gateway/online/dkim_key.h"
#include "templates/pay_link.h"
#include "templates/pdf_pages.h"

typedef struct {
	Arena *arena;
	const Settings *settings;
	ConfigFile *file;
	const ConfigSection *section;
} Check;

#define check_fault(check, key, ...) \
	config_fault((check)->arena, (check)->file, config_line((check)->section, (key)), __VA_ARGS__)

static void check_wanted(const Check *check, const char *key, const char *value)
{
	if (value == NULL)
		check_fault(check, key, "[%s %s] wants %s", check->section->kind->kind, check->section->name, key);
}

static bool check_is_address(const char *text)
{
	const char *at = text != NULL ? strrchr(text, '@') : NULL;
	return at != NULL && at != text && at[1] != '\0' && strpbrk(text, " \t<>,;\"") == NULL;
}

/* "Name <a@b>" or "a@b". */
static bool check_is_mailbox(const char *text)
{
	const char *open = text != NULL ? strchr(text, '<') : NULL;
	if (open == NULL)
		return check_is_address(text);
	size_t length = strlen(open);
	g_autofree char *inner = g_strndup(open + 1, length > 2 ? length - 2 : 0);
	return open[length - 1] == '>' && check_is_address(inner);
}

/* ---- company ---- */

static void check_rut(const Check *check, const char *tax_id)
{
	const char *rut = rut_normalise(check->arena, tax_id);
	if (rut == NULL)
		check_fault(check, "tax_ids", "tax_ids: %s is no RUT; one like 76192083-9 is wanted", tax_id);
	else if (!rut_is_valid(rut))
		check_fault(check, "tax_ids", "tax_ids: the check digit of %s is wrong", tax_id);
}

static void check_rfc(const Check *check, const char *tax_id)
{
	const char *rfc = rfc_canonical(check->arena, tax_id);
	if (!rfc_shape(rfc))
		check_fault(check, "tax_ids", "tax_ids: %s is no RFC; one like AAA010101AAA is wanted", tax_id);
	else if (!rfc_check_digit(rfc) && !rfc_is_test(rfc))
		check_fault(check, "tax_ids", "tax_ids: the check digit of %s is wrong", tax_id);
}

static void check_tax_ids(const Check *check, const CompanySettings *company)
{
	if (company->tax_ids.n == 0)
		check_wanted(check, "tax_ids", NULL);
	for (size_t i = 0; i < company->tax_ids.n; i++) {
		if (company->country == 0)
			check_rut(check, company->tax_ids.items[i]);
		else if (company->country == 1)
			check_rfc(check, company->tax_ids.items[i]);
	}
}

static void check_addresses(const Check *check, const CompanySettings *company)
{
	check_wanted(check, "from", company->from);
	check_wanted(check, "reply_to", company->reply_to);
	if (company->from != NULL && !check_is_mailbox(company->from))
		check_fault(check, "from", "from = %s: Name <address> is wanted", company->from);
	if (company->reply_to != NULL && !check_is_address(company->reply_to))
		check_fault(check, "reply_to", "reply_to = %s: a bare address is wanted", company->reply_to);
	for (size_t i = 0; i < company->alerts_to.n; i++)
		if (!check_is_address(company->alerts_to.items[i]))
			check_fault(check, "alerts_to", "alerts_to: %s is no address", company->alerts_to.items[i]);
}

/* What was shown to nobody would never leave. */
static void check_plan(const Check *check, const CompanySettings *company)
{
	const Texts *words = company->plan_to.n > 0 ? &company->plan_to : &company->alerts_to;
	g_autoptr(Arena) arena = arena_new();
	size_t n = 0;
	if (company->plan_hour == 24)
		return;
	if (words->n == 0)
		check_fault(check, "plan_to", "plan_hour = %" G_GINT64_FORMAT ": plan_to or alerts_to is wanted, else nobody "
			    "sees the plan and nothing is sent", company->plan_hour);
	if (company->plan_send_hour <= company->plan_hour)
		check_fault(check, "plan_send_hour", "plan_send_hour = %" G_GINT64_FORMAT ": after plan_hour is wanted",
			    company->plan_send_hour);
	for (size_t i = 0; i < company->plan_to.n; i++)
		if (!check_is_address(company->plan_to.items[i]) &&
		    (staff_of_word(arena, &check->settings->staff, company->plan_to.items[i], &n), n == 0))
			check_fault(check, "plan_to", "plan_to: %s is no address, person or group", company->plan_to.items[i]);
}

static bool check_is_domain(const char *text)
{
	return strchr(text, '.') != NULL && text[0] != '.' && strpbrk(text, " \t@/;\"") == NULL && g_str_is_ascii(text);
}

static void check_dkim(const Check *check, const CompanySettings *company)
{
	g_autoptr(GError) error = NULL;
	struct stat info;
	if (company->dkim_selector == NULL && company->dkim_key_file == NULL && company->dkim_domain == NULL)
		return;
	check_wanted(check, "dkim_selector", company->dkim_selector);
	check_wanted(check, "dkim_key_file", company->dkim_key_file);
	if (company->dkim_selector != NULL && strpbrk(company->dkim_selector, " \t@/;\"") != NULL)
		check_fault(check, "dkim_selector", "dkim_selector = %s: a name like valija1 is wanted",
			    company->dkim_selector);
	if (company->dkim_domain != NULL && !check_is_domain(company->dkim_domain))
		check_fault(check, "dkim_domain", "dkim_domain = %s: a domain is wanted", company->dkim_domain);
	/* A file that is missing, or open to others, is a fault of its row already. */
	bool private = company->dkim_key_file != NULL && stat(company->dkim_key_file, &info) == 0 &&
		       (info.st_mode & 077) == 0;
	g_autoptr(DkimKey) key = private ? dkim_key_read(company->dkim_key_file, &error) : NULL;
	if (error != NULL)
		check_fault(check, "dkim_key_file", "dkim_key_file: %s", error->message);
}

static void check_logo(const Check *check, const char *path)
{
	g_autoptr(GError) error = NULL;
	char *bytes = NULL;
	size_t length = 0;
	if (path == NULL)
		return;
	if (file_read(path, PDF_IMAGE_BYTES, &bytes, &length, &error)) {
		g_autoptr(GBytes) png = g_bytes_new_take(bytes, length);
		pdf_pages_check_image(png, &error);
	}
	if (error != NULL)
		check_fault(check, "logo", "logo = %s: %s", path, error->message);
}

static void check_pay_links(const Check *check, const CompanySettings *company)
{
	const char *const rows[][2] = { { "pay_link_CLP", company->pay_link_CLP },
					{ "pay_link_MXN", company->pay_link_MXN },
					{ "pay_link_USD", company->pay_link_USD },
					{ "pay_link_EUR", company->pay_link_EUR },
					{ "pay_link_BRL", company->pay_link_BRL } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *fault = rows[i][1] != NULL ? pay_link_fault(check->arena, rows[i][1]) : NULL;
		if (fault != NULL)
			check_fault(check, rows[i][0], "%s = %s: %s", rows[i][0], rows[i][1], fault);
	}
}

static void check_company(const Check *check)
{
	const CompanySettings *company = check->section->values;
	check_tax_ids(check, company);
	check_wanted(check, "name", company->legal_name);
	check_addresses(check, company);
	check_plan(check, company);
	check_dkim(check, company);
	check_logo(check, company->logo);
	check_pay_links(check, company);
	if (company->policy != NULL && config_section(check->file, "policy", company->policy) == NULL)
		check_fault(check, "policy", "policy = %s: no section [policy %s]", company->policy, company->policy);
	if (company->relay != NULL && config_section(check->file, "relay", company->relay) == NULL)
		check_fault(check, "relay", "relay = %s: no section [relay %s]", company->relay, company->relay);
	else if (settings_relay(check->settings, company) == NULL)
		check_fault(check, "relay", "[company %s] wants relay: %s", company->name,
			    check->settings->n_relays == 0 ? "there is no [relay NAME] section" :
							     "there are several");
}

/* ---- connections ---- */

static bool check_is_loopback(const char *host)
{
	struct in6_addr six;
	struct in_addr four;
	if (text_equal(host, "localhost"))
		return true;
	if (inet_pton(AF_INET, host, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, host, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

typedef struct {
	const char *host, *ca_file, *user, *password_file;
	int64_t port, tls, auth;
	OauthLogin oauth;
	const char *ports; /* what the wrong ones are for, by tls mode */
} Connection;

typedef struct {
	const char *kind;
	int64_t port;
	TlsMode right;
} PortRow;

/* Ports whose encryption is fixed by custom (RFC 8314). */
static const PortRow check_ports[] = {
	{ "account", 993, TLS_IMPLICIT }, { "account", 143, TLS_STARTTLS }, { "relay", 465, TLS_IMPLICIT },
	{ "relay", 587, TLS_STARTTLS },	  { "relay", 25, TLS_STARTTLS },
};

static void check_port(const Check *check, const Connection *connection)
{
	static const char *const words[] = { "none", "starttls", "implicit" };
	for (size_t i = 0; i < G_N_ELEMENTS(check_ports); i++) {
		const PortRow *row = &check_ports[i];
		bool wrong = text_equal(row->kind, check->section->kind->kind) && row->port == connection->port &&
			     connection->tls != TLS_NONE && (TlsMode)connection->tls != row->right;
		if (wrong)
			check_fault(check, "port", "port = %" G_GINT64_FORMAT " goes with tls = %s, not with tls = %s",
				    connection->port, words[row->right], words[connection->tls]);
	}
}

static void check_oauth_fault(const void *context, const char *key, const char *text)
{
	const Check *check = context;
	check_fault(check, key, "%s", text);
}

static void check_secret(const Check *check, const Connection *connection)
{
	bool ours = oauth_is_ours(&connection->oauth);
	if (connection->auth == AUTH_OAUTH2 && ours)
		oauth_provider_check(check->arena, &connection->oauth, check_oauth_fault, check);
	else if (connection->auth != AUTH_NONE)
		check_wanted(check, "password_file", connection->password_file);
	if (connection->auth != AUTH_OAUTH2 && ours)
		check_fault(check, "auth", "the oauth_* keys want auth = oauth2");
}

static void check_ca_file(const Check *check, const char *path)
{
	struct stat info;
	if (path != NULL && stat(path, &info) != 0)
		check_fault(check, "ca_file", "ca_file: no such file: %s", path);
}

static void check_connection(const Check *check, const Connection *connection)
{
	check_wanted(check, "host", connection->host);
	if (connection->host != NULL && connection->tls == TLS_NONE && !check_is_loopback(connection->host))
		check_fault(check, "tls", "tls = none sends the password in clear: only for a loopback host, not %s",
			    connection->host);
	check_port(check, connection);
	check_ca_file(check, connection->ca_file);
	if (connection->auth != AUTH_NONE)
		check_wanted(check, "user", connection->user);
	check_secret(check, connection);
}

static void check_folder(const Check *check, const char *path)
{
	struct stat info;
	check_wanted(check, "path", path);
	if (path != NULL && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
		check_fault(check, "path", "path: no such folder: %s", path);
}

/* ---- accounts and relays ---- */

static const char *check_mailbox_name(Arena *arena, const AccountSettings *account)
{
	if (account->type == ACCOUNT_FOLDER)
		return arena_printf(arena, "%s %s", account->path, account->inbox);
	return arena_printf(arena, "%s:%" G_GINT64_FORMAT " %s %s", account->host, account->port, account->user,
			    g_ascii_strcasecmp(account->inbox, "INBOX") == 0 ? "INBOX" : account->inbox);
}

static void check_same_mailbox(const Check *check, const AccountSettings *account)
{
	const char *name = check_mailbox_name(check->arena, account);
	for (size_t i = 0; i < check->settings->n_accounts; i++) {
		const AccountSettings *other = check->settings->accounts[i];
		if (other == account)
			return;
		if (text_equal(check_mailbox_name(check->arena, other), name))
			check_fault(check, "inbox", "accounts %s and %s watch the same folder: %s", other->name,
				    account->name, name);
	}
}

static bool check_is_below(const char *folder, const char *parent)
{
	size_t length = strlen(parent);
	return g_ascii_strncasecmp(folder, parent, length) == 0 && (folder[length] == '\0' || folder[length] == '/');
}

static void check_reply_folder(const Check *check, const AccountSettings *account, const Company *company)
{
	if (check_is_below(account->inbox, company->folder))
		check_fault(check, "inbox",
			    "inbox = %s is the folder that answers of %s are moved to: it must not be watched",
			    account->inbox, company->name);
}

static void check_account(const Check *check)
{
	const AccountSettings *account = check->section->values;
	const Company *company = settings_company(check->settings, account->company);
	if (account->company == NULL)
		check_wanted(check, "company", NULL);
	else if (company == NULL)
		check_fault(check, "company", "company = %s: no section [company %s]", account->company,
			    account->company);
	if (account->type == ACCOUNT_FOLDER)
		check_folder(check, account->path);
	else
		check_connection(check, &(Connection){ .host = account->host, .ca_file = account->ca_file,
						       .user = account->user, .port = account->port,
						       .password_file = account->password_file, .tls = account->tls,
						       .oauth = oauth_login_of_account(check->settings, account),
						       .auth = account->auth });
	check_same_mailbox(check, account);
	if (company != NULL)
		check_reply_folder(check, account, company);
}

static void check_relay(const Check *check)
{
	const RelaySettings *relay = check->section->values;
	if (relay->type == RELAY_FOLDER)
		check_folder(check, relay->path);
	else
		check_connection(check, &(Connection){ .host = relay->host, .ca_file = relay->ca_file,
						       .user = relay->user, .port = relay->port, .tls = relay->tls,
						       .oauth = oauth_login_of_relay(check->settings, relay),
						       .password_file = relay->password_file, .auth = relay->auth });
}

static void check_names_companies(const Check *check, const Texts *names)
{
	for (size_t i = 0; i < names->n; i++)
		if (settings_company(check->settings, names->items[i]) == NULL)
			check_fault(check, "companies", "companies: no section [company %s]", names->items[i]);
}

static void check_person(const Check *check)
{
	const Person *person = check->section->values;
	if (person->address != NULL && !check_is_address(person->address))
		check_fault(check, "address", "address = %s: an address is wanted", person->address);
	if (person->stand_in != NULL && (staff_person(&check->settings->staff, person->stand_in) == NULL ||
					 text_equal(person->stand_in, check->section->name)))
		check_fault(check, "stand_in", "stand_in = %s: no other section [person %s]", person->stand_in,
			    person->stand_in);
	if (date_is_set(person->absent_until) && (!date_is_set(person->absent_from) ||
						  date_compare(person->absent_until, person->absent_from) < 0))
		check_fault(check, "absent_until", "absent_until wants absent_from, no later than itself");
	if (texts_has(&person->groups, check->section->name))
		check_fault(check, "groups", "groups: %s is the person's own name", check->section->name);
	check_names_companies(check, &person->companies);
}

static void check_trust(const Check *check)
{
	struct stat info;
	const TrustSettings *trust = check->section->values;
	if (trust->certificates != NULL && stat(trust->certificates, &info) != 0)
		check_fault(check, "certificates", "certificates: no such folder: %s", trust->certificates);
}

static void check_webhook(const Check *check)
{
	const WebhookSettings *webhook = check->section->values;
	const char *fault = webhook->url != NULL ? https_post_url_fault(webhook->url) : NULL;
	check_wanted(check, "url", webhook->url);
	check_wanted(check, "secret_file", webhook->secret_file);
	if (fault != NULL)
		check_fault(check, "url", "url = %s: %s", webhook->url, fault);
	check_ca_file(check, webhook->ca_file);
	check_names_companies(check, &webhook->companies);
}

static bool check_hears(const Check *check, const char *word)
{
	size_t n = 0;
	if (strchr(word, '@') != NULL)
		return check_is_address(word);
	if (text_equal(word, "area") || text_equal(word, "owner"))
		return true;
	staff_of_word(check->arena, &check->settings->staff, word, &n);
	for (size_t i = 0; n == 0 && i < check->settings->staff.n; i++)
		n += texts_has(&check->settings->staff.people[i].areas, word);
	return n > 0;
}

static void check_hearers(const Check *check, const Texts *to)
{
	for (size_t i = 0; i < to->n; i++)
		if (!check_hears(check, to->items[i]))
			check_fault(check, "to", "to: %s is no address, and no person, group or area of the config",
				    to->items[i]);
}

static void check_alerts(const Check *check)
{
	const AlertRule *rule = check->section->values;
	Money minimum;
	if (rule->to.n == 0)
		check_wanted(check, "to", NULL);
	for (size_t i = 0; i < rule->kinds.n; i++)
		if (!hearers_kind_known(rule->kinds.items[i]))
			check_fault(check, "kinds", "kinds: there are no alerts of the kind %s", rule->kinds.items[i]);
	check_names_companies(check, &rule->companies);
	for (size_t i = 0; i < rule->minimum.n; i++)
		if (!hearers_parse_minimum(rule->minimum.items[i], &minimum))
			check_fault(check, "minimum", "minimum: %s: a currency and an amount like CLP 1000000 are wanted",
				    rule->minimum.items[i]);
	check_hearers(check, &rule->to);
}

static void check_digest(const Check *check)
{
	const DigestSettings *digest = check->section->values;
	check_names_companies(check, &digest->companies);
	for (size_t i = 0; i < digest->to.n; i++)
		if (text_equal(digest->to.items[i], "area") || text_equal(digest->to.items[i], "owner"))
			check_fault(check, "to", "to: %s is of alerts only", digest->to.items[i]);
	check_hearers(check, &digest->to);
}

static void check_store(const Check *check)
{
	const char *key = NULL;
	const char *fault = bucket_fault(check->section->values, &key);
	if (fault != NULL)
		check_fault(check, key, "%s: %s", key, fault);
}

static void check_sat(const Check *check)
{
	const SatSettings *sat = check->section->values;
	const char *fault = https_post_url_fault(sat->url);
	if (fault != NULL)
		check_fault(check, "url", "url = %s: %s", sat->url, fault);
}

typedef struct {
	const char *kind;
	void (*run)(const Check *check);
} CheckRow;

static const CheckRow check_rows[] = {
	{ "store", check_store },
	{ "company", check_company },
	{ "account", check_account },
	{ "relay", check_relay },
	{ "person", check_person },
	{ "alerts", check_alerts },
	{ "digest", check_digest },
	{ "webhook", check_webhook },
	{ "trust", check_trust },
	{ "sat", check_sat },
};

void check_settings(Arena *arena, const Settings *settings, ConfigFile *file)
{
	for (size_t i = 0; i < file->n_sections; i++)
		for (size_t r = 0; r < G_N_ELEMENTS(check_rows); r++) {
			Check check = { arena, settings, file, &file->sections[i] };
			if (text_equal(file->sections[i].kind->kind, check_rows[r].kind))
				check_rows[r].run(&check);
		}
	if (settings->n_companies == 0)
		config_fault(arena, file, 0, "there is no [company NAME] section");
	if (settings->n_accounts == 0)
		config_fault(arena, file, 0, "there is no [account NAME] section: nothing to fetch");
}
