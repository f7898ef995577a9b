/* Every key of the config: one row each. The parser, the checker and the file that init writes read these rows. */
#include "gateway/settings.h"

#define ROW(Type, member, kind, ...) { .key = #member, .type = kind, .offset = offsetof(Type, member), __VA_ARGS__ }
#define NAMED(Type, name_, member, kind, ...) \
	{ .key = name_, .type = kind, .offset = offsetof(Type, member), __VA_ARGS__ }

static const ConfigRow store_rows[] = {
	ROW(StoreSettings, path, CONFIG_PATH, .fallback = "store",
	    .comment = "Folder of the database (SQLite) and of every message ever received."),
	ROW(StoreSettings, url, CONFIG_TEXT,
	    .comment = "PostgreSQL instead of SQLite: postgresql://ROLE@HOST/DATABASE?passfile=FILE. Messages stay in\n"
		       "path. `valija init --url URL` makes the tables."),
	ROW(StoreSettings, mail, CONFIG_TEXT,
	    .comment = "An S3-compatible bucket for the messages instead of path: s3://BUCKET or s3://BUCKET/PREFIX."),
	ROW(StoreSettings, mail_endpoint, CONFIG_TEXT,
	    .comment = "Its service, https://HOST; by default that of Amazon in mail_region."),
	ROW(StoreSettings, mail_region, CONFIG_TEXT, .fallback = "us-east-1", .comment = "Region that requests are signed for."),
	ROW(StoreSettings, mail_access_key, CONFIG_TEXT, .comment = "Id of the access key, …"),
	ROW(StoreSettings, mail_secret_file, CONFIG_SECRET, .comment = "… and the file with its secret, one line, chmod 600."),
	ROW(StoreSettings, mail_style, CONFIG_WORD, .fallback = "path", .words = BUCKET_STYLES,
	    .comment = "Where the bucket stands: path https://HOST/BUCKET/…, host https://BUCKET.HOST/…"),
	ROW(StoreSettings, mail_ca_file, CONFIG_PATH, .comment = "CA certificates (PEM) instead of the system's."),
	ROW(StoreSettings, mail_connections, CONFIG_NUMBER, .fallback = "8", .min = 1, .max = 64,
	    .comment = "Messages that one process sends to the bucket, or fetches ahead from it, at the same time."),
	ROW(StoreSettings, mail_part_bytes, CONFIG_NUMBER, .fallback = "8388608", .min = 5242880, .max = INT64_C(1) << 30,
	    .comment = "A larger message goes in parts of this size."),
	ROW(StoreSettings, mail_timeout_seconds, CONFIG_NUMBER, .fallback = "30", .min = 1, .max = 600,
	    .comment = "Seconds without progress after which a transfer is tried anew."),
};

static const ConfigRow run_rows[] = {
	ROW(RunSettings, host, CONFIG_TEXT,
	    .comment = "Name of this machine where several share a store; by default its host name."),
	ROW(RunSettings, poll_seconds, CONFIG_NUMBER, .fallback = "60", .min = 1, .max = 86400,
	    .comment = "Seconds between looks where nothing wakes a stage (IDLE and our own bell usually do)."),
	ROW(RunSettings, work_processes, CONFIG_NUMBER, .fallback = "1", .min = 1, .max = 64,
	    .comment = "How many work processes `run` starts."),
	ROW(RunSettings, send_processes, CONFIG_NUMBER, .fallback = "2", .min = 1, .max = 64,
	    .comment = "How many send processes: while one waits for a slow domain, the others go on."),
	ROW(RunSettings, lease_seconds, CONFIG_NUMBER, .fallback = "900", .min = 5, .max = 86400,
	    .comment = "How long a dead process of another machine delays what it had claimed, mailboxes too;\n"
		       "longer than a relay may take to answer one mail (10 minutes)."),
	ROW(RunSettings, window_messages, CONFIG_NUMBER, .fallback = "200", .min = 1, .max = 10000,
	    .comment = "Messages fetched and committed together."),
	ROW(RunSettings, window_bytes, CONFIG_NUMBER, .fallback = "33554432", .min = 1, .max = INT64_C(4294967296),
	    .comment = "Bytes fetched and committed together."),
};

static const ConfigRow company_rows[] = {
	ROW(CompanySettings, country, CONFIG_WORD, .fallback = "CL", .words = SETTINGS_COUNTRIES, .example = "CL",
	    .comment = "Country whose tax office numbers the company's invoices."),
	ROW(CompanySettings, tax_ids, CONFIG_LIST, .example = "",
	    .comment = "Its tax ids (RUT 76192083-9, RFC EKU9003173C9), separated by ';'. They decide which\n"
		       "invoices it issued and which it received."),
	NAMED(CompanySettings, "name", legal_name, CONFIG_TEXT, .example = "",
	      .comment = "Its name as clients know it."),
	ROW(CompanySettings, language, CONFIG_TEXT,
	    .comment = "Language of its mails: es-CL, es-MX, en. By default that of the country."),
	ROW(CompanySettings, timezone, CONFIG_ZONE,
	    .comment = "Its time zone, e.g. America/Santiago. By default that of the country's capital."),
	ROW(CompanySettings, from, CONFIG_TEXT, .example = "",
	    .comment = "Sender of its mails: Cobranza <cobranza@example.cl>; an address alone goes under the name above."),
	ROW(CompanySettings, reply_to, CONFIG_TEXT, .example = "",
	    .comment = "Where answers go: a mailbox that an account below fetches and that accepts +tags\n"
		       "(cobranza+tag@example.cl). The tag names the invoice that is answered."),
	ROW(CompanySettings, alerts_to, CONFIG_LIST, .example = "",
	    .comment = "Who hears of state changes, broken deadlines and faults, separated by ';'."),
	ROW(CompanySettings, folder, CONFIG_TEXT, .fallback = "Cobranza",
	    .comment = "Folder of the company's own mailbox that answers are moved to; made when missing."),
	ROW(CompanySettings, folder_replies, CONFIG_TEXT, .fallback = "Respuestas",
	    .comment = "Its subfolders, by what the answer says."),
	ROW(CompanySettings, folder_promises, CONFIG_TEXT, .fallback = "Promesas", .comment = "Promises to pay."),
	ROW(CompanySettings, folder_disputes, CONFIG_TEXT, .fallback = "Disputas", .comment = "Objections."),
	ROW(CompanySettings, folder_payments, CONFIG_TEXT, .fallback = "Pagos", .comment = "Payments announced."),
	ROW(CompanySettings, folder_unmatched, CONFIG_TEXT, .fallback = "Sin asignar",
	    .comment = "Answers that name no mail of ours."),
	ROW(CompanySettings, folder_sent, CONFIG_TEXT, .fallback = "Enviados",
	    .comment = "Copies of what was sent: they prove that the relay took it."),
	ROW(CompanySettings, folder_quarantine, CONFIG_TEXT, .fallback = "Cuarentena",
	    .comment = "Answers set aside."),
	ROW(CompanySettings, go_live, CONFIG_DATE,
	    .comment = "First day on which clients are written to (YYYY-MM-DD). Until then everything is\n"
		       "collected and `valija plan` shows what would be sent."),
	ROW(CompanySettings, claim_days, CONFIG_NUMBER, .fallback = "8", .min = 1, .max = 60,
	    .comment = "Chile: days from reception in which a supplier's invoice may be claimed (Ley 19.983)."),
	ROW(CompanySettings, rep_day, CONFIG_NUMBER, .fallback = "5", .min = 1, .max = 28,
	    .comment = "Mexico: day of the next month by which the receipt of a payment is due (RMF 2.7.1.32)."),
	ROW(CompanySettings, digest_hour, CONFIG_NUMBER, .fallback = "8", .min = 0, .max = 24,
	    .comment = "Hour of its business days at which people of [person], alerts_to and those that [alerts] name get\n"
		       "their agenda of the day and the alerts that nobody has seen. 24: never."),
	ROW(CompanySettings, plan_hour, CONFIG_NUMBER, .fallback = "24", .min = 0, .max = 24,
	    .comment = "Hour of its business days at which who collects is shown the day's mails to clients, numbered, and may\n"
		       "answer \"no 7, 9\", \"ok\", \"ninguno\"; nothing leaves that was not shown. 24: no plan is shown."),
	ROW(CompanySettings, plan_to, CONFIG_LIST,
	    .comment = "Who is shown the customers of no collector ([person]): addresses, people or groups; by default alerts_to."),
	ROW(CompanySettings, plan_send_hour, CONFIG_NUMBER, .fallback = "10", .min = 1, .max = 23,
	    .comment = "Until this hour answers are waited for; then what was not left out leaves, and what nobody answered …"),
	ROW(CompanySettings, plan_silence, CONFIG_WORD, .fallback = "hold", .words = SETTINGS_SILENCE,
	    .comment = "… waits for the next plan (hold), or leaves too (send)."),
	ROW(CompanySettings, relay, CONFIG_TEXT, .comment = "Relay of its mails; not needed when there is only one."),
	ROW(CompanySettings, policy, CONFIG_TEXT, .comment = "Policy of its reminders; a sensible one is built in."),
	ROW(CompanySettings, per_day, CONFIG_NUMBER, .fallback = "1000", .min = 0, .max = 1000000,
	    .comment = "Reminders a day at most; the rest goes on the next ones. 0: no limit."),
	ROW(CompanySettings, first_per_day, CONFIG_NUMBER, .fallback = "50", .min = 0, .max = 1000000,
	    .comment = "The same in the first days from go_live on …"),
	ROW(CompanySettings, first_days, CONFIG_NUMBER, .fallback = "7", .min = 0, .max = 365,
	    .comment = "… which are so many."),
	ROW(CompanySettings, address_per_day, CONFIG_NUMBER, .fallback = "1", .min = 0, .max = 100,
	    .comment = "Reminders to one address a day, whoever's contact it is. 0: no limit."),
	ROW(CompanySettings, address_per_week, CONFIG_NUMBER, .fallback = "3", .min = 0, .max = 1000,
	    .comment = "The same in seven days."),
	ROW(CompanySettings, bounce_percent, CONFIG_NUMBER, .fallback = "5", .min = 0, .max = 100,
	    .comment = "When more than so many of the last 200 mails were refused for good, the company's reminders stop until\n"
		       "`valija queue release --reminders`. 0: never."),
	ROW(CompanySettings, payment_note, CONFIG_TEXT,
	    .comment = "How to pay, as clients shall read it in each reminder."),
	ROW(CompanySettings, pay_CLP, CONFIG_TEXT,
	    .comment = "Account, CLABE or link for each currency; a mail shows those of the currencies it asks for."),
	ROW(CompanySettings, pay_MXN, CONFIG_TEXT, .comment = "The same in Mexican pesos,"),
	ROW(CompanySettings, pay_USD, CONFIG_TEXT, .comment = "dollars,"),
	ROW(CompanySettings, pay_EUR, CONFIG_TEXT, .comment = "euros,"),
	ROW(CompanySettings, pay_BRL, CONFIG_TEXT, .comment = "and reais."),
	ROW(CompanySettings, pay_link_CLP, CONFIG_TEXT,
	    .comment = "Where one document is paid online, for each currency, https only: https://pagos.example.cl/?d={folio}.\n"
		       "{type} {series} {folio} {number} {uuid} {customer} {amount} {currency} {due} are filled in."),
	ROW(CompanySettings, pay_link_MXN, CONFIG_TEXT, .comment = "The same in Mexican pesos,"),
	ROW(CompanySettings, pay_link_USD, CONFIG_TEXT, .comment = "dollars,"),
	ROW(CompanySettings, pay_link_EUR, CONFIG_TEXT, .comment = "euros,"),
	ROW(CompanySettings, pay_link_BRL, CONFIG_TEXT, .comment = "and reais."),
	ROW(CompanySettings, pay_qr, CONFIG_BOOL, .fallback = "yes",
	    .comment = "Show the first four of these links as QR codes too, in mails and statements?"),
	ROW(CompanySettings, templates, CONFIG_PATH,
	    .comment = "Folder of templates of your own, laid over the built-in ones (docs/TEMPLATES.md); `valija template\n"
		       "lint` says what is wrong with them."),
	ROW(CompanySettings, logo, CONFIG_PATH,
	    .comment = "Its logo on mails to clients and statements of account: a PNG of at most 1 MB and 4096 by 4096 pixels."),
	ROW(CompanySettings, dkim_selector, CONFIG_TEXT,
	    .comment = "Its mails are signed (DKIM) here and not by the relay: name of the key, whose public half\n"
		       "stands in DNS at SELECTOR._domainkey.DOMAIN (`valija check --online` says what to publish), …"),
	ROW(CompanySettings, dkim_key_file, CONFIG_SECRET,
	    .comment = "… file with the private key, chmod 600: (umask 077; openssl genrsa -out dkim.key 2048), …"),
	ROW(CompanySettings, dkim_domain, CONFIG_TEXT, .comment = "… and the domain; by default that of from."),
};

#define CONNECTION_ROWS(Type, port_)                                                                              \
	ROW(Type, host, CONFIG_TEXT, .example = "", .comment = "Host name; its certificate must carry it."),      \
	ROW(Type, port, CONFIG_NUMBER, .fallback = port_, .min = 1, .max = 65535, .comment = "Port."),            \
	ROW(Type, tls, CONFIG_WORD, .fallback = "implicit", .words = "none|starttls|implicit",                    \
	    .comment = "Encryption; certificate and host name are always verified. none: loopback only."),        \
	ROW(Type, ca_file, CONFIG_PATH, .comment = "CA certificates (PEM) instead of the system's."),             \
	ROW(Type, user, CONFIG_TEXT, .example = "", .comment = "Login name."),                                    \
	ROW(Type, auth, CONFIG_WORD, .fallback = "password", .words = "none|password|oauth2",                     \
	    .comment = "How to log in."),                                                                         \
	ROW(Type, password_file, CONFIG_SECRET, .example = "",                                                    \
	    .comment = "File with the password (or access token), one line, chmod 600.")

#define OAUTH_ROWS(Type)                                                                                          \
	NAMED(Type, "oauth_provider", oauth.provider, CONFIG_WORD, .fallback = "none", .words = OAUTH_PROVIDERS,  \
	      .comment = "For auth = oauth2 (docs/OPERATIONS.md): who gives out the tokens. none: see the URLs\n" \
			 "below, or password_file holds an access token that something else keeps fresh."),       \
	NAMED(Type, "oauth_grant", oauth.grant, CONFIG_WORD, .fallback = "auto", .words = OAUTH_GRANTS,           \
	      .comment = "How: set up with `valija check --login NAME`, as an application (client_credentials),\n" \
			 "or with a first refresh token in password_file. auto: the provider's way."),            \
	NAMED(Type, "oauth_client_id", oauth.client_id, CONFIG_TEXT,                                              \
	      .comment = "Id of the application that was registered with the provider, …"),                       \
	NAMED(Type, "oauth_client_secret_file", oauth.client_secret_file, CONFIG_SECRET,                          \
	      .comment = "… and the file with its secret, where it has one, chmod 600."),                         \
	NAMED(Type, "oauth_key_file", oauth.key_file, CONFIG_SECRET,                                              \
	      .comment = "File with the key that tokens are encrypted with, outside the store, chmod 600:\n"      \
			 "(umask 077; openssl rand -hex 32 >oauth.key)"),                                         \
	NAMED(Type, "oauth_tenant", oauth.tenant, CONFIG_TEXT,                                                    \
	      .comment = "Microsoft: id or domain of the organisation, unless the application is for all."),      \
	NAMED(Type, "oauth_scope", oauth.scope, CONFIG_TEXT, .comment = "What is asked for; the provider's."),    \
	NAMED(Type, "oauth_token_url", oauth.token_url, CONFIG_TEXT, .comment = "The provider's addresses: https,"), \
	NAMED(Type, "oauth_auth_url", oauth.auth_url, CONFIG_TEXT, .comment = "for authorization_code,"),         \
	NAMED(Type, "oauth_device_url", oauth.device_url, CONFIG_TEXT, .comment = "for device_code."),            \
	NAMED(Type, "oauth_timeout", oauth.timeout, CONFIG_NUMBER, .fallback = "30", .min = 1, .max = 300,        \
	      .comment = "Seconds that one question to them may take.")

static const ConfigRow account_rows[] = {
	ROW(AccountSettings, company, CONFIG_TEXT, .example = "acme", .comment = "Company whose mailbox it is."),
	ROW(AccountSettings, type, CONFIG_WORD, .fallback = "imap", .words = "imap|folder",
	    .comment = "An IMAP mailbox, or a folder on disk (Maildir or .eml files)."),
	CONNECTION_ROWS(AccountSettings, "993"),
	OAUTH_ROWS(AccountSettings),
	ROW(AccountSettings, path, CONFIG_PATH, .comment = "For type = folder: the folder."),
	ROW(AccountSettings, inbox, CONFIG_TEXT, .fallback = "INBOX", .comment = "Folder that is watched."),
	ROW(AccountSettings, sent, CONFIG_TEXT,
	    .comment = "The provider's own folder of sent mail (\"[Gmail]/Enviados\", \"Sent Items\"), when it files there what\n"
		       "the relay takes: a mail of unknown fate is looked for in it, too, before it is sent again."),
	ROW(AccountSettings, after, CONFIG_WORD, .fallback = "move", .words = "keep|move",
	    .comment = "move: answers of clients are moved to the company's folder. keep: nothing is moved."),
	ROW(AccountSettings, authserv_id, CONFIG_TEXT,
	    .comment = "Name that the mailbox's server puts first in Authentication-Results (mx.google.com; \"-\" where\n"
		       "it puts none, as Microsoft 365), if it strips what strangers put there: an answer whose\n"
		       "DMARC or DKIM failed is then noted, and nothing acts on it. By default none is believed."),
	ROW(AccountSettings, dkim, CONFIG_WORD, .fallback = "no", .words = "no|verify",
	    .comment = "verify: the DKIM signatures of what comes in are checked here, with keys from DNS, where the\n"
		       "mailbox's server says nothing of them; an answer whose sender's own signature is broken counts\n"
		       "as one whose DKIM failed."),
};

static const ConfigRow relay_rows[] = {
	ROW(RelaySettings, type, CONFIG_WORD, .fallback = "smtp", .words = "smtp|folder",
	    .comment = "A mail server, or a folder on disk that mails are written to."),
	CONNECTION_ROWS(RelaySettings, "465"),
	OAUTH_ROWS(RelaySettings),
	ROW(RelaySettings, path, CONFIG_PATH, .comment = "For type = folder: the folder."),
	ROW(RelaySettings, helo, CONFIG_TEXT, .fallback = "localhost",
	    .comment = "Name that we greet the server with."),
	ROW(RelaySettings, connections, CONFIG_NUMBER, .fallback = "2", .min = 1, .max = 64,
	    .comment = "Connections at once, of all send processes together."),
	ROW(RelaySettings, mails_per_connection, CONFIG_NUMBER, .fallback = "50", .min = 1, .max = 100000,
	    .comment = "Mails handed to one connection before it is made anew."),
	ROW(RelaySettings, per_minute, CONFIG_NUMBER, .fallback = "0", .min = 0, .max = 100000,
	    .comment = "Mails a minute at most (Microsoft 365 takes 30). 0: as it learns from what is pushed back."),
	ROW(RelaySettings, per_day, CONFIG_NUMBER, .fallback = "1000", .min = 0, .max = 100000000,
	    .comment = "Mails in 24 hours at most. 0: no limit."),
	ROW(RelaySettings, domain_connections, CONFIG_NUMBER, .fallback = "2", .min = 1, .max = 64,
	    .comment = "Mails to one recipient domain at once; one that pushes back gets one."),
	ROW(RelaySettings, domain_per_minute, CONFIG_NUMBER, .fallback = "0", .min = 0, .max = 100000,
	    .comment = "Mails a minute to one recipient domain at most. 0: as it learns from what is pushed back."),
};

static const ConfigRow policy_rows[] = {
	ROW(PolicySettings, version, CONFIG_TEXT,
	    .comment = "Which state of this policy it is, as you count: `plan` and every mail's event name it."),
	ROW(PolicySettings, since, CONFIG_DATE, .comment = "Day from which this state holds; it is only named."),
	ROW(PolicySettings, segments, CONFIG_LIST,
	    .comment = "Customers of these segments (`customer set --segment`) have this policy, unless `customer set\n"
		       "--policy` named another one for them. All others have that of their company."),
	ROW(PolicySettings, steps, CONFIG_LIST,
	    .comment = "Reminders: business days from the due date and the tone (before, due, overdue, firm), which goes\n"
		       "by mail, and first contacts: \"1 first\", business days from when the document came in;\n"
		       "\"5 overdue phone\", portal or letter is a task for a person instead, and so is formal:\n"
		       "a formal notice never leaves by itself. By default, for Spanish:\n"
		       "-5 before; 0 due; 3 overdue; 8 overdue; 15 firm; 30 formal"),
	ROW(PolicySettings, attach, CONFIG_LIST,
	    .comment = "Documents that go with its mails: pdf, xml, statement (of account, a PDF), none; after a step's word or\n"
		       "name only with it: pdf xml; before none; firm pdf statement. By default pdf xml."),
	ROW(PolicySettings, attach_bytes, CONFIG_NUMBER, .fallback = "10485760", .min = 1, .max = 10485760,
	    .comment = "Bytes of all of them together in one mail; what is more is left out, and the mail says so."),
	NAMED(PolicySettings, "register", tone, CONFIG_WORD, .fallback = "formal", .words = SETTINGS_REGISTERS,
	      .comment = "How its mails speak, where the language has both; a firm reminder is always formal."),
	ROW(PolicySettings, statement_only, CONFIG_BOOL, .fallback = "no",
	    .comment = "Key accounts: the month's statement instead of reminders."),
	ROW(PolicySettings, minimum, CONFIG_LIST,
	    .comment = "A client who owes less than this is not written to, for each currency: CLP 5000; MXN 100"),
	ROW(PolicySettings, min_interval, CONFIG_NUMBER, .fallback = "5", .min = 0, .max = 365,
	    .comment = "Business days between two mails to one client."),
	ROW(PolicySettings, upcoming_days, CONFIG_NUMBER, .fallback = "10", .min = 0, .max = 365,
	    .comment = "Invoices that fall due within so many days are listed too."),
	ROW(PolicySettings, grace_days, CONFIG_NUMBER, .fallback = "3", .min = 0, .max = 365,
	    .comment = "The ladder of an overdue invoice begins no sooner than so many business days after\n"
		       "it was first seen."),
	ROW(PolicySettings, hour_from, CONFIG_NUMBER, .fallback = "9", .min = 0, .max = 23,
	    .comment = "Mails to clients leave between these hours of the client's time zone …"),
	ROW(PolicySettings, hour_until, CONFIG_NUMBER, .fallback = "18", .min = 1, .max = 24, .comment = "… and"),
	ROW(PolicySettings, weekdays, CONFIG_TEXT, .fallback = "1-5",
	    .comment = "on these days (1 Monday … 7 Sunday): 1-5, 1-7 or 1,3,5."),
	ROW(PolicySettings, preferred, CONFIG_TEXT,
	    .comment = "Mails of overdue invoices wait for one of these days (2-4: Tuesday to Thursday)."),
	ROW(PolicySettings, calendar, CONFIG_TEXT,
	    .comment = "Calendar of holidays. By default the public ones of the client's country."),
	ROW(PolicySettings, minimum_trust, CONFIG_WORD, .fallback = "signed",
	    .words = "unsigned|unverifiable|signed|proven",
	    .comment = "Invoices whose signatures prove less are collected but not dunned."),
	ROW(PolicySettings, learn, CONFIG_BOOL, .fallback = "no",
	    .comment = "Remind who always pays on one weekday or day of the month after that day only?"),
	ROW(PolicySettings, dun_paid_at_once, CONFIG_BOOL, .fallback = "no",
	    .comment = "Remind of invoices that say they were paid at issue (CFDI PUE, DTE FmaPago 1)?"),
	ROW(PolicySettings, default_days, CONFIG_NUMBER, .fallback = "30", .min = 0, .max = 366,
	    .comment = "Days to pay where a document states none (Chile: from reception, Ley 21.131)."),
	ROW(PolicySettings, receipt_days, CONFIG_NUMBER, .fallback = "5", .min = 0, .max = 365,
	    .comment = "A payment receipt (CFDI P) and a bank's payment of one amount whose days are no further\n"
		       "apart are the same money."),
	ROW(PolicySettings, rounding, CONFIG_LIST, .fallback = "MXN 1",
	    .comment = "A rest of at most so much closes an invoice that was paid or credited, for each currency\n"
		       "(SAT, guide of CFDI 4.0, appendix 6: up to one peso between frequent customers)."),
	ROW(PolicySettings, confirm, CONFIG_BOOL, .fallback = "yes",
	    .comment = "Tell customers what they paid, in one mail a day, and send them the payment receipt (CFDI P)?"),
	ROW(PolicySettings, confirm_hour, CONFIG_NUMBER, .fallback = "16", .min = 0, .max = 23,
	    .comment = "What came in during the day is confirmed from this hour on; what comes later, the next day."),
	ROW(PolicySettings, payment_window, CONFIG_NUMBER, .fallback = "90", .min = 0, .max = 3660,
	    .comment = "A payment is matched by folio or amount only to invoices issued at most so many days after\n"
		       "it, and by amount only to those that fell due at most so many days before it."),
};

static const ConfigRow payments_rows[] = {
	ROW(PaymentsSettings, company, CONFIG_TEXT, .comment = "Company that was paid; by default whichever the row means."),
	NAMED(PaymentsSettings, "reference", map.reference, CONFIG_TEXT, .fallback = "reference",
	      .comment = "Names of the columns, as the header has them; \"-\" where the file has none. The reference\n"
			 "makes a row the same row when it is imported again; without one its content does."),
	NAMED(PaymentsSettings, "date", map.date, CONFIG_TEXT, .fallback = "date", .comment = "Day of the payment."),
	NAMED(PaymentsSettings, "invoice", map.invoice, CONFIG_TEXT, .fallback = "invoice",
	      .comment = "Invoice: key, UUID, type-folio or folio."),
	NAMED(PaymentsSettings, "currency", map.currency, CONFIG_TEXT, .comment = "Currency; by default the column \"currency\"."),
	NAMED(PaymentsSettings, "amount", map.amount, CONFIG_TEXT, .fallback = "amount", .comment = "Amount."),
	NAMED(PaymentsSettings, "customer", map.customer, CONFIG_TEXT,
	      .comment = "Who paid, tax id or name; by default the column \"customer\", if there is one."),
	NAMED(PaymentsSettings, "default_currency", map.default_currency, CONFIG_TEXT,
	      .comment = "Currency of a row that names none (CLP, MXN)."),
	NAMED(PaymentsSettings, "dates", map.dates, CONFIG_WORD, .fallback = "auto", .words = "auto|day-first|month-first|year-first",
	      .comment = "How days are written. auto: 2026-11-30, else the day first."),
	NAMED(PaymentsSettings, "decimal", map.decimal, CONFIG_WORD, .fallback = "auto", .words = "auto|point|comma",
	      .comment = "Decimal mark of the amounts. auto: the one that the amounts of the file agree on."),
	ROW(PaymentsSettings, separator, CONFIG_WORD, .fallback = "auto", .words = "auto|semicolon|comma|tab",
	    .comment = "What stands between columns. auto: what the header shows."),
	ROW(PaymentsSettings, encoding, CONFIG_TEXT,
	    .comment = "Charset of the file (iso-8859-1, utf-8); found out when it is not said."),
};

static const ConfigRow calendar_rows[] = {
	ROW(CalendarSettings, country, CONFIG_WORD, .fallback = "CL", .words = SETTINGS_COUNTRIES,
	    .comment = "Country whose public holidays count (computed for CL, MX, BR, FR, ES, US and GB)."),
	ROW(CalendarSettings, extra, CONFIG_LIST,
	    .comment = "Further days off, YYYY-MM-DD separated by ';': elections, the region's, your own."),
	ROW(CalendarSettings, work, CONFIG_LIST, .comment = "Holidays on which you work all the same."),
};

static const ConfigRow person_rows[] = {
	NAMED(Person, "name", full_name, CONFIG_TEXT, .example = "", .comment = "The name as people write it."),
	ROW(Person, address, CONFIG_TEXT, .example = "", .comment = "Where mail for this person goes."),
	ROW(Person, phone, CONFIG_TEXT, .comment = "Telephone, as clients read it under a mail."),
	ROW(Person, language, CONFIG_TEXT, .comment = "Language; the company's."),
	ROW(Person, groups, CONFIG_LIST, .comment = "Groups: customers are assigned to a person or a group."),
	ROW(Person, areas, CONFIG_LIST,
	    .comment = "Areas whose tasks are this person's: billing; treasury; payables; sales; logistics;\n"
		       "legal; manager; or words of your own."),
	ROW(Person, companies, CONFIG_LIST, .comment = "Names of companies; by default of all."),
	ROW(Person, stand_in, CONFIG_TEXT, .comment = "Name of the person who acts during an absence …"),
	ROW(Person, absent_from, CONFIG_DATE, .comment = "… from this day"),
	ROW(Person, absent_until, CONFIG_DATE, .comment = "to this day, both included."),
};

static const ConfigRow alerts_rows[] = {
	ROW(AlertRule, kinds, CONFIG_LIST,
	    .comment = "Kinds of alert (docs/OPERATIONS.md): reply; deadline; rejected; account-stopped … By default all."),
	ROW(AlertRule, areas, CONFIG_LIST, .comment = "Areas (see [person]) that they belong to. By default all."),
	ROW(AlertRule, companies, CONFIG_LIST, .comment = "Names of companies. By default all."),
	ROW(AlertRule, minimum, CONFIG_LIST,
	    .comment = "Not those about less: CLP 1000000; USD 1000. An alert without an amount, or in another currency, counts."),
	ROW(AlertRule, to, CONFIG_LIST, .example = "",
	    .comment = "Who hears of them: addresses; names of people, groups or areas; area: the people whose area it\n"
		       "is; owner: who has the task, else the invoice's collector. Who is absent has a stand-in."),
	ROW(AlertRule, digest, CONFIG_BOOL, .fallback = "yes",
	    .comment = "Listed in the daily digest until somebody answers \"visto\", or it is over?"),
};

static const ConfigRow digest_rows[] = {
	ROW(DigestSettings, report, CONFIG_WORD, .fallback = "management", .words = SETTINGS_REPORTS,
	    .comment = "Which report: management, each business day; portfolio, once a week; risk, once a month."),
	ROW(DigestSettings, companies, CONFIG_LIST, .comment = "Names of companies, each a mail of its own. By default all."),
	ROW(DigestSettings, to, CONFIG_LIST,
	    .comment = "Who gets it: addresses; names of people, groups or areas. By default the company's alerts_to."),
	ROW(DigestSettings, weekday, CONFIG_NUMBER, .fallback = "1", .min = 1, .max = 7,
	    .comment = "portfolio: the day of the week, 1 is Monday. No business day: the next one."),
	ROW(DigestSettings, month_day, CONFIG_NUMBER, .fallback = "1", .min = 1, .max = 28,
	    .comment = "risk: the day of the month. No business day: the next one."),
	ROW(DigestSettings, hour, CONFIG_NUMBER, .fallback = "8", .min = 0, .max = 23,
	    .comment = "Hour of the company's day from which it is sent."),
};

static const ConfigRow send_rows[] = {
	ROW(SendSettings, only_to, CONFIG_LIST,
	    .comment = "Test mode: mails to anybody else are held. Addresses or @domains separated by ';'."),
	ROW(SendSettings, lookup_seconds, CONFIG_NUMBER, .fallback = "900", .min = 1, .max = 86400,
	    .comment = "A mail of which nobody knows whether the relay took it is sent again, the same bytes,\n"
		       "when its copy has not come to our own mailbox after so many seconds."),
};

static const ConfigRow dns_rows[] = {
	ROW(DnsSettings, server, CONFIG_TEXT,
	    .comment = "Resolver that is asked instead of the system's: 127.0.0.1 or 127.0.0.1:5353."),
	ROW(DnsSettings, timeout_seconds, CONFIG_NUMBER, .fallback = "10", .min = 1, .max = 60,
	    .comment = "Seconds that one question may take."),
};

static const ConfigRow webhook_rows[] = {
	ROW(WebhookSettings, url, CONFIG_TEXT, .example = "",
	    .comment = "Address that is posted to: https://… (http to this machine only)."),
	ROW(WebhookSettings, ca_file, CONFIG_PATH, .comment = "CA certificates (PEM) instead of the system's."),
	ROW(WebhookSettings, secret_file, CONFIG_SECRET, .example = "",
	    .comment = "File with the secret that signs what is posted, one line, chmod 600:\n"
		       "(umask 077; openssl rand -hex 32 >webhook.key)"),
	ROW(WebhookSettings, events, CONFIG_LIST,
	    .comment = "Kinds of event (`valija export events`) that it wants, and alert; by default all."),
	ROW(WebhookSettings, companies, CONFIG_LIST, .comment = "Names of companies; by default of all."),
	ROW(WebhookSettings, timeout_seconds, CONFIG_NUMBER, .fallback = "10", .min = 1, .max = 300,
	    .comment = "Seconds that one post may take."),
};

static const ConfigRow watch_rows[] = {
	ROW(WatchSettings, silent_hours, CONFIG_NUMBER, .fallback = "24", .min = 0, .max = 8760,
	    .comment = "Alert when a mailbox got nothing in so many hours, although it did in the same hours of most of\n"
		       "the four weeks before. 0: never."),
	ROW(WatchSettings, quarantined, CONFIG_NUMBER, .fallback = "10", .min = 0, .max = 1000000,
	    .comment = "Alert when so many messages were set aside in 24 hours. 0: never."),
	ROW(WatchSettings, relay_minutes, CONFIG_NUMBER, .fallback = "15", .min = 0, .max = 10080,
	    .comment = "Alert when a relay has taken nothing for so many minutes. 0: never."),
	ROW(WatchSettings, disk_reserve, CONFIG_NUMBER, .fallback = "1073741824", .min = 0, .max = INT64_C(1) << 50,
	    .comment = "Bytes of the store's disk (5 % of it when that is less) that fetch leaves free: it takes no mail\n"
		       "below, and alerts when twice as much is left. 0: down to the last."),
	ROW(WatchSettings, verify_days, CONFIG_NUMBER, .fallback = "35", .min = 0, .max = 3660,
	    .comment = "Alert when `valija verify` has found the store whole for the last time so many days ago. 0: never."),
};

static const ConfigRow inbound_rows[] = {
	ROW(InboundSettings, sender_hour, CONFIG_NUMBER, .fallback = "60", .min = 0, .max = 1000000,
	    .comment = "Mails of one sender that are worked off an hour; the rest waits its time, and one alert says so.\n"
		       "0: no limit. What lay in a mailbox before, and what is older than a day, is not counted."),
	ROW(InboundSettings, sender_day_bytes, CONFIG_NUMBER, .fallback = "209715200", .min = 0, .max = INT64_C(1) << 40,
	    .comment = "Bytes of one sender a day."),
	ROW(InboundSettings, unknown_hour, CONFIG_NUMBER, .fallback = "200", .min = 0, .max = 1000000,
	    .comment = "Mails an hour of senders that were never seen before, all together."),
	ROW(InboundSettings, invoice_notes_day, CONFIG_NUMBER, .fallback = "50", .min = 0, .max = 1000000,
	    .comment = "Answers to one invoice in 24 hours that become notes; more are on record and change nothing."),
	ROW(InboundSettings, free_senders, CONFIG_LIST, .example = "",
	    .comment = "Addresses without such limits, separated by ';': the ERP or the certified provider that sends\n"
		       "every invoice. The companies' own addresses are among them always."),
};

static const ConfigRow trust_rows[] = {
	ROW(TrustSettings, certificates, CONFIG_PATH,
	    .comment = "Folder of further certificates (.cer, .crt, .pem) of SAT and its authorities."),
};

static const ConfigRow sat_rows[] = {
	ROW(SatSettings, status, CONFIG_BOOL, .fallback = "no",
	    .comment = "Ask SAT whether open CFDI were cancelled: before they are reminded of and once a week.\n"
		       "Sends SAT the numbers, tax ids and totals of invoices, as their QR codes say them."),
	ROW(SatSettings, url, CONFIG_TEXT,
	    .fallback = "https://consultaqr.facturaelectronica.sat.gob.mx/ConsultaCFDIService.svc",
	    .comment = "Its status service."),
	ROW(SatSettings, timeout_seconds, CONFIG_NUMBER, .fallback = "10", .min = 1, .max = 60,
	    .comment = "Seconds that one question may take."),
};

#define LIMIT_STRING_(value) #value
#define LIMIT_STRING(value) LIMIT_STRING_(value)
#define LIMIT_ROW(member_, value_, text_)                                                          \
	{ .key = #member_, .type = CONFIG_NUMBER, .offset = offsetof(Limits, member_),             \
	  .fallback = LIMIT_STRING(value_), .min = 1, .max = INT64_C(1) << 40, .comment = text_ },
static const ConfigRow limits_rows[] = { LIMITS(LIMIT_ROW) };

#define KIND(kind_, Type, named_, optional_, example_, comment_)                                       \
	{ .kind = #kind_, .named = named_, .rows = kind_##_rows, .n_rows = G_N_ELEMENTS(kind_##_rows), \
	  .size = sizeof(Type), .comment = comment_, .example_name = example_, .optional = optional_ }

const ConfigKind settings_kinds[] = {
	KIND(store, StoreSettings, false, false, NULL, "Where everything is kept."),
	KIND(company, CompanySettings, true, false, "acme", "One section for each company of yours."),
	KIND(account, AccountSettings, true, false, "facturas",
	     "One section for each mailbox to fetch: invoices and answers."),
	KIND(relay, RelaySettings, true, false, "salida", "The mail server that takes the company's mails."),
	KIND(policy, PolicySettings, true, true, "normal", "Reminders. Without a policy these defaults hold."),
	KIND(calendar, CalendarSettings, true, true, "chile", "Days off, when those of the company's country by law are not enough."),
	KIND(person, Person, true, true, "ana",
	     "One section for each person of yours who collects or answers for an area."),
	KIND(alerts, AlertRule, true, true, "gerencia",
	     "Who hears of which alerts. One that meets no section goes to the company's alerts_to, and to the\n"
	     "people whose task it is about."),
	KIND(digest, DigestSettings, true, true, "gerencia",
	     "Reports by mail: figures of `valija report` with small charts (valija digest preview shows them)."),
	KIND(payments, PaymentsSettings, true, true, "banco",
	     "Files of payments: which column says what. The first section whose columns a file has is its own."),
	KIND(send, SendSettings, false, false, NULL, "Sending."),
	KIND(webhook, WebhookSettings, true, true, "erp", "Services of yours that are told of events and alerts, as signed JSON."),
	KIND(watch, WatchSettings, false, false, NULL, "Faults that people hear of, though no message tells of them."),
	KIND(trust, TrustSettings, false, false, NULL, "Proof of documents."),
	KIND(sat, SatSettings, false, false, NULL, "SAT, the tax office of Mexico."),
	KIND(dns, DnsSettings, false, false, NULL, "DNS, for `check --online` and dkim = verify."),
	KIND(run, RunSettings, false, false, NULL, "How the stages run."),
	KIND(inbound, InboundSettings, false, false, NULL, "How much one sender may send."),
	KIND(limits, Limits, false, false, NULL, "Limits on what strangers send (docs/FORMATS.md)."),
};
const size_t settings_n_kinds = G_N_ELEMENTS(settings_kinds);
