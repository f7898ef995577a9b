-- The first schema. Types that both engines have: BIGINT and TEXT; instants are UNIX seconds, days are texts
-- YYYY-MM-DD, money is millionths (BIGINT) with its currency beside it, yes and no are 1 and 0. @ID@ is a row number
-- that the engine gives, @GIVEN_ID@ one that we give. "0 for none" where a column takes part in a UNIQUE key.

CREATE TABLE sequence (
	name TEXT PRIMARY KEY,
	value BIGINT NOT NULL
);
INSERT INTO sequence (name, value) VALUES ('job', 0), ('import', 0), ('send', 0);

-- Whether this store is the one that sent last: store/instance.c.
CREATE TABLE sending (
	name TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

-- The head of the chain of events: how many there are, and the hash of the last one.
CREATE TABLE chain (
	name TEXT PRIMARY KEY,
	length BIGINT NOT NULL,
	hash TEXT NOT NULL
);
INSERT INTO chain (name, length, hash) VALUES ('event', 0, '');

-- Every message ever seen.
CREATE TABLE message (
	id @ID@,
	company TEXT,
	account TEXT NOT NULL,
	folder TEXT NOT NULL,
	uidvalidity BIGINT NOT NULL,
	uid BIGINT NOT NULL,
	sha256 TEXT CHECK (length(sha256) = 64),
	bytes BIGINT NOT NULL,
	received BIGINT NOT NULL,
	staged_at BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('staged', 'done', 'quarantined')),
	outcome TEXT,
	reason TEXT,
	due_at BIGINT NOT NULL,
	turn BIGINT NOT NULL DEFAULT 0, -- who waits is worked off by turn: each sender's mails have one each
	sender_key BIGINT NOT NULL DEFAULT 0,
	assigned TEXT, -- an answer without a token: the invoice that a person named for it, and who did
	assigned_by TEXT,
	dkim TEXT, -- what its signatures proved when it came: "pass acme.cl; fail lista.org"; NULL: not looked at
	attempts BIGINT NOT NULL DEFAULT 0,
	lease_owner TEXT,
	done_at BIGINT,
	message_id TEXT,
	sender TEXT,
	subject TEXT,
	UNIQUE (account, folder, uidvalidity, uid),
	CHECK (sha256 IS NOT NULL OR state = 'quarantined')
);
CREATE INDEX message_staged ON message (turn, id, due_at) WHERE state = 'staged';
CREATE INDEX message_tried ON message (due_at, id) WHERE state = 'staged' AND attempts > 0;
CREATE INDEX message_of_sender ON message (sender_key, turn) WHERE state = 'staged';
CREATE INDEX message_leased ON message (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX message_undrained ON message (company) WHERE state = 'staged';
CREATE INDEX message_arrived ON message (account, staged_at);
CREATE INDEX message_quarantined ON message (id) WHERE state = 'quarantined';
CREATE INDEX message_sha256 ON message (sha256, id);
CREATE UNIQUE INDEX message_import ON message (sha256) WHERE account = 'import';

-- What one process at a time may do, across machines: "fetch ACCOUNT". Renewed while it is done, gone when it ends.
CREATE TABLE lease (
	name TEXT PRIMARY KEY,
	owner TEXT NOT NULL,
	until BIGINT NOT NULL
);

CREATE TABLE cursor (
	account TEXT NOT NULL,
	folder TEXT NOT NULL,
	uidvalidity BIGINT NOT NULL,
	last_uid BIGINT NOT NULL,
	looked_at BIGINT NOT NULL DEFAULT 0, -- begin of the last look that found nothing more to take
	archive_uid BIGINT NOT NULL DEFAULT 0, -- the last one that was there when this numbering was first seen
	compared_at BIGINT NOT NULL DEFAULT 0, -- when the server's messages were last compared with these rows
	PRIMARY KEY (account, folder)
);

-- Answers that lie in the folders that people work with; one row an answer, by the row that it was first seen as.
CREATE TABLE filing (
	message_id BIGINT PRIMARY KEY REFERENCES message (id),
	version BIGINT NOT NULL,
	account TEXT NOT NULL,
	sha256 TEXT NOT NULL,
	mail TEXT, -- its Message-ID
	folder TEXT NOT NULL, -- where it lies or is being moved to; '' when a person took it out
	tray TEXT NOT NULL, -- the folder whose meaning holds
	arrived BIGINT NOT NULL CHECK (arrived IN (0, 1)),
	before TEXT -- JSON: the holds that its own took the place of
);
CREATE INDEX filing_bytes ON filing (sha256, account);
CREATE INDEX filing_mail ON filing (mail, account);

-- Up to when each sender has used its share (milliseconds); sender_key 0: all that were never seen before, together.
CREATE TABLE inflow (
	sender_key BIGINT PRIMARY KEY,
	count_ms BIGINT NOT NULL,
	bytes_ms BIGINT NOT NULL
);

-- Where else a message was seen that has its row already.
CREATE TABLE place (
	account TEXT NOT NULL,
	folder TEXT NOT NULL,
	uidvalidity BIGINT NOT NULL,
	uid BIGINT NOT NULL,
	message_id BIGINT NOT NULL REFERENCES message (id),
	seen_at BIGINT NOT NULL,
	PRIMARY KEY (account, folder, uidvalidity, uid)
);
CREATE INDEX place_message ON place (message_id);

-- Every fiscal document of every message, and what came of it.
CREATE TABLE document (
	id @ID@,
	message_id BIGINT REFERENCES message (id),
	place BIGINT NOT NULL,
	company TEXT,
	key TEXT,
	invoice_key TEXT,
	disposition TEXT NOT NULL,
	format TEXT,
	version TEXT,
	type TEXT,
	series TEXT,
	number TEXT,
	uuid TEXT,
	environment TEXT NOT NULL CHECK (environment IN ('unknown', 'production', 'test')),
	issuer_tax_id TEXT,
	receiver_tax_id TEXT,
	issued TEXT,
	currency TEXT,
	total TEXT,
	effect TEXT NOT NULL CHECK (effect IN ('none', 'debt', 'credit', 'payment', 'reversed-debt', 'reversed-credit')),
	trust TEXT NOT NULL CHECK (trust IN ('unsigned', 'unverifiable', 'signed', 'proven', 'altered')),
	seal TEXT,
	path TEXT,
	xml_sha256 TEXT,
	pdf_sha256 TEXT,
	UNIQUE (message_id, place)
);
CREATE INDEX document_invoice ON document (invoice_key, company);
CREATE INDEX document_receipt ON document (key) WHERE effect = 'payment';

CREATE TABLE customer (
	id @ID@,
	company TEXT NOT NULL,
	tax_id TEXT NOT NULL,
	name TEXT,
	language TEXT,
	tone TEXT, -- register: formal, friendly
	segment TEXT,
	policy TEXT,
	collector TEXT,
	country TEXT,
	timezone TEXT,
	merged_into BIGINT REFERENCES customer (id),
	UNIQUE (company, tax_id)
);
CREATE INDEX customer_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE INDEX customer_name ON customer (name);

CREATE TABLE contact (
	id @ID@,
	customer_id BIGINT NOT NULL REFERENCES customer (id),
	name TEXT,
	address TEXT NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('pays', 'approves', 'escalates', 'salesperson')),
	language TEXT,
	tone TEXT,
	state TEXT NOT NULL CHECK (state IN ('ok', 'bounced', 'stopped', 'proposed')),
	reason TEXT,
	source TEXT,
	absent_until TEXT, -- last day away, as its absence note said
	UNIQUE (customer_id, address)
);
CREATE INDEX contact_address ON contact (address);

-- What an address did with our mails; one row a report. When it is left alone: ledger/feedback.h.
CREATE TABLE feedback (
	company TEXT NOT NULL,
	address TEXT NOT NULL,
	mail_sha256 TEXT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'full', 'policy', 'complaint')),
	status TEXT,
	PRIMARY KEY (company, address, mail_sha256)
);
CREATE INDEX feedback_of ON feedback (company, address, at);
CREATE INDEX feedback_kind ON feedback (company, kind, at);

-- Bank accounts that a message or a document named: ledger/accounts.h. Nothing is paid to them by us.
CREATE TABLE stated_account (
	company TEXT NOT NULL,
	party TEXT NOT NULL, -- a tax id, or an address in lower case
	account TEXT NOT NULL,
	alarmed BIGINT NOT NULL CHECK (alarmed IN (0, 1)), -- 1: told as a change
	at BIGINT NOT NULL,
	mail_sha256 TEXT,
	PRIMARY KEY (company, party, account)
);

-- Domains whose servers refuse our mail by policy: it waits until then (ledger/pause.h).
CREATE TABLE pause (
	company TEXT NOT NULL,
	domain TEXT NOT NULL,
	until_at BIGINT NOT NULL,
	reason TEXT,
	PRIMARY KEY (company, domain)
);

-- Whose automatic messages are counted: when the last three came, and since when they say nothing (ledger/mute.h).
CREATE TABLE correspondent (
	company TEXT NOT NULL,
	address TEXT NOT NULL,
	version BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	second_at BIGINT NOT NULL,
	third_at BIGINT NOT NULL,
	muted_since BIGINT NOT NULL,
	PRIMARY KEY (company, address)
);

-- A debt. paid and credited are the sums of its postings; is_open is 1 while money is expected.
CREATE TABLE invoice (
	id @ID@,
	version BIGINT NOT NULL,
	company TEXT NOT NULL,
	key TEXT NOT NULL,
	direction TEXT NOT NULL CHECK (direction IN ('issued', 'received', 'other')),
	format TEXT,
	type TEXT,
	series TEXT,
	number TEXT,
	uuid TEXT,
	state TEXT NOT NULL CHECK (state IN ('new', 'waiting', 'overdue', 'disputed', 'rejected',
		'payment-unconfirmed', 'part-paid', 'paid', 'void', 'replaced', 'ceded')),
	is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
	hold_reason TEXT,
	hold_until TEXT,
	debtor_tax_id TEXT,
	debtor_name TEXT,
	creditor_tax_id TEXT,
	creditor_name TEXT,
	holder_tax_id TEXT, -- to whom the creditor ceded it
	holder_name TEXT,
	issued TEXT,
	due TEXT,
	due_rule TEXT NOT NULL CHECK (due_rule IN ('none', 'stated', 'instalments', 'terms', 'month-end', 'reception',
		'default')),
	currency TEXT NOT NULL,
	total BIGINT NOT NULL,
	paid BIGINT NOT NULL,
	credited BIGINT NOT NULL,
	collector TEXT,
	next_kind TEXT,
	next_date TEXT,
	trust TEXT NOT NULL CHECK (trust IN ('unsigned', 'unverifiable', 'signed', 'proven', 'altered')),
	environment TEXT NOT NULL CHECK (environment IN ('unknown', 'production', 'test')),
	payment_method TEXT,
	seal TEXT,
	customer_id BIGINT REFERENCES customer (id),
	mail_sha256 TEXT,
	xml_sha256 TEXT,
	pdf_sha256 TEXT,
	received_at BIGINT NOT NULL,
	customer_key TEXT,
	declared BIGINT NOT NULL DEFAULT 0, -- how many declarations about it were taken in
	UNIQUE (key, company) -- looked for by key alone too
);
CREATE INDEX invoice_number ON invoice (number);
CREATE INDEX invoice_uuid ON invoice (uuid);
CREATE INDEX invoice_of_customer ON invoice (customer_id, due) WHERE is_open = 1;
CREATE INDEX invoice_debtor ON invoice (customer_key, company);
CREATE INDEX invoice_overpaid ON invoice (customer_id) WHERE total < paid + credited;
CREATE INDEX invoice_replaced ON invoice (customer_id) WHERE state = 'replaced';
CREATE INDEX invoice_next ON invoice (company, next_date, customer_id)
	WHERE is_open = 1 AND direction = 'issued' AND next_date IS NOT NULL;
CREATE INDEX invoice_dunned ON invoice (company, customer_id) WHERE is_open = 1 AND direction = 'issued';
CREATE INDEX invoice_undated ON invoice (company, next_date)
	WHERE is_open = 1 AND direction = 'issued' AND next_date IS NULL;
CREATE INDEX invoice_claimed ON invoice (company, state) WHERE state IN ('disputed', 'rejected');
CREATE INDEX invoice_paid ON invoice (customer_id, id) WHERE state = 'paid' AND direction = 'issued';
CREATE INDEX invoice_issued ON invoice (company, issued) WHERE direction = 'issued';
CREATE INDEX invoice_ageing ON invoice (company, currency, due, issued, total, paid, credited)
	WHERE is_open = 1 AND direction = 'issued' AND environment = 'production';

-- What a party or the tax office declared about an invoice, which may come later (ledger/fiscal.h).
CREATE TABLE declaration (
	company TEXT NOT NULL,
	invoice_key TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('received', 'refused', 'accepted', 'accepted-with-remarks',
		'goods-received', 'rejected', 'office-rejected', 'ceded')),
	said_by TEXT NOT NULL,
	day TEXT NOT NULL, -- '' when it is not stated
	detail TEXT,
	proven BIGINT NOT NULL CHECK (proven IN (0, 1)),
	holder_tax_id TEXT,
	holder_name TEXT,
	mail_sha256 TEXT,
	PRIMARY KEY (company, invoice_key, kind, said_by, day)
);

-- One row for each key that postings or an invoice name: whoever writes either locks it first, so that a posting and
-- its invoice that arrive at the same time see each other.
CREATE TABLE target (
	company TEXT NOT NULL,
	key TEXT NOT NULL,
	touched BIGINT NOT NULL,
	PRIMARY KEY (company, key)
);

CREATE TABLE posting (
	id @ID@,
	company TEXT NOT NULL,
	target_key TEXT,
	source_key TEXT NOT NULL,
	source_index BIGINT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('receipt', 'credit', 'file', 'manual', 'debit')),
	currency TEXT NOT NULL,
	amount BIGINT NOT NULL,
	whole BIGINT NOT NULL CHECK (whole IN (0, 1)),
	day TEXT,
	reference TEXT,
	undone BIGINT NOT NULL CHECK (undone IN (0, 1)),
	customer TEXT,
	UNIQUE (company, source_key, source_index)
);
CREATE INDEX posting_target ON posting (company, target_key);
CREATE INDEX posting_key ON posting (target_key, id);
CREATE INDEX posting_loose ON posting (company, customer) WHERE target_key IS NULL;
CREATE INDEX posting_day ON posting (company, day) WHERE undone = 0;
CREATE INDEX posting_manual ON posting (reference) WHERE kind = 'manual';

-- Money that its payer was not told of yet (ledger/confirm.h): a row goes when it was, or when there is nothing to say.
CREATE TABLE thanks (
	posting_id BIGINT PRIMARY KEY REFERENCES posting (id),
	company TEXT NOT NULL,
	at BIGINT NOT NULL,
	due_at BIGINT NOT NULL
);
CREATE INDEX thanks_due ON thanks (company, due_at, posting_id);

-- What a confirmation says: looked at again when it is handed over.
CREATE TABLE thanked (
	outbound_id BIGINT NOT NULL,
	posting_id BIGINT NOT NULL REFERENCES posting (id),
	balance BIGINT NOT NULL, -- of the invoice that was paid, as the mail says it
	PRIMARY KEY (outbound_id, posting_id)
);

-- Rows of files of payments: each is on record once, matched or not. company is '' while it is not known which of ours was
-- paid; name is the invoice as the row names it, in one spelling.
CREATE TABLE payment (
	id @ID@,
	version BIGINT NOT NULL,
	company TEXT NOT NULL,
	source_key TEXT NOT NULL,
	reference TEXT NOT NULL,
	day TEXT,
	name TEXT,
	customer TEXT,
	currency TEXT NOT NULL,
	amount BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('matched', 'waiting', 'ambiguous', 'undone')),
	matched_by TEXT,
	invoice_key TEXT,
	reason TEXT,
	file TEXT,
	line BIGINT NOT NULL,
	more TEXT,
	postings BIGINT NOT NULL,
	candidates BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_source ON payment (source_key, company);
CREATE INDEX payment_name ON payment (name);
CREATE INDEX payment_reference ON payment (reference);
CREATE INDEX payment_unmatched ON payment (id) WHERE state IN ('waiting', 'ambiguous');

-- What happened, in order; each row's hash covers the one before it and all its fields.
CREATE TABLE event (
	id @GIVEN_ID@,
	at BIGINT NOT NULL,
	company TEXT,
	invoice_key TEXT,
	customer TEXT,
	kind TEXT NOT NULL,
	actor TEXT,
	reason TEXT,
	evidence TEXT,
	hash TEXT NOT NULL
);
CREATE INDEX event_invoice ON event (invoice_key, id);
CREATE INDEX event_of_people ON event (company, at) WHERE actor <> 'valija';

CREATE TABLE note (
	id @ID@,
	at BIGINT NOT NULL,
	message_id BIGINT REFERENCES message (id),
	company TEXT,
	invoice_key TEXT,
	customer TEXT,
	author TEXT,
	text TEXT NOT NULL,
	codes TEXT NOT NULL,
	area TEXT,
	due TEXT,
	verified BIGINT NOT NULL CHECK (verified IN (0, 1))
);
CREATE UNIQUE INDEX note_once ON note (message_id, coalesce(invoice_key, ''));
CREATE INDEX note_customer ON note (company, customer, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX note_invoice ON note (invoice_key, id);

-- What a person must do by a day (ledger/task.h); the same matter that comes up again opens its row anew.
CREATE TABLE task (
	id @ID@,
	company TEXT NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	invoice_key TEXT,
	customer TEXT,
	area TEXT,
	owner TEXT,
	due TEXT,
	detail TEXT,
	opened_at BIGINT NOT NULL,
	is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
	told BIGINT NOT NULL DEFAULT 0 CHECK (told IN (0, 1)), -- 1: somebody heard that its day has passed
	result TEXT,
	closed_at BIGINT NOT NULL DEFAULT 0,
	UNIQUE (company, kind, subject)
);
CREATE INDEX task_open ON task (company, due, id) WHERE is_open = 1;
CREATE INDEX task_closed ON task (company, closed_at) WHERE is_open = 0;
CREATE INDEX task_invoice ON task (invoice_key, id);
CREATE INDEX task_customer ON task (customer, company) WHERE is_open = 1;

-- Everything that is to be done to the outside. id is of sequence 'job'; that of a mail is in its token too.
CREATE TABLE job (
	id @GIVEN_ID@,
	lane TEXT NOT NULL,
	kind TEXT NOT NULL,
	payload TEXT,
	state TEXT NOT NULL CHECK (state IN ('ready', 'uncertain', 'sent', 'failed', 'held', 'cancelled')),
	due_at BIGINT NOT NULL,
	attempts BIGINT NOT NULL DEFAULT 0,
	lease_owner TEXT,
	born BIGINT NOT NULL, -- first due: its life counts from here
	changed_at BIGINT,
	reason TEXT,
	uncertain_at BIGINT NOT NULL DEFAULT 0,
	uncertainties BIGINT NOT NULL DEFAULT 0,
	warned BIGINT NOT NULL DEFAULT 0 CHECK (warned IN (0, 1)),
	relay TEXT, -- of a mail: where it goes, and whose domain takes it
	domain TEXT
);
CREATE INDEX job_ready ON job (lane, due_at, id) WHERE state = 'ready';
CREATE INDEX job_relay ON job (relay, due_at, id) WHERE state = 'ready' AND relay IS NOT NULL;
CREATE INDEX job_unresolved ON job (due_at, id) WHERE state = 'uncertain';
CREATE INDEX job_leased ON job (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX job_unfinished ON job (state, due_at) WHERE state IN ('ready', 'uncertain', 'held', 'failed');

-- The mail of a job of lane smtp. invoice_set is a hash over the sorted keys, '' for none.
CREATE TABLE outbound (
	id @GIVEN_ID@ REFERENCES job (id) DEFERRABLE INITIALLY DEFERRED,
	company TEXT NOT NULL,
	kind TEXT NOT NULL,
	step TEXT NOT NULL,
	customer_id BIGINT REFERENCES customer (id),
	contact_id BIGINT NOT NULL,
	invoice_set TEXT NOT NULL,
	recipients TEXT NOT NULL,
	copies TEXT NOT NULL,
	language TEXT,
	subject TEXT,
	message_id TEXT NOT NULL,
	envelope_from TEXT,
	relay TEXT,
	sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
	queued_at BIGINT NOT NULL,
	taken_back BIGINT NOT NULL DEFAULT 0 CHECK (taken_back IN (0, 1)) -- 1: cancelled unsent; its step may be written anew
);
CREATE UNIQUE INDEX outbound_once ON outbound (company, kind, step, contact_id, invoice_set) WHERE taken_back = 0;
CREATE INDEX outbound_customer ON outbound (customer_id, id);
CREATE INDEX outbound_queued ON outbound (company, queued_at);
CREATE INDEX outbound_reminder ON outbound (company, queued_at) WHERE kind = 'reminder';
CREATE INDEX outbound_contact ON outbound (contact_id, queued_at) WHERE kind = 'reminder';

CREATE TABLE outbound_invoice (
	outbound_id BIGINT NOT NULL REFERENCES outbound (id),
	place BIGINT NOT NULL,
	company TEXT NOT NULL,
	invoice_key TEXT NOT NULL,
	PRIMARY KEY (outbound_id, place)
);
CREATE INDEX outbound_of_invoice ON outbound_invoice (invoice_key, outbound_id);

CREATE TABLE attempt (
	job_id BIGINT NOT NULL REFERENCES job (id),
	number BIGINT NOT NULL,
	relay TEXT,
	phase TEXT NOT NULL CHECK (phase IN ('open', 'dot', 'closed')),
	at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	dotted BIGINT NOT NULL DEFAULT 0, -- 1: it was said that the dot would be sent
	code BIGINT NOT NULL DEFAULT 0,
	text TEXT,
	PRIMARY KEY (job_id, number)
);
CREATE INDEX attempt_unclosed ON attempt (job_id) WHERE phase <> 'closed';

-- How a relay (domain '') or one recipient domain behind it takes our mails, for all processes that send: queue/gate.h.
-- A domain has a row from its first push-back until it has recovered. (Where a company writes to nobody for a while: pause.)
CREATE TABLE gate (
	relay TEXT NOT NULL,
	domain TEXT NOT NULL,
	version BIGINT NOT NULL,
	closed_until BIGINT NOT NULL DEFAULT 0,
	breaker BIGINT NOT NULL DEFAULT 0,
	retry_at BIGINT NOT NULL DEFAULT 0,
	wait BIGINT NOT NULL DEFAULT 0,
	unreachable BIGINT NOT NULL DEFAULT 0,
	answers BIGINT NOT NULL DEFAULT 0,
	paced_at BIGINT NOT NULL DEFAULT 0,
	credit BIGINT NOT NULL DEFAULT 0,
	learnt BIGINT NOT NULL DEFAULT 0,
	accepted BIGINT NOT NULL DEFAULT 0,
	minute BIGINT NOT NULL DEFAULT 0,
	in_minute BIGINT NOT NULL DEFAULT 0,
	in_last BIGINT NOT NULL DEFAULT 0,
	hour BIGINT NOT NULL DEFAULT 0,
	sent TEXT, -- in each of the last 25 hours
	words TEXT, -- what it said when it last took nothing
	PRIMARY KEY (relay, domain)
);
CREATE INDEX gate_closed ON gate (closed_until);

-- Who talks to it now.
CREATE TABLE gate_slot (
	relay TEXT NOT NULL,
	domain TEXT NOT NULL,
	owner TEXT NOT NULL,
	until BIGINT NOT NULL,
	PRIMARY KEY (relay, domain, owner)
);
CREATE INDEX gate_slot_owner ON gate_slot (owner);

-- When something of the whole was last done, or is next due.
CREATE TABLE mark (
	name TEXT PRIMARY KEY,
	at BIGINT NOT NULL
);

-- raised counts how often it came up; is_open is 0 once it was cleared, or what it is about is over.
CREATE TABLE alert (
	id @ID@,
	company TEXT NOT NULL,
	key TEXT NOT NULL,
	kind TEXT,
	title TEXT,
	summary TEXT,
	codes TEXT, -- JSON: stand for summary
	day TEXT, -- stands for summary
	area TEXT,
	task TEXT, -- kind and subject of the task that it is about
	task_subject TEXT,
	invoice_key TEXT,
	recipients TEXT, -- JSON
	in_digest BIGINT NOT NULL DEFAULT 1 CHECK (in_digest IN (0, 1)),
	is_open BIGINT NOT NULL CHECK (is_open IN (0, 1)),
	raised BIGINT NOT NULL,
	raised_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL DEFAULT 0, -- a person has seen it: it is in no digest any more
	seen_by TEXT,
	UNIQUE (company, key)
);
CREATE INDEX alert_open ON alert (company, id) WHERE is_open = 1;
CREATE INDEX alert_task ON alert (task_subject, task) WHERE is_open = 1 AND task_subject IS NOT NULL;
CREATE INDEX alert_invoice ON alert (invoice_key) WHERE is_open = 1 AND invoice_key IS NOT NULL;

-- Which mails told of it: an answer to one of them ends it.
CREATE TABLE alert_mail (
	outbound_id BIGINT NOT NULL REFERENCES outbound (id),
	alert_id BIGINT NOT NULL REFERENCES alert (id),
	PRIMARY KEY (outbound_id, alert_id)
);

-- Days of which the plan was shown to who collects (ledger/approval.h); one row a company and day, so that it is shown once.
CREATE TABLE plan_day (
	company TEXT NOT NULL,
	day TEXT NOT NULL,
	made_at BIGINT NOT NULL,
	PRIMARY KEY (company, day)
);

-- To whom: person is the word of the customers' collector, '' for customers that have none.
CREATE TABLE plan_mail (
	company TEXT NOT NULL,
	day TEXT NOT NULL,
	person TEXT NOT NULL,
	outbound_id BIGINT NOT NULL REFERENCES outbound (id),
	until_at BIGINT NOT NULL, -- the hour at which silence is over
	silence_sends BIGINT NOT NULL CHECK (silence_sends IN (0, 1)),
	answer TEXT NOT NULL CHECK (answer IN ('silent', 'read', 'part', 'unclear', 'unread')),
	answered_by TEXT,
	answered_at BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (company, day, person)
);
CREATE UNIQUE INDEX plan_mail_outbound ON plan_mail (outbound_id);

-- Its lines, one a customer: what is sent is what was shown.
CREATE TABLE plan_line (
	company TEXT NOT NULL,
	day TEXT NOT NULL,
	customer_id BIGINT NOT NULL REFERENCES customer (id),
	person TEXT NOT NULL,
	number BIGINT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('shown', 'approved', 'dropped', 'queued', 'changed')),
	hash TEXT NOT NULL CHECK (length(hash) = 64),
	content TEXT NOT NULL, -- JSON
	by_whom TEXT,
	reason TEXT,
	changed_at BIGINT NOT NULL,
	outbound_id BIGINT, -- the mail that it became
	PRIMARY KEY (company, customer_id, day)
);
CREATE UNIQUE INDEX plan_line_number ON plan_line (company, day, person, number);

-- What SAT's status service said last of a CFDI.
CREATE TABLE sat_status (
	uuid TEXT PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('unknown', 'valid', 'cancelled', 'not-found', 'bad-expression')),
	cancellable TEXT NOT NULL CHECK (cancellable IN ('unknown', 'no', 'freely', 'with-consent')),
	cancellation TEXT NOT NULL CHECK (cancellation IN ('none', 'pending', 'done', 'rejected', 'unknown')),
	efos_clear BIGINT NOT NULL CHECK (efos_clear IN (0, 1)),
	code TEXT,
	stated TEXT,
	checked_at BIGINT NOT NULL
);
