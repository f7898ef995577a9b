/*
 * Settings: the whole config as structs, from the rows of settings_rows.c. Read once by main; const after that.
 */
#ifndef GATEWAY_SETTINGS_H
#define GATEWAY_SETTINGS_H

#include "base/config.h"
#include "base/date.h"
#include "gateway/sink.h"
#include "gateway/source.h"
#include "ledger/company.h"
#include "ledger/hearers.h"
#include "ledger/staff.h"
#include "parsers/limits.h"
#include "parsers/replies/payment_file.h"
#include "store/hooks.h"

/* BucketStyle of gateway/bucket/bucket.h. */
#define BUCKET_STYLES "path|host"

typedef struct {
	const char *path, *url;
	const char *mail; /* s3://bucket/prefix; NULL: the folder mail/ in path */
	const char *mail_endpoint, *mail_region, *mail_access_key, *mail_secret_file, *mail_ca_file;
	int64_t mail_style; /* BucketStyle */
	int64_t mail_connections, mail_part_bytes, mail_timeout_seconds;
} StoreSettings;

typedef struct {
	const char *name; /* of the section */
	int64_t country;  /* index in SETTINGS_COUNTRIES */
	Texts tax_ids;
	const char *legal_name, *language, *timezone, *from, *reply_to;
	Texts alerts_to;
	const char *folder, *folder_replies, *folder_promises, *folder_disputes, *folder_payments, *folder_unmatched,
		*folder_sent, *folder_quarantine;
	Date go_live;
	int64_t claim_days, rep_day, digest_hour, plan_hour, plan_send_hour, plan_silence;
	Texts plan_to;
	const char *relay, *policy, *payment_note, *templates, *logo;
	const char *pay_CLP, *pay_MXN, *pay_USD, *pay_EUR, *pay_BRL; /* how to pay in that currency */
	const char *pay_link_CLP, *pay_link_MXN, *pay_link_USD, *pay_link_EUR, *pay_link_BRL;
	bool pay_qr;
	const char *dkim_selector, *dkim_key_file, *dkim_domain;
	int64_t per_day, first_per_day, first_days, address_per_day, address_per_week, bounce_percent;
} CompanySettings;
#define SETTINGS_SILENCE "hold|send" /* plan_silence */
#define SETTINGS_COUNTRIES "CL|MX|AR|BR|CO|ES|FR|GB|PE|US"

/* Who gives out the tokens of auth = oauth2, and to whom: gateway/oauth/oauth.h. */
typedef enum { OAUTH_NONE, OAUTH_GOOGLE, OAUTH_MICROSOFT } OauthProviderName;
#define OAUTH_PROVIDERS "none|google|microsoft"
typedef enum {
	OAUTH_GRANT_AUTO,
	OAUTH_GRANT_DEVICE,
	OAUTH_GRANT_CODE,
	OAUTH_GRANT_APP,
	OAUTH_GRANT_REFRESH,
} OauthGrant;
#define OAUTH_GRANTS "auto|device_code|authorization_code|client_credentials|refresh_token"
typedef struct {
	int64_t provider, grant; /* OauthProviderName, OauthGrant */
	const char *client_id, *client_secret_file, *key_file, *tenant, *token_url, *auth_url, *device_url, *scope;
	int64_t timeout;
} OauthSettings;

typedef enum { DKIM_NO, DKIM_VERIFY } DkimMode;
typedef enum { ACCOUNT_IMAP, ACCOUNT_FOLDER } AccountType;
typedef struct {
	const char *name, *company;
	int64_t type; /* AccountType */
	const char *host;
	int64_t port, tls; /* TlsMode in the order of the words */
	const char *ca_file, *user;
	int64_t auth;
	const char *password_file, *path, *inbox, *sent;
	OauthSettings oauth;
	int64_t after; /* 0 keep, 1 move */
	const char *authserv_id;
	int64_t dkim; /* DkimMode */
} AccountSettings;

typedef enum { RELAY_SMTP, RELAY_FOLDER } RelayType;
typedef struct {
	const char *name;
	int64_t type; /* RelayType */
	const char *host;
	int64_t port, tls;
	const char *ca_file, *user;
	int64_t auth;
	const char *password_file, *path, *helo;
	int64_t connections, mails_per_connection, per_minute, per_day, domain_connections, domain_per_minute;
	OauthSettings oauth;
} RelaySettings;

#define SETTINGS_REGISTERS "formal|friendly"
typedef struct {
	const char *name, *version;
	Date since;
	Texts segments, minimum;
	bool statement_only;
	const char *preferred;
	int64_t tone; /* index in SETTINGS_REGISTERS */
	Texts steps, attach;
	int64_t attach_bytes;
	int64_t min_interval, upcoming_days, grace_days, hour_from, hour_until, default_days;
	int64_t payment_window, receipt_days;
	Texts rounding;
	bool confirm;
	int64_t confirm_hour;
	const char *weekdays, *calendar;
	int64_t minimum_trust; /* TrustVerdict by name */
	bool dun_paid_at_once, learn;
} PolicySettings;

typedef struct {
	const char *name, *company;
	PaymentMap map;
	const char *encoding;
	int64_t separator;
} PaymentsSettings;

typedef struct {
	const char *name;
	int64_t country;
	Texts extra, work;
} CalendarSettings;

typedef struct {
	Texts only_to;
	int64_t lookup_seconds;
} SendSettings;

typedef struct {
	const char *host; /* NULL: the machine's own name */
	int64_t poll_seconds, work_processes, send_processes, lease_seconds, window_messages, window_bytes;
} RunSettings;

typedef struct {
	int64_t sender_hour, sender_day_bytes, unknown_hour, invoice_notes_day; /* 0: no limit */
	Texts free_senders;
} InboundSettings;

typedef struct {
	const char *server;
	int64_t timeout_seconds;
} DnsSettings;

typedef struct {
	const char *name, *url, *ca_file, *secret_file;
	Texts events, companies;
	int64_t timeout_seconds;
} WebhookSettings;

typedef struct {
	int64_t silent_hours, quarantined, relay_minutes, disk_reserve, verify_days;
} WatchSettings;

typedef enum { DIGEST_MANAGEMENT, DIGEST_PORTFOLIO, DIGEST_RISK } DigestReport;
#define SETTINGS_REPORTS "management|portfolio|risk"
typedef struct {
	const char *name;
	int64_t report; /* DigestReport */
	Texts companies, to;
	int64_t weekday, month_day, hour;
} DigestSettings;

typedef struct {
	const char *certificates;
} TrustSettings;

typedef struct {
	bool status;
	const char *url;
	int64_t timeout_seconds;
} SatSettings;

typedef struct {
	const ConfigFile *file;
	const StoreSettings *store;
	const RunSettings *run;
	const SendSettings *send;
	const TrustSettings *trust;
	const SatSettings *sat;
	const DnsSettings *dns;
	const WatchSettings *watch;
	const InboundSettings *inbound;
	const Limits *limits;
	const AccountSettings **accounts;
	size_t n_accounts;
	const PaymentsSettings **payments;
	size_t n_payments;
	const RelaySettings **relays;
	size_t n_relays;
	const CompanySettings **company_settings; /* parallel to companies */
	Company *companies;
	size_t n_companies;
	Staff staff; /* the [person NAME] sections */
	const WebhookSettings **webhooks;
	Hook *hooks; /* parallel to webhooks: what the store knows of them */
	size_t n_webhooks;
	AlertRule *alert_rules; /* the [alerts NAME] sections */
	size_t n_alert_rules;
	const DigestSettings **digests;
	size_t n_digests;
} Settings;

extern const ConfigKind settings_kinds[];
extern const size_t settings_n_kinds;

/* Reads the file and every rule across keys. The result is whole even when file->faults is not empty; only `check`
 * may then go on. STOP when the file cannot be read. */
bool settings_read(Arena *arena, const char *path, Settings **ret, GError **error);
/* Rules across keys and sections: gateway/online/check.c. */
void check_settings(Arena *arena, const Settings *settings, ConfigFile *file);

const Company *settings_company(const Settings *settings, const char *name);
const CompanySettings *settings_company_settings(const Settings *settings, const char *name);
const AccountSettings *settings_account(const Settings *settings, const char *name);
/* The relay of a company: named, or the only one; NULL when there is none. */
const RelaySettings *settings_relay(const Settings *settings, const CompanySettings *company);

/* settings_policy.c: the company's policies and countries; faults of sections are said once, with the first company. */
void settings_policies(Arena *arena, ConfigFile *file, Company *company, const char *name, bool first);
const char *settings_country_word(Arena *arena, int64_t country);
const char *settings_country_zone(int64_t country);

/* The bare address of from; of a config without faults. */
const char *settings_from_address(Arena *arena, const CompanySettings *company);
/* The domain that its mails are signed for; NULL when they are not signed here. */
const char *settings_dkim_domain(Arena *arena, const CompanySettings *company);

/* The password or token of a *_file key; NULL in ret when auth = none. Wipe with file_wipe_secret(). */
bool settings_secret(const char *path, int64_t auth, char **ret, GError **error);

#endif
