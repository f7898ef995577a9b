-- Every statement of the program, for SQLite and PostgreSQL alike. store/queries.pl makes a typed C function of each:
--
-- name: becomes q_NAME()
-- args: "type name" for $1, $2, … (more than two: a struct); "like OTHER" takes those of an earlier statement
-- rows: what it returns, read with q_NAME_next(); "row:" when it is one row at most: then q_NAME() itself reads it;
--       neither: q_NAME() tells how many rows changed
--
-- Types: text (NULL is NULL), i64, ref (i64, 0 is NULL). Signatures that end in a comma go on in the next line.
-- @ROWS@ the row's columns, @ROWS:a@ with "a." before each; @NAMES@ the arguments' names, @VALUES@ their numbers,
-- @SETS@ "name = $n" of each, all three from argument n on with @NAMES:n@; @SKIP_LOCKED@ and @FOR_UPDATE@ the engine's
-- words.
-- "-- many" makes q_NAME_many() too, for many rows of arguments at once: PostgreSQL gets them as arrays in one statement,
-- SQLite runs it for each. Such a statement takes its arguments from VALUES (@VALUES@) or from the table "given", which is
-- @GIVEN@, and says no $n besides. Rows come in no order.
-- "-- by: INDEX" says which index a statement reads by, though nothing or little was there when PostgreSQL looked at the
-- tables or made its plan; "-- by: INDEX, in order" that it sorts nothing besides. The driver and the text see to it, the
-- tests of plans look: a column that must not lead to another index is an expression (state || '', customer_id + 0).
-- "now" is always an argument. What a transaction needs to hold on PostgreSQL at READ COMMITTED holds on SQLite too.

-- ==== schema ====

-- name: schema_version
-- row: i64 version
SELECT version FROM schema_version;

-- Held open (store/known.h).
-- name: instant
-- rows: i64 version
SELECT version FROM schema_version;

-- name: schema_set
-- args: i64 version
UPDATE schema_version SET version = $1;

-- ==== numbers ====

-- name: sequence_take
-- args: text name, i64 n
-- row: i64 last
UPDATE sequence SET value = value + $2 WHERE name = $1 RETURNING value AS last;

-- name: sequence_look
-- args: text name
-- row: i64 value
SELECT value FROM sequence WHERE name = $1;

-- name: sending_get
-- args: text name
-- row: text value
SELECT value FROM sending WHERE name = $1;

-- name: sending_known
-- row: i64 n
SELECT count(*) AS n FROM sending WHERE name > 'place';

-- name: sending_put
-- args: text name, text value
INSERT INTO sending (@NAMES@) VALUES (@VALUES@) ON CONFLICT (name) DO NOTHING;

-- name: sending_drop
-- args: text name
DELETE FROM sending WHERE name = $1;

-- What waited in a store that was restored may have been sent since: it is looked for before it is sent.
-- name: job_doubt
-- args: i64 now, text reason
UPDATE job SET state = 'uncertain', uncertain_at = $1, changed_at = $1, due_at = $1, born = $1, reason = $2,
	lease_owner = NULL
WHERE lane = 'smtp' AND state = 'ready';

-- ==== messages ====

-- name: cursor_get
-- args: text account, text folder
-- row: i64 uidvalidity, i64 last_uid, i64 looked_at, i64 archive_uid, i64 compared_at
SELECT @ROWS@ FROM cursor WHERE account = $1 AND folder = $2;

-- Never backwards within one uidvalidity.
-- name: cursor_set
-- args: text account, text folder, i64 uidvalidity, i64 last_uid, i64 looked_at, i64 archive_uid
INSERT INTO cursor (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (account, folder) DO UPDATE SET
	last_uid = CASE WHEN cursor.uidvalidity = $3 AND cursor.last_uid > $4 THEN cursor.last_uid ELSE $4 END,
	looked_at = CASE WHEN cursor.looked_at > $5 THEN cursor.looked_at ELSE $5 END,
	archive_uid = $6,
	uidvalidity = $3;

-- name: inflow_get
-- args: i64 sender_key
-- many
-- row: i64 sender_key, i64 count_ms, i64 bytes_ms
SELECT @ROWS:inflow@ FROM @GIVEN@ JOIN inflow ON inflow.sender_key = given.sender_key;

-- name: inflow_set
-- args: i64 sender_key, i64 count_ms, i64 bytes_ms
-- many
INSERT INTO inflow (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (sender_key) DO UPDATE SET count_ms = excluded.count_ms, bytes_ms = excluded.bytes_ms;

-- What a share holds back is worked off now.
-- name: message_let_in
-- args: i64 now, text reason
UPDATE message SET due_at = $1, reason = NULL WHERE state = 'staged' AND reason = $2;

-- name: message_insert
-- args: text company, text account, text folder, i64 uidvalidity, i64 uid, text sha256, i64 bytes, i64 received,
--       i64 staged_at, text state, text reason, i64 due_at, i64 turn, i64 sender_key, text dkim
-- many
INSERT INTO message (@NAMES@) VALUES (@VALUES@) ON CONFLICT DO NOTHING;

-- The turn that is being worked off, and the one after the sender's last that waits.
-- name: message_turn
-- args: i64 sender_key
-- many
-- row: i64 sender_key, i64 current, i64 next
-- by: message_of_sender
SELECT given.sender_key, coalesce((SELECT min(turn) FROM message WHERE state = 'staged'), 0) AS current,
	coalesce((SELECT max(turn) + 1 FROM message
		WHERE message.state = 'staged' AND message.sender_key = given.sender_key), 0) AS next
FROM @GIVEN@;

-- name: message_uids
-- args: text account, text folder, i64 uidvalidity, i64 after, i64 limit
-- rows: i64 uid
SELECT uid FROM message WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid > $4 ORDER BY uid LIMIT $5;

-- name: message_last_seen
-- args: text account, text folder, i64 uidvalidity, i64 limit
-- rows: i64 uid, i64 received
SELECT uid, received FROM message WHERE account = $1 AND folder = $2 AND uidvalidity = $3 ORDER BY uid DESC LIMIT $4;

-- name: place_uids
-- args: like message_uids
-- rows: like message_uids
SELECT uid FROM place WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid > $4 ORDER BY uid LIMIT $5;

-- name: cursor_compared
-- args: text account, text folder, i64 compared_at
UPDATE cursor SET compared_at = $3 WHERE account = $1 AND folder = $2;

-- first_same: an earlier row with the same bytes, seen by the same company or one that is not known yet.
-- name: message_claim
-- args: text owner, i64 now, i64 lease_until, i64 limit
-- rows: i64 id, text company, text account, text folder, text sha256, i64 uidvalidity, i64 uid, i64 bytes, i64 received,
--       i64 staged_at, i64 attempts, text dkim
-- by: message_staged, in order
WITH due AS (
	SELECT id FROM message WHERE state = 'staged' AND attempts = 0 AND due_at <= $2 ORDER BY turn, id
	LIMIT $4 @SKIP_LOCKED@
)
UPDATE message SET lease_owner = $1, due_at = $3, attempts = attempts + 1
FROM due WHERE message.id = due.id
RETURNING @ROWS:message@;

-- One that was tried before, alone: a process that dies with it tells of no other.
-- name: message_claim_tried
-- args: like message_claim
-- rows: like message_claim
-- by: message_tried, in order
WITH due AS (
	SELECT id FROM message WHERE state = 'staged' AND attempts > 0 AND due_at <= $2 AND $4 > 0 ORDER BY due_at, id
	LIMIT 1 @SKIP_LOCKED@
)
UPDATE message SET lease_owner = $1, due_at = $3, attempts = attempts + 1
FROM due WHERE message.id = due.id
RETURNING @ROWS:message@;

-- name: message_first_same
-- args: i64 id, text sha256, text company
-- many
-- row: i64 id, i64 first
-- by: message_sha256
SELECT given.id, (SELECT message.id FROM message
	WHERE message.sha256 = given.sha256 AND message.id < given.id
		AND (message.company IS NULL OR given.company IS NULL OR message.company = given.company)
	ORDER BY message.id LIMIT 1) AS first
FROM @GIVEN@;

-- ==== answers in the folders of the mailbox ====

-- name: filing_insert
-- args: i64 message_id, text account, text sha256, text mail, text folder, text tray, i64 arrived, text before
INSERT INTO filing (@NAMES@, version) VALUES (@VALUES@, 1);

-- name: filing_update
-- args: i64 message_id, i64 version, text folder, text tray, i64 arrived, text before
UPDATE filing SET version = version + 1, @SETS:3@ WHERE message_id = $1 AND version = $2;

-- name: filing_of_bytes
-- args: text sha256, text account
-- row: i64 message_id, i64 version, text account, text sha256, text mail, text folder, text tray, i64 arrived,
--      text before
SELECT @ROWS@ FROM filing WHERE sha256 = $1 AND account = $2 ORDER BY message_id LIMIT 1;

-- name: filing_of_mail
-- args: text mail, text account
-- row: like filing_of_bytes
SELECT @ROWS@ FROM filing WHERE mail = $1 AND account = $2 ORDER BY message_id LIMIT 1;

-- name: filing_arrived
-- args: i64 message_id
UPDATE filing SET arrived = 1, version = version + 1 WHERE message_id = $1 AND arrived = 0;

-- name: place_insert
-- args: text account, text folder, i64 uidvalidity, i64 uid, i64 message_id, i64 seen_at
INSERT INTO place (@NAMES@) VALUES (@VALUES@) ON CONFLICT DO NOTHING;

-- The bytes of what was seen there.
-- name: place_bytes
-- args: text account, text folder, i64 uidvalidity, i64 uid
-- row: text sha256
SELECT sha256 FROM message WHERE account = $1 AND folder = $2 AND uidvalidity = $3 AND uid = $4
UNION ALL
SELECT sha256 FROM place JOIN message ON message.id = place.message_id
WHERE place.account = $1 AND place.folder = $2 AND place.uidvalidity = $3 AND place.uid = $4
LIMIT 1;

-- Seen later in that folder, or waiting to be worked off somewhere: then it is not gone.
-- name: filing_is_elsewhere
-- args: i64 message_id, text sha256, text account, text folder, i64 uidvalidity, i64 uid
-- row: i64 found
SELECT 1 AS found FROM place
WHERE message_id = $1 AND account = $3 AND folder = $4 AND (uidvalidity <> $5 OR uid > $6)
UNION ALL
SELECT 1 AS found FROM message
WHERE sha256 = $2 AND account = $3 AND (state = 'staged' OR (folder = $4 AND (uidvalidity <> $5 OR uid > $6)))
LIMIT 1;

-- The note by mail that has so many younger ones.
-- name: note_nth
-- args: text company, text invoice_key, i64 before
-- row: i64 at
SELECT at FROM note WHERE invoice_key = $2 AND company = $1 AND message_id IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET $3;

-- name: note_recode
-- args: i64 message_id, text codes
UPDATE note SET codes = $2 WHERE message_id = $1;

-- Whose hold it is: that of the last one that was set.
-- name: event_last_hold
-- args: text invoice_key, text company
-- row: text evidence
SELECT @ROWS@ FROM event WHERE invoice_key = $1 AND company = $2 AND kind = 'hold-set' ORDER BY id DESC LIMIT 1;

-- name: message_release
-- args: i64 id, text state, text reason, i64 due_at
-- by: message_pkey
UPDATE message SET state = $2, reason = $3, due_at = $4, lease_owner = NULL WHERE id = $1 AND state || '' = 'staged';

-- name: message_return
-- args: i64 id, i64 attempts, i64 due_at
-- by: message_pkey
UPDATE message SET due_at = $3, lease_owner = NULL, attempts = attempts - 1
WHERE id = $1 AND attempts = $2 AND state || '' = 'staged';

-- attempts is the fencing number of the claim.
-- name: message_finish
-- args: i64 id, i64 attempts, text state, text outcome, text reason, text company, i64 done_at, text message_id,
--       text sender, text subject
-- many
-- by: message_pkey
UPDATE message SET state = given.state, outcome = given.outcome, reason = given.reason,
	company = coalesce(message.company, given.company), done_at = given.done_at, message_id = given.message_id,
	sender = given.sender, subject = given.subject, lease_owner = NULL
FROM @GIVEN@ WHERE message.id = given.id AND message.attempts = given.attempts AND message.state || '' = 'staged';

-- name: message_replay
-- args: i64 id, i64 due_at
UPDATE message SET state = 'staged', attempts = 0, due_at = $2, outcome = NULL, reason = NULL, done_at = NULL
WHERE id = $1 AND state = 'quarantined' AND sha256 IS NOT NULL;

-- Only an answer that nobody could match, and only once.
-- name: message_assign
-- args: i64 id, text company, text assigned, text assigned_by, i64 due_at
UPDATE message SET state = 'staged', attempts = 0, due_at = $5, outcome = NULL, reason = NULL, done_at = NULL,
	company = $2, assigned = $3, assigned_by = $4
WHERE id = $1 AND state = 'done' AND outcome = 'reply' AND (company IS NULL OR company = $2)
	AND NOT EXISTS (SELECT 1 FROM note WHERE message_id = $1);

-- What a person said of the same bytes.
-- name: message_assigned
-- args: text sha256
-- row: text company, text assigned, text assigned_by
SELECT @ROWS@ FROM message WHERE sha256 = $1 AND assigned IS NOT NULL ORDER BY id LIMIT 1;

-- name: message_state
-- args: i64 id
-- row: text state, text sha256, i64 staged_at, text folder
-- by: message_pkey
SELECT @ROWS@ FROM message WHERE id = $1;

-- name: document_forget
-- args: i64 message_id
-- many
DELETE FROM document WHERE message_id IN (SELECT given.message_id FROM @GIVEN@);

-- name: document_insert
-- args: ref message_id, i64 place, text company, text key, text invoice_key, text disposition, text format,
--       text version, text type, text series, text number, text uuid, text environment, text issuer_tax_id,
--       text receiver_tax_id, text issued, text currency, text total, text effect, text trust, text seal, text path,
--       text xml_sha256, text pdf_sha256
-- many
INSERT INTO document (@NAMES@) VALUES (@VALUES@);

-- ==== ledger ====

-- name: customer_insert
-- args: text company, text tax_id, text name, text language, text segment, text policy, text collector, text country,
--       text timezone, text tone
-- many
INSERT INTO customer (@NAMES@) VALUES (@VALUES@) ON CONFLICT (company, tax_id) DO NOTHING;

-- name: customer_get
-- args: text company, text tax_id
-- row: i64 id, text company, text tax_id, text name, text language, text segment, text policy, text collector,
--      i64 merged_into, text country, text timezone, text tone
SELECT @ROWS@ FROM customer WHERE company = $1 AND tax_id = $2;

-- Several at once.
-- name: customer_of
-- args: text company, text tax_id
-- many
-- rows: like customer_get
SELECT @ROWS:customer@ FROM @GIVEN@ JOIN customer ON customer.company = given.company AND customer.tax_id = given.tax_id;

-- name: customer_by_name
-- args: text name, text company
-- rows: like customer_get
SELECT @ROWS@ FROM customer WHERE name = $1 AND company = $2 ORDER BY id LIMIT 2;

-- name: customer_by_id
-- args: i64 id
-- row: like customer_get
SELECT @ROWS@ FROM customer WHERE id = $1;

-- An address that the company may not write to stays that, whichever customer names it.
-- name: contact_insert
-- args: i64 customer_id, text name, text address, text role, text language, text state, text source, text tone
INSERT INTO contact (@NAMES@)
VALUES ($1, $2, $3, $4, $5, coalesce((SELECT min(other.state) FROM contact other
	JOIN customer theirs ON theirs.id = other.customer_id JOIN customer ours ON ours.id = $1
	WHERE other.address = $3 AND other.state IN ('bounced', 'stopped') AND theirs.company = ours.company), $6), $7, $8)
ON CONFLICT (customer_id, address) DO NOTHING;

-- name: contact_change
-- args: text company, text address, text state, text reason
-- by: contact_address
UPDATE contact SET state = $3, reason = $4
WHERE address = $2
	AND EXISTS (SELECT 1 FROM customer WHERE customer.id = contact.customer_id AND customer.company = $1);

-- name: contact_absent
-- args: text company, text address, text absent_until
UPDATE contact SET absent_until = $3
WHERE address = $2
	AND EXISTS (SELECT 1 FROM customer WHERE customer.id = contact.customer_id AND customer.company = $1);

-- name: contact_of
-- args: i64 customer_id
-- rows: i64 id, i64 customer_id, text name, text address, text role, text language, text state, text source,
--       text absent_until, text tone
SELECT @ROWS@ FROM contact
WHERE customer_id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT id FROM customer WHERE merged_into = $1) ORDER BY id;

-- Those that a person said are this one.
-- name: customer_members
-- args: i64 id
-- rows: like customer_get
SELECT @ROWS@ FROM customer WHERE merged_into = $1 ORDER BY id;

-- name: customer_merge
-- args: i64 id, ref merged_into
UPDATE customer SET merged_into = $2 WHERE id = $1;

-- name: invoice_move
-- args: text customer_key, text company, i64 customer_id
UPDATE invoice SET customer_id = $3, version = version + 1
WHERE customer_key = $1 AND company = $2 AND direction = 'issued';

-- name: contact_state
-- args: i64 id
-- row: text state, text address
SELECT @ROWS@ FROM contact WHERE id = $1;

-- name: feedback_insert
-- args: text company, text address, text mail_sha256, i64 at, text kind, text status
INSERT INTO feedback (@NAMES@) VALUES (@VALUES@) ON CONFLICT (company, address, mail_sha256) DO NOTHING;

-- name: feedback_of
-- args: text company, text address, i64 limit
-- rows: text mail_sha256, i64 at, text kind, text status
SELECT @ROWS@ FROM feedback WHERE company = $1 AND address = $2 ORDER BY at DESC LIMIT $3;

-- name: stated_account_insert
-- args: text company, text party, text account, i64 alarmed, i64 at, text mail_sha256
INSERT INTO stated_account (@NAMES@) VALUES (@VALUES@) ON CONFLICT (company, party, account) DO NOTHING;

-- name: stated_accounts_of
-- args: text company, text party, i64 limit
-- rows: text account, i64 alarmed, i64 at, text mail_sha256
SELECT @ROWS@ FROM stated_account WHERE company = $1 AND party = $2 ORDER BY account LIMIT $3;

-- Whose contact has that address.
-- name: customers_of_address
-- args: text address, text lower, i64 limit
-- rows: i64 customer_id
SELECT coalesce(merged_into, id) AS customer_id FROM customer
WHERE id IN (SELECT customer_id FROM contact WHERE address IN ($1, $2) AND state <> 'proposed')
GROUP BY coalesce(merged_into, id) ORDER BY 1 LIMIT $3;

-- Mail to a domain waits until then; never shortened.
-- name: pause_set
-- args: text company, text domain, i64 until_at, text reason
INSERT INTO pause (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (company, domain) DO UPDATE SET @SETS:3@ WHERE pause.until_at < $3;

-- name: pause_get
-- args: text company, text domain, i64 now
-- row: i64 until_at, text reason
SELECT @ROWS@ FROM pause WHERE company = $1 AND domain = $2 AND until_at > $3;

-- A person lets it go on.
-- name: pause_end
-- args: text company, text domain, i64 now
UPDATE pause SET until_at = $3 WHERE company = $1 AND domain = $2 AND until_at > $3;

-- name: correspondent_get
-- args: text company, text address
-- row: i64 version, i64 last_at, i64 second_at, i64 third_at, i64 muted_since
SELECT @ROWS@ FROM correspondent WHERE company = $1 AND address = $2;

-- name: correspondent_insert
-- args: text company, text address, i64 version, i64 last_at, i64 second_at, i64 third_at, i64 muted_since
INSERT INTO correspondent (@NAMES@) VALUES (@VALUES@) ON CONFLICT (company, address) DO NOTHING;

-- name: correspondent_update
-- args: like correspondent_insert
UPDATE correspondent SET version = version + 1, @SETS:4@ WHERE company = $1 AND address = $2 AND version = $3;

-- name: declaration_insert
-- args: text company, text invoice_key, text kind, text said_by, text day, text detail, i64 proven, text holder_tax_id,
--       text holder_name, text mail_sha256
INSERT INTO declaration (@NAMES@) VALUES (@VALUES@) ON CONFLICT DO NOTHING;

-- name: declaration_of
-- args: text company, text invoice_key
-- rows: text company, text invoice_key, text kind, text said_by, text day, text detail, i64 proven, text holder_tax_id,
--       text holder_name, text mail_sha256
SELECT @ROWS@ FROM declaration WHERE company = $1 AND invoice_key = $2;

-- Taken before the rows that name the key, by whoever writes them (see the table).
-- name: target_touch
-- args: text company, text key
-- many
INSERT INTO target (company, key, touched) SELECT given.company, given.key, 1 FROM @GIVEN@ WHERE true
ON CONFLICT (company, key) DO UPDATE SET touched = target.touched + 1;

-- Of these keys those that any row of the ledger names: an invoice, what was paid or declared, what a document paid.
-- name: target_known
-- args: text company, text key
-- many
-- rows: text company, text key
SELECT given.company, given.key FROM @GIVEN@
WHERE EXISTS (SELECT 1 FROM target WHERE target.company = given.company AND target.key = given.key)
	OR EXISTS (SELECT 1 FROM posting WHERE posting.company = given.company AND posting.source_key = given.key);

-- name: invoice_insert
-- args: i64 id, i64 version, text company, text key, text direction, text format, text type, text series, text number,
--       text uuid, text state, i64 is_open, text hold_reason, text hold_until, text debtor_tax_id, text debtor_name,
--       text creditor_tax_id, text creditor_name, text holder_tax_id, text holder_name, text issued, text due, text due_rule, text currency, i64 total,
--       i64 paid, i64 credited, text collector, text next_kind, text next_date, text trust,
--       text environment, text payment_method, text seal, ref customer_id, text mail_sha256, text xml_sha256,
--       text pdf_sha256, i64 received_at, i64 declared, text customer_key
-- many
INSERT INTO invoice (@NAMES:2@) VALUES (@VALUES:2@) ON CONFLICT (company, key) DO NOTHING;

-- name: invoice_update
-- args: like invoice_insert
UPDATE invoice SET version = version + 1, @SETS:5@ WHERE id = $1 AND version = $2 AND company = $3 AND key = $4;

-- name: invoice_get
-- args: text company, text key
-- row: i64 id, i64 version, text company, text key, text direction, text format, text type, text series, text number,
--      text uuid, text state, i64 is_open, text hold_reason, text hold_until, text debtor_tax_id, text debtor_name,
--      text creditor_tax_id, text creditor_name, text holder_tax_id, text holder_name, text issued, text due, text due_rule, text currency, i64 total,
--      i64 paid, i64 credited, text collector, text next_kind, text next_date, text trust,
--      text environment, text payment_method, text seal, i64 customer_id, text mail_sha256, text xml_sha256,
--      text pdf_sha256, i64 received_at, i64 declared, text customer_key
SELECT @ROWS@ FROM invoice WHERE company = $1 AND key = $2;

-- name: invoice_by_key
-- args: text key, text company
-- rows: like invoice_get
SELECT @ROWS@ FROM invoice WHERE key = $1 AND ($2 IS NULL OR company = $2) ORDER BY id;

-- name: invoice_by_uuid
-- args: text uuid, text company
-- rows: like invoice_get
SELECT @ROWS@ FROM invoice WHERE uuid = $1 AND ($2 IS NULL OR company = $2) ORDER BY id;

-- name: invoice_by_number
-- args: text number, text type, text company
-- rows: like invoice_get
SELECT @ROWS@ FROM invoice
WHERE number = $1 AND ($2 IS NULL OR type = $2) AND ($3 IS NULL OR company = $3) ORDER BY id;

-- name: invoice_open_of
-- args: i64 customer_id
-- rows: like invoice_get
-- by: invoice_of_customer
SELECT @ROWS@ FROM invoice WHERE customer_id = $1 AND is_open = 1 ORDER BY coalesce(due, '9999-12-31'), id;

-- name: invoice_set_next
-- args: i64 id, i64 version, text next_kind, text next_date
-- many
UPDATE invoice SET next_kind = given.next_kind, next_date = given.next_date
FROM @GIVEN@ WHERE invoice.id = given.id AND invoice.version = given.version;

-- "+ 0" keeps the engines on the index by day: it reads what is due, not every open customer.
-- name: invoice_due_customers
-- args: text company, text today, i64 after, i64 limit
-- rows: i64 customer_id
SELECT DISTINCT customer_id + 0 AS customer_id FROM invoice
WHERE company = $1 AND is_open = 1 AND direction = 'issued' AND next_date IS NOT NULL AND next_date <= $2
	AND customer_id + 0 > $3
ORDER BY customer_id LIMIT $4;

-- name: invoice_open_customers
-- args: text company, i64 after, i64 limit
-- rows: i64 customer_id
SELECT DISTINCT customer_id FROM invoice
WHERE company = $1 AND is_open = 1 AND direction = 'issued' AND customer_id > $2
ORDER BY customer_id LIMIT $3;

-- The second time only "undone" may change.
-- name: posting_insert
-- args: text company, text target_key, text source_key, i64 source_index, text kind, text currency, i64 amount,
--       i64 whole, text day, text reference, i64 undone, text customer
INSERT INTO posting (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (company, source_key, source_index) DO UPDATE SET undone = 1 WHERE posting.undone = 0 AND $11 = 1;

-- name: posting_of
-- args: text company, text target_key
-- rows: i64 id, text company, text target_key, text source_key, i64 source_index, text kind, text currency,
--       i64 amount, i64 whole, text day, text reference, i64 undone, text customer
SELECT @ROWS@ FROM posting WHERE company = $1 AND target_key = $2 ORDER BY id;

-- name: posting_from
-- args: text company, text source_key
-- rows: like posting_of
SELECT @ROWS@ FROM posting WHERE company = $1 AND source_key = $2 ORDER BY id;

-- name: payment_insert
-- args: i64 id, i64 version, text company, text source_key, text reference, text day, text name, text customer,
--       text currency, i64 amount, text state, text matched_by, text invoice_key, text reason, text file, i64 line,
--       text more, i64 postings, i64 candidates
INSERT INTO payment (@NAMES:2@) VALUES (@VALUES:2@) ON CONFLICT DO NOTHING;

-- name: payment_update
-- args: like payment_insert
UPDATE payment SET version = version + 1, company = $3, @SETS:11@
WHERE id = $1 AND version = $2 AND source_key = $4;

-- name: payment_by_source
-- args: text source_key, text company
-- rows: i64 id, i64 version, text company, text source_key, text reference, text day, text name, text customer,
--       text currency, i64 amount, text state, text matched_by, text invoice_key, text reason, text file, i64 line,
--       text more, i64 postings, i64 candidates
SELECT @ROWS@ FROM payment WHERE source_key = $1 AND ($2 IS NULL OR company = $2) ORDER BY id;

-- name: payment_by_reference
-- args: text reference, text company
-- rows: like payment_by_source
SELECT @ROWS@ FROM payment WHERE reference = $1 AND ($2 IS NULL OR company = $2) ORDER BY id;

-- name: payment_by_name
-- args: text name
-- many
-- rows: like payment_by_source
SELECT @ROWS:payment@ FROM @GIVEN@ JOIN payment ON payment.name = given.name WHERE payment.state <> 'undone'
ORDER BY payment.id;

-- name: payment_unmatched
-- args: i64 after, i64 limit
-- rows: like payment_by_source
SELECT @ROWS@ FROM payment WHERE state IN ('waiting', 'ambiguous') AND id > $1 ORDER BY id LIMIT $2;

-- name: posting_by_id
-- args: i64 id
-- rows: like posting_of
SELECT @ROWS@ FROM posting WHERE id = $1;

-- What came in for a debtor's invoices. A receipt of the same amount as a bank's row tells of the same money.
-- name: posting_of_debtor
-- args: text customer_key, text company, text since
-- rows: text type, text series, text number, text uuid, text reference, text day, text currency, i64 amount
SELECT type, series, number, uuid, reference, day, posting.currency AS currency, amount
FROM invoice JOIN posting ON posting.company = invoice.company AND target_key = invoice.key
WHERE customer_key = $1 AND invoice.company = $2 AND day >= $3 AND undone = 0 AND amount > 0
	AND (kind IN ('file', 'manual') OR (kind = 'receipt' AND NOT EXISTS (SELECT 1 FROM posting AS bank
		WHERE bank.company = invoice.company AND bank.target_key = invoice.key AND bank.undone = 0
		AND bank.kind IN ('file', 'manual') AND bank.amount = posting.amount)))
ORDER BY day DESC, posting.id DESC LIMIT 500;

-- ==== money that its payer was not told of yet ====

-- name: thanks_insert
-- args: text company, text source_key, i64 source_index, i64 now
INSERT INTO thanks (posting_id, company, at, due_at)
SELECT id, company, CAST($4 AS BIGINT), CAST($4 AS BIGINT) FROM posting
WHERE company = $1 AND source_key = $2 AND source_index = $3 AND kind IN ('receipt', 'file', 'manual') AND amount > 0
	AND undone = 0 AND target_key IS NOT NULL
ON CONFLICT (posting_id) DO NOTHING;

-- name: thanks_due
-- args: text company, i64 now, i64 limit
-- rows: i64 posting_id, i64 posted_at, i64 customer_id
SELECT posting_id, thanks.at AS posted_at, coalesce(invoice.customer_id, 0) AS customer_id
FROM thanks JOIN posting ON posting.id = posting_id
	LEFT JOIN invoice ON invoice.company = posting.company AND invoice.key = target_key
WHERE thanks.company = $1 AND due_at <= $2 ORDER BY due_at, posting_id LIMIT $3;

-- name: thanks_done
-- args: i64 posting_id
DELETE FROM thanks WHERE posting_id = $1;

-- name: thanks_wait
-- args: i64 posting_id, i64 due_at
UPDATE thanks SET due_at = $2 WHERE posting_id = $1;

-- name: thanked_insert
-- args: i64 outbound_id, i64 posting_id, i64 balance
INSERT INTO thanked (@NAMES@) VALUES (@VALUES@);

-- A confirmation that is not so any more: money that was undone, or a balance that is another one.
-- name: thanked_blocked
-- args: i64 outbound_id
-- row: text invoice_key, i64 undone
SELECT posting.target_key AS invoice_key, posting.undone FROM thanked
	JOIN posting ON posting.id = thanked.posting_id
	LEFT JOIN invoice ON invoice.company = posting.company AND invoice.key = posting.target_key
WHERE outbound_id = $1 AND (posting.undone = 1 OR total - paid - credited <> thanked.balance)
ORDER BY posting.undone DESC LIMIT 1;

-- What of it still is, is said anew.
-- name: thanked_again
-- args: i64 outbound_id, i64 now
INSERT INTO thanks (posting_id, company, at, due_at)
SELECT posting.id, company, CAST($2 AS BIGINT), CAST($2 AS BIGINT)
FROM thanked JOIN posting ON posting.id = thanked.posting_id WHERE outbound_id = $1 AND posting.undone = 0
ON CONFLICT (posting_id) DO NOTHING;

-- name: thanks_last
-- args: i64 customer_id
-- row: i64 queued_at
SELECT queued_at FROM outbound WHERE customer_id = $1 AND kind = 'confirmation' ORDER BY id DESC LIMIT 1;

-- Where the bytes of a payment receipt are; one with its PDF first.
-- name: document_receipt
-- args: text company, text key
-- row: text mail_sha256, text xml_sha256, text pdf_sha256, text number, text uuid
SELECT sha256 AS mail_sha256, xml_sha256, pdf_sha256, number, uuid
FROM document JOIN message ON message.id = document.message_id
WHERE document.key = $2 AND document.company = $1 AND effect = 'payment'
ORDER BY CASE WHEN pdf_sha256 IS NULL THEN 1 ELSE 0 END, document.id LIMIT 1;

-- A payment that a person wrote down.
-- name: posting_manual
-- args: text reference, text company
-- rows: like posting_of
SELECT @ROWS@ FROM posting WHERE kind = 'manual' AND reference = $1 AND ($2 IS NULL OR company = $2) ORDER BY id;

-- What an invoice says was paid, credited and declared, and what the rows sum up to; no row: there is no such invoice.
-- name: posting_agree
-- args: text company, text key
-- many
-- row: text key, i64 paid, i64 credited, i64 sum_paid, i64 sum_receipts, i64 sum_banks, i64 sum_credited, i64 whole,
--      i64 declared, i64 declarations
SELECT invoice.key, invoice.paid, invoice.credited,
	CAST(coalesce(sum(CASE kind WHEN 'receipt' THEN amount WHEN 'file' THEN amount WHEN 'manual' THEN amount END), 0)
		AS BIGINT) AS sum_paid,
	CAST(coalesce(sum(CASE WHEN kind = 'receipt' AND amount > 0 THEN amount END), 0) AS BIGINT) AS sum_receipts,
	CAST(coalesce(sum(CASE WHEN kind IN ('file', 'manual') AND amount > 0 THEN amount END), 0) AS BIGINT) AS sum_banks,
	CAST(coalesce(sum(CASE kind WHEN 'credit' THEN amount WHEN 'debit' THEN -amount END), 0) AS BIGINT)
		AS sum_credited,
	coalesce(max(CASE WHEN kind = 'credit' THEN whole END), 0) AS whole, invoice.declared,
	(SELECT count(*) FROM declaration
		WHERE declaration.company = invoice.company AND invoice_key = invoice.key) AS declarations
FROM @GIVEN@ JOIN invoice ON invoice.company = given.company AND invoice.key = given.key
	LEFT JOIN posting ON posting.company = invoice.company AND posting.target_key = invoice.key
	AND posting.undone = 0 AND posting.currency = invoice.currency
GROUP BY invoice.id, invoice.company, invoice.key, invoice.paid, invoice.credited, invoice.declared;

-- Locks the chain's head and tells it; the caller appends and sets the new hash before it commits.
-- name: chain_extend
-- args: text name, i64 n
-- row: i64 length, text hash
UPDATE chain SET length = length + $2 WHERE name = $1 RETURNING @ROWS@;

-- Who adds to the ledger does so beside others (together), who changes it alone: who writes takes one of the two first, so
-- that nobody waits in a circle. Held to the end of the transaction.
-- name: ledger_together
-- row: i64 done
SELECT @LEDGER_TOGETHER@ AS done;

-- name: ledger_alone
-- row: i64 done
SELECT @LEDGER_ALONE@ AS done;

-- name: chain_set
-- args: text name, text hash
UPDATE chain SET hash = $2 WHERE name = $1;

-- name: chain_get
-- args: text name
-- row: i64 length, text hash
SELECT @ROWS@ FROM chain WHERE name = $1;

-- name: event_insert
-- args: i64 id, i64 at, text company, text invoice_key, text customer, text kind, text actor, text reason,
--       text evidence, text hash
-- many
INSERT INTO event (@NAMES@) VALUES (@VALUES@);

-- name: event_page
-- args: i64 after, i64 limit
-- rows: i64 id, i64 at, text company, text invoice_key, text customer, text kind, text actor, text reason,
--       text evidence, text hash
SELECT @ROWS@ FROM event WHERE id > $1 ORDER BY id LIMIT $2;

-- name: note_insert
-- args: i64 at, ref message_id, text company, text invoice_key, text customer, text author, text text, text codes,
--       text area, text due, i64 verified
-- many
INSERT INTO note (@NAMES@) VALUES (@VALUES@) ON CONFLICT DO NOTHING;

-- ==== mails and jobs ====

-- name: job_insert
-- args: i64 id, text lane, text kind, text payload, text state, i64 due_at, i64 born, text reason, text relay, text domain
-- many
INSERT INTO job (@NAMES@) VALUES (@VALUES@);

-- name: outbound_insert
-- args: i64 id, text company, text kind, text step, ref customer_id, i64 contact_id, text invoice_set,
--       text recipients, text copies, text language, text subject, text message_id, text envelope_from, text relay,
--       text sha256, i64 queued_at
INSERT INTO outbound (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (company, kind, step, contact_id, invoice_set) WHERE taken_back = 0 DO NOTHING;

-- A step that was refused for good gives its place to the same one, written anew: it is not tried any more.
-- name: outbound_yield
-- args: text company, text kind, text step, i64 contact_id, text invoice_set
UPDATE outbound SET taken_back = 1
WHERE company = $1 AND kind = $2 AND step = $3 AND contact_id = $4 AND invoice_set = $5 AND taken_back = 0
	AND EXISTS (SELECT 1 FROM job WHERE job.id = outbound.id AND state = 'failed' AND uncertainties = 0);

-- name: outbound_add_invoice
-- args: i64 outbound_id, i64 place, text company, text invoice_key
INSERT INTO outbound_invoice (@NAMES@) VALUES (@VALUES@);

-- name: outbound_get
-- args: i64 id
-- row: i64 id, text company, text kind, text step, i64 customer_id, i64 contact_id, text recipients, text copies,
--      text language, text subject, text message_id, text envelope_from, text relay, text sha256, i64 queued_at,
--      i64 taken_back
SELECT @ROWS@ FROM outbound WHERE id = $1;

-- name: outbound_invoices
-- args: i64 outbound_id
-- rows: text invoice_key
SELECT @ROWS@ FROM outbound_invoice WHERE outbound_id = $1 ORDER BY place;

-- name: outbound_past
-- args: i64 customer_id
-- rows: i64 id, text step, i64 contact_id, i64 queued_at, text state, text kind, i64 taken_back
-- by: outbound_customer
SELECT outbound.id, step, contact_id, queued_at, state, outbound.kind, taken_back FROM outbound JOIN job ON job.id = outbound.id
WHERE customer_id = $1 AND outbound.kind IN ('reminder', 'first-notice', 'campaign', 'statement')
ORDER BY outbound.id DESC;

-- Reminders of a company since a day.
-- name: outbound_of_day
-- args: text company, i64 day
-- row: i64 mails
SELECT count(*) AS mails FROM outbound WHERE company = $1 AND kind = 'reminder' AND queued_at >= $2;

-- … and to an address since a day and a week, whoever's contact it is; those that never left do not count. The company is
-- an expression, so that no plan begins with all of its week.
-- name: outbound_to_address
-- args: text company, text address, i64 day, i64 week
-- row: i64 day, i64 week
SELECT coalesce(sum(CASE WHEN queued_at >= $3 THEN 1 ELSE 0 END), 0) AS day, count(*) AS week
FROM contact JOIN outbound ON outbound.contact_id = contact.id JOIN job ON job.id = outbound.id
WHERE contact.address = $2 AND outbound.kind = 'reminder' AND queued_at >= $4 AND company || '' = $1
	AND job.state NOT IN ('cancelled', 'failed');

-- The last reminders that were sent or refused, after a person last let them go on.
-- name: outbound_judged
-- args: text company, i64 limit
-- rows: i64 queued_at, text state
SELECT queued_at, state FROM outbound JOIN job ON job.id = outbound.id
WHERE outbound.company = $1 AND outbound.kind = 'reminder' AND state IN ('sent', 'failed')
	AND queued_at > coalesce((SELECT until_at FROM pause WHERE pause.company = $1 AND domain = '*'), 0)
ORDER BY queued_at DESC LIMIT $2;

-- name: feedback_since
-- args: text company, i64 at
-- row: i64 bounced, i64 complaints
SELECT (SELECT count(DISTINCT address) FROM feedback WHERE company = $1 AND kind = 'hard' AND at >= $2) AS bounced,
	(SELECT count(*) FROM feedback WHERE company = $1 AND kind = 'complaint' AND at >= $2) AS complaints;

-- Steps of a policy that were given to a person, of the open invoices of a customer.
-- name: task_steps
-- args: i64 customer_id
-- rows: text kind, text invoice_key, i64 opened_at
SELECT task.kind, invoice.key AS invoice_key, task.opened_at FROM invoice JOIN task
	ON task.company = invoice.company AND task.subject = invoice.key
	AND task.kind IN ('portal', 'phone', 'letter', 'formal-notice')
WHERE invoice.customer_id = $1 AND invoice.is_open = 1;

-- name: job_claim
-- args: text lane, text owner, i64 now, i64 lease_until, i64 limit
-- rows: i64 id, text lane, text kind, text payload, i64 attempts, i64 due_at
-- by: job_ready, in order
WITH due AS (
	SELECT id FROM job WHERE state = 'ready' AND lane = $1 AND due_at <= $3 ORDER BY due_at, id LIMIT $5 @SKIP_LOCKED@
)
UPDATE job SET lease_owner = $2, due_at = $4, attempts = attempts + 1
FROM due WHERE job.id = due.id
RETURNING @ROWS:job@;

-- Mails of one relay, past those whose domain takes none now.
-- name: job_claim_relay
-- args: text relay, text owner, i64 now, i64 lease_until, i64 limit
-- rows: like job_claim
-- by: job_relay, in order
WITH due AS (
	SELECT id FROM job WHERE state = 'ready' AND relay = $1 AND due_at <= $3
		AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.relay = job.relay AND gate.domain = job.domain
			AND closed_until > $3)
	ORDER BY due_at, id LIMIT $5 @SKIP_LOCKED@
)
UPDATE job SET lease_owner = $2, due_at = $4, attempts = attempts + 1
FROM due WHERE job.id = due.id
RETURNING @ROWS:job@;

-- The relay after this one that has mails waiting.
-- name: job_next_relay
-- args: text after
-- row: text relay
SELECT min(relay) AS relay FROM job WHERE state = 'ready' AND relay IS NOT NULL AND relay > $1;

-- Mails that a closed gate keeps from being tried, and that a person must hear of or whose life is over.
-- name: job_kept_waiting
-- args: i64 now, i64 warn, i64 end, i64 limit
-- rows: i64 id
SELECT job.id FROM gate CROSS JOIN job
WHERE closed_until > $1 AND job.relay = gate.relay AND state = 'ready' AND lease_owner IS NULL
	AND (gate.domain = '' OR gate.domain = job.domain) AND (born <= $3 OR (born <= $2 AND warned = 0))
ORDER BY job.id LIMIT $4;

-- Locks the job for the rest of the transaction when the claim still stands.
-- name: job_confirm
-- args: i64 id, i64 attempts
-- row: i64 due_at
-- by: job_pkey
SELECT due_at FROM job WHERE id = $1 AND attempts = $2 AND state || '' = 'ready' @FOR_UPDATE@;

-- The lease of a claim that stands lasts anew.
-- name: job_renew
-- args: i64 id, i64 lease_until
UPDATE job SET due_at = $2 WHERE id = $1;

-- The same as job_confirm, without a transaction.
-- name: job_claimed
-- args: i64 id, i64 attempts
-- row: i64 claimed
-- by: job_pkey
SELECT count(*) AS claimed FROM job WHERE id = $1 AND attempts = $2 AND state || '' = 'ready';

-- For jobs of the other lanes: what became of them.
-- name: job_settle
-- args: i64 id, text state, i64 due_at, i64 now, text reason
UPDATE job SET state = $2, due_at = $3, changed_at = $4, reason = $5, lease_owner = NULL
WHERE id = $1 AND state <> 'sent' AND ($2 IN ('sent', 'uncertain') OR state IN ('ready', 'uncertain'));

-- What queue/lifecycle.h wants to know. phase: of an attempt whose end nobody recorded.
-- name: job_get
-- args: i64 id
-- row: i64 id, text kind, text state, i64 born, i64 due_at, i64 leased, i64 attempts, i64 uncertainties,
--      i64 uncertain_at, i64 warned, text phase, text company, text subject, i64 customer_id
SELECT job.id, job.kind, job.state, born, due_at, CASE WHEN lease_owner IS NULL THEN 0 ELSE 1 END AS leased, attempts,
	uncertainties, uncertain_at, warned,
	(SELECT min(phase) FROM attempt WHERE job_id = job.id AND phase <> 'closed') AS phase, company, subject,
	coalesce(customer_id, 0) AS customer_id
FROM job LEFT JOIN outbound ON outbound.id = job.id WHERE job.id = $1;

-- What follows from an event, written when the row is still as it was read ($2 to $4). free: 1 ends the lease.
-- name: job_change
-- args: i64 id, text from_state, i64 from_attempts, i64 from_due_at, text state, i64 born, i64 due_at,
--       i64 uncertainties, i64 uncertain_at, i64 warned, text reason, i64 now, i64 free
UPDATE job SET state = $5, born = $6, due_at = $7, uncertainties = $8, uncertain_at = $9, warned = $10, reason = $11,
	changed_at = $12, lease_owner = CASE WHEN $13 = 1 THEN NULL ELSE lease_owner END
WHERE id = $1 AND state = $2 AND attempts = $3 AND due_at = $4;

-- name: job_cancel
-- args: i64 id, text reason, i64 now
UPDATE job SET state = 'cancelled', reason = $2, changed_at = $3, lease_owner = NULL WHERE id = $1;

-- It never left, so that its step may be written anew; unless nobody knows that.
-- name: outbound_take_back
-- args: i64 id
UPDATE outbound SET taken_back = 1 WHERE id = $1 AND EXISTS (SELECT 1 FROM job WHERE id = $1 AND uncertainties = 0);

-- Nothing was tried: this claim does not count as an attempt.
-- name: job_postpone
-- args: i64 id, i64 attempts, i64 due_at, text reason
-- by: job_pkey
UPDATE job SET due_at = $3, reason = $4, attempts = attempts - 1, lease_owner = NULL
WHERE id = $1 AND attempts = $2 AND state || '' = 'ready';

-- name: gate_get
-- args: text relay, text domain
-- row: text relay, text domain, i64 version, i64 closed_until, i64 breaker, i64 retry_at,
--      i64 wait, i64 unreachable, i64 answers, i64 paced_at, i64 credit, i64 learnt, i64 accepted, i64 minute,
--      i64 in_minute, i64 in_last, i64 hour, text sent, text words
SELECT @ROWS@ FROM gate WHERE relay = $1 AND domain = $2;

-- name: gate_insert
-- args: text relay, text domain, i64 version, i64 closed_until, i64 breaker, i64 retry_at,
--       i64 wait, i64 unreachable, i64 answers, i64 paced_at, i64 credit, i64 learnt, i64 accepted, i64 minute,
--       i64 in_minute, i64 in_last, i64 hour, text sent, text words
INSERT INTO gate (@NAMES@) VALUES (@VALUES@) ON CONFLICT (relay, domain) DO NOTHING;

-- Only as it was read.
-- name: gate_update
-- args: like gate_insert
UPDATE gate SET version = version + 1, @SETS:4@
WHERE relay = $1 AND domain = $2 AND version = $3;

-- name: gate_forget
-- args: text relay, text domain, i64 version
DELETE FROM gate WHERE relay = $1 AND domain = $2 AND version = $3;

-- After the gate's row was written in the same transaction: so one asks at a time.
-- name: gate_enter
-- args: text relay, text domain, text owner, i64 until, i64 now, i64 most
INSERT INTO gate_slot (relay, domain, owner, until) SELECT $1, $2, $3, $4
WHERE (SELECT count(*) FROM gate_slot WHERE relay = $1 AND domain = $2 AND owner <> $3 AND until > $5) < $6
ON CONFLICT (relay, domain, owner) DO UPDATE SET until = $4;

-- name: gate_busy
-- args: text relay, text domain, text owner, i64 now
-- row: i64 n
SELECT count(*) AS n FROM gate_slot WHERE relay = $1 AND domain = $2 AND owner <> $3 AND until > $4;

-- name: gate_leave
-- args: text relay, text domain, text owner
DELETE FROM gate_slot WHERE relay = $1 AND domain = $2 AND owner = $3;

-- name: gate_leave_all
-- args: text owner
DELETE FROM gate_slot WHERE owner = $1;

-- From here on it may be sent.
-- name: attempt_open
-- args: i64 job_id, i64 number, text relay, i64 at
INSERT INTO attempt (job_id, number, relay, phase, at, changed_at, dotted) VALUES ($1, $2, $3, 'dot', $4, $4, 1)
ON CONFLICT (job_id, number) DO NOTHING;

-- It is known of an owner, who still has the claim, that it came to no dot.
-- name: attempt_cut
-- args: i64 job_id, i64 number, text owner
UPDATE attempt SET phase = 'open', dotted = 0 WHERE job_id = $1 AND number = $2 AND phase = 'dot'
	AND EXISTS (SELECT 1 FROM job WHERE id = $1 AND attempts = $2 AND lease_owner = $3);

-- Nothing was tried.
-- name: attempt_drop
-- args: i64 job_id, i64 number
DELETE FROM attempt WHERE job_id = $1 AND number = $2 AND phase <> 'closed';

-- Jobs that nobody works on though an attempt has no end on record, and uncertain ones whose next look-up is due.
-- name: job_unresolved
-- args: i64 now, i64 limit
-- rows: i64 id
-- by: attempt_unclosed
SELECT job_id AS id FROM attempt JOIN job ON job.id = job_id
WHERE phase <> 'closed' AND state <> 'uncertain' AND (lease_owner IS NULL OR due_at <= $1)
UNION
SELECT id FROM job WHERE state = 'uncertain' AND lane = 'smtp' AND due_at <= $1
LIMIT $2;

-- name: job_uncertain
-- args: text company, i64 after, i64 limit
-- rows: i64 id, text message_id
SELECT job.id AS id, message_id FROM job JOIN outbound ON outbound.id = job.id
WHERE state = 'uncertain' AND company = $1 AND job.id > $2 ORDER BY job.id LIMIT $3;

-- A copy of the mail came back to us: it was sent, whatever became of the relay's answer.
-- name: job_found
-- args: i64 id, i64 now, text reason
UPDATE job SET state = 'sent', changed_at = $2, reason = $3, lease_owner = NULL
WHERE id = $1 AND lane = 'smtp' AND state <> 'sent' AND (state = 'uncertain'
	OR EXISTS (SELECT 1 FROM sending WHERE name = 'restored')
	OR EXISTS (SELECT 1 FROM attempt WHERE attempt.job_id = job.id AND dotted = 1));

-- ==== leases ====

-- Taken, or made to last longer by who has it: no row is changed while another has it.
-- name: lease_take
-- args: text name, text owner, i64 until, i64 now
INSERT INTO lease (name, owner, until) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET owner = $2, until = $3 WHERE lease.owner = $2 OR lease.until <= $4;

-- name: lease_get
-- args: text name
-- row: text owner
SELECT owner FROM lease WHERE name = $1;

-- name: lease_leave
-- args: text name, text owner
DELETE FROM lease WHERE name = $1 AND owner = $2;

-- name: lease_clear
DELETE FROM lease;

-- name: lease_drop
-- args: text owner
DELETE FROM lease WHERE owner = $1;

-- name: lease_owners
-- args: i64 now
-- rows: text owner
SELECT DISTINCT lease_owner AS owner FROM job WHERE lease_owner IS NOT NULL
UNION SELECT owner FROM gate_slot WHERE owner > ''
UNION SELECT owner FROM lease WHERE until > $1
UNION SELECT DISTINCT lease_owner AS owner FROM message WHERE lease_owner IS NOT NULL;

-- name: lease_drop_jobs
-- args: text owner, i64 now
UPDATE job SET due_at = CASE WHEN state = 'ready' THEN $2 ELSE due_at END, lease_owner = NULL WHERE lease_owner = $1;

-- name: lease_drop_mails
-- args: text owner, i64 now
-- by: message_leased
UPDATE message SET due_at = $2, lease_owner = NULL WHERE lease_owner = $1 AND state || '' = 'staged';

-- ==== what a person sets ====

-- name: customer_update
-- args: i64 id, text name, text language, text segment, text policy, text collector, text country, text timezone,
--       text tone
UPDATE customer SET @SETS:2@ WHERE id = $1;

-- name: contact_save
-- args: like contact_insert
INSERT INTO contact (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (customer_id, address) DO UPDATE SET name = coalesce($2, contact.name), role = $4,
	language = coalesce($5, contact.language), state = $6, source = $7, tone = coalesce($8, contact.tone);

-- A new contact or language may make a mail possible that was not: the clock looks again.
-- name: invoice_wake
-- args: i64 customer_id, text today
-- by: invoice_of_customer
UPDATE invoice SET next_date = $2, version = version + 1
WHERE customer_id = $1 AND is_open = 1 AND direction || '' = 'issued' AND hold_reason IS NULL;

-- name: attempt_close
-- args: i64 job_id, i64 number, i64 now, i64 code, text text
-- An answer that comes late replaces a guess.
UPDATE attempt SET phase = 'closed', changed_at = $3, code = $4, text = $5
WHERE job_id = $1 AND number = $2 AND (phase <> 'closed' OR code = 0);

-- name: attempt_close_all
-- args: i64 job_id, i64 now, text text
UPDATE attempt SET phase = 'closed', changed_at = $2, text = $3 WHERE job_id = $1 AND phase <> 'closed';

-- name: attempt_of
-- args: i64 job_id
-- rows: i64 at, text phase, i64 code, text text
SELECT @ROWS@ FROM attempt WHERE job_id = $1 ORDER BY number;

-- Why a reminder may not go: its invoices that are no longer owed, or held on this day.
-- name: outbound_blocked
-- args: i64 outbound_id, text today
-- row: text invoice_key, text state, text hold_reason
SELECT outbound_invoice.invoice_key, coalesce(invoice.state, 'unknown') AS state, hold_reason
FROM outbound_invoice LEFT JOIN invoice
	ON invoice.company = outbound_invoice.company AND invoice.key = outbound_invoice.invoice_key
WHERE outbound_id = $1 AND (invoice.id IS NULL OR is_open = 0 OR total - paid - credited <= 0
	OR (hold_reason IS NOT NULL AND (hold_until IS NULL OR hold_until >= $2)))
ORDER BY place LIMIT 1;

-- name: message_undrained
-- args: text company
-- row: i64 undrained
SELECT CASE WHEN EXISTS (SELECT 1 FROM message WHERE state = 'staged' AND company = $1)
	OR EXISTS (SELECT 1 FROM message WHERE state = 'staged' AND company IS NULL) THEN 1 ELSE 0 END AS undrained;

-- ==== alerts ====

-- An open one keeps its day and the day it was opened; its words and who does it are those of the last time.
-- name: task_open
-- args: text company, text kind, text subject, text invoice_key, text customer, text area, text owner, text due,
--       text detail, i64 opened_at
-- row: i64 is_new
INSERT INTO task (@NAMES@, is_open) VALUES (@VALUES@, 1)
ON CONFLICT (company, kind, subject) DO UPDATE SET detail = $9, area = coalesce($6, task.area),
	owner = coalesce($7, task.owner),
	due = CASE WHEN task.is_open = 1 THEN coalesce(task.due, $8) ELSE $8 END,
	opened_at = CASE WHEN task.is_open = 1 THEN task.opened_at ELSE $10 END,
	told = CASE WHEN task.is_open = 1 THEN task.told ELSE 0 END,
	result = NULL, closed_at = 0, is_open = 1
RETURNING CASE WHEN opened_at = $10 THEN 1 ELSE 0 END AS is_new;

-- name: task_close
-- args: text company, text kind, text subject, text result, i64 closed_at
-- by: task_company_kind_subject_key
UPDATE task SET is_open = 0, result = $4, closed_at = $5
WHERE company = $1 AND kind = $2 AND subject = $3 AND is_open + 0 = 1;

-- name: task_get
-- args: i64 id
-- row: i64 id, text company, text kind, text subject, text invoice_key, text customer, text area, text owner, text due,
--      text detail, i64 opened_at, i64 is_open, text result, i64 closed_at
SELECT @ROWS@ FROM task WHERE id = $1;

-- name: task_about
-- args: text company, text kind, text subject
-- row: like task_get
SELECT @ROWS@ FROM task WHERE company = $1 AND kind = $2 AND subject = $3;

-- name: task_of_invoice
-- args: text company, text invoice_key
-- rows: like task_get
SELECT @ROWS@ FROM task WHERE invoice_key = $2 AND company = $1 ORDER BY id;

-- Those whose day has passed and of which nobody has heard so.
-- name: task_broken
-- args: text company, text today, i64 limit
-- rows: like task_get
SELECT @ROWS@ FROM task WHERE company = $1 AND is_open = 1 AND due < $2 AND told = 0 ORDER BY due, id LIMIT $3;

-- name: task_told
-- args: i64 id
UPDATE task SET told = 1 WHERE id = $1 AND told = 0;

-- name: alert_raise
-- args: text company, text key, text kind, text title, text summary, text codes, text day, text area, text task,
--       text task_subject, text invoice_key, text recipients, i64 in_digest, i64 raised_at
INSERT INTO alert (@NAMES@, is_open, raised) VALUES (@VALUES@, 1, 1)
ON CONFLICT (company, key) DO UPDATE SET is_open = 1, raised = alert.raised + 1, raised_at = $14, title = $4,
	summary = $5, codes = $6, day = $7, area = $8, recipients = $12, in_digest = $13, seen_at = 0, seen_by = NULL
WHERE alert.is_open = 0;

-- name: alert_get
-- args: text company, text key
-- row: i64 is_open, i64 raised
SELECT @ROWS@ FROM alert WHERE company = $1 AND key = $2;

-- name: alert_clear
-- args: text company, text key
-- by: alert_company_key_key
UPDATE alert SET is_open = 0 WHERE company = $1 AND key = $2 AND is_open + 0 = 1;

-- name: alert_clear_kind
-- args: text company, text kind
UPDATE alert SET is_open = 0 WHERE company = $1 AND kind = $2 AND is_open = 1;

-- name: alert_task_done
-- args: text company, text task, text task_subject
UPDATE alert SET is_open = 0 WHERE task_subject = $3 AND task = $2 AND company = $1 AND is_open = 1;

-- name: alert_invoice_over
-- args: text company, text invoice_key
UPDATE alert SET is_open = 0 WHERE invoice_key = $2 AND company = $1 AND is_open = 1;

-- name: alert_told
-- args: text company, text key, i64 outbound_id
INSERT INTO alert_mail (outbound_id, alert_id) SELECT $3, id FROM alert WHERE company = $1 AND key = $2
ON CONFLICT (outbound_id, alert_id) DO NOTHING;

-- name: alert_listed
-- args: i64 outbound_id, i64 alert_id
INSERT INTO alert_mail (outbound_id, alert_id) VALUES ($1, $2) ON CONFLICT (outbound_id, alert_id) DO NOTHING;

-- Those that a mail told of (0: any), one of them (0: all).
-- name: alert_seen_of_mail
-- args: i64 outbound_id, i64 id, i64 seen_at, text seen_by
UPDATE alert SET seen_at = $3, seen_by = $4
WHERE id IN (SELECT alert_id FROM alert_mail WHERE outbound_id = $1) AND seen_at = 0 AND ($2 = 0 OR id = $2);

-- name: alert_seen
-- args: i64 id, i64 seen_at, text seen_by
UPDATE alert SET seen_at = $2, seen_by = $3 WHERE id = $1 AND seen_at = 0;

-- name: list_alerts
-- args: i64 after, i64 last, i64 limit, text company, text state
-- rows: i64 id, text company, text key, text kind, text title, text summary, text codes, text day, text area, text task,
--       text invoice_key, text recipients, i64 in_digest, i64 is_open, i64 raised, i64 raised_at, i64 seen_at,
--       text seen_by
SELECT @ROWS@ FROM alert
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR is_open = 1)
ORDER BY id LIMIT $3;

-- ==== what is watched ====

-- name: mark_get
-- args: text name
-- row: i64 at
SELECT at FROM mark WHERE name = $1;

-- name: mark_set
-- args: text name, i64 at
INSERT INTO mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = $2;

-- One process a turn: nobody has set it since.
-- name: mark_take
-- args: text name, i64 at, i64 before
INSERT INTO mark (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = $2 WHERE mark.at <= $3;

-- name: message_came
-- args: text account, i64 after, i64 until
-- row: i64 came
SELECT CASE WHEN EXISTS (SELECT 1 FROM message WHERE account = $1 AND staged_at > $2 AND staged_at <= $3) THEN 1 ELSE 0 END
	AS came;

-- name: message_quarantined_since
-- args: i64 since, i64 limit
-- row: i64 n
SELECT count(*) AS n FROM
	(SELECT staged_at FROM message WHERE state = 'quarantined' ORDER BY id DESC LIMIT $2) AS last WHERE staged_at > $1;

-- ==== reports ====
-- Sums come as whole units and the millionths beside them: the sum of a large store has more than 64 bits.

-- name: report_open
-- args: text company
-- rows: text grouped, text currency, text due, text issued, i64 invoices, i64 units, i64 micro
SELECT NULL AS grouped, currency, due, issued, count(*) AS invoices,
	CAST(sum((total - paid - credited) / 1000000) AS BIGINT) AS units,
	CAST(sum((total - paid - credited) % 1000000) AS BIGINT) AS micro
FROM invoice WHERE company = $1 AND is_open = 1 AND direction = 'issued' AND environment = 'production'
GROUP BY currency, due, issued ORDER BY currency;

-- by: "customer", "collector", "segment".
-- name: report_open_by
-- args: text company, text by
-- rows: like report_open
SELECT grouped, currency, due, issued, count(*) AS invoices,
	CAST(sum(balance / 1000000) AS BIGINT) AS units, CAST(sum(balance % 1000000) AS BIGINT) AS micro
FROM (SELECT CASE $2 WHEN 'customer' THEN debtor_tax_id
		WHEN 'collector' THEN coalesce(collector,
			(SELECT customer.collector FROM customer WHERE customer.id = invoice.customer_id))
		ELSE (SELECT segment FROM customer WHERE customer.id = invoice.customer_id) END AS grouped,
		currency, due, issued, total - paid - credited AS balance
	FROM invoice WHERE invoice.company = $1 AND is_open = 1 AND direction = 'issued' AND environment = 'production') AS debt
GROUP BY grouped, currency, due, issued ORDER BY grouped IS NULL, grouped, currency;

-- name: report_sales
-- args: text company, text from, text until
-- rows: text currency, text day, i64 units, i64 micro
SELECT currency, issued AS day, CAST(sum((total - credited) / 1000000) AS BIGINT) AS units,
	CAST(sum((total - credited) % 1000000) AS BIGINT) AS micro
FROM invoice
WHERE company = $1 AND direction = 'issued' AND issued >= $2 AND issued <= $3 AND environment = 'production'
	AND state <> 'replaced'
GROUP BY currency, issued ORDER BY currency, issued;

-- Invoices that are paid, by the day of the last payment between two days.
-- name: report_paid
-- args: text company, text from, text until
-- rows: text currency, text issued, text paid_on, i64 invoices, i64 units, i64 micro
SELECT currency, issued, paid_on, count(*) AS invoices, CAST(sum(total / 1000000) AS BIGINT) AS units,
	CAST(sum(total % 1000000) AS BIGINT) AS micro
FROM (SELECT invoice.id, invoice.currency, issued, total, max(day) AS paid_on
	FROM posting JOIN invoice ON invoice.company = posting.company AND invoice.key = posting.target_key
	WHERE posting.company = $1 AND day >= $2 AND day <= $3 AND undone = 0 AND kind IN ('receipt', 'file', 'manual')
		AND state = 'paid' AND direction = 'issued' AND environment = 'production'
	GROUP BY invoice.id, invoice.currency, issued, total) AS debt
GROUP BY currency, issued, paid_on ORDER BY currency;

-- name: report_claims
-- args: text company
-- rows: text reason, text currency, i64 invoices, i64 units, i64 micro
SELECT coalesce(hold_reason, state) AS reason, currency, count(*) AS invoices,
	CAST(sum((total - paid - credited) / 1000000) AS BIGINT) AS units,
	CAST(sum((total - paid - credited) % 1000000) AS BIGINT) AS micro
FROM invoice WHERE company = $1 AND state IN ('disputed', 'rejected') AND direction = 'issued'
GROUP BY coalesce(hold_reason, state), currency ORDER BY 1, 2;

-- Objections that were dealt with between two instants, by what they were about.
-- name: report_resolved
-- args: text company, i64 from, i64 until
-- rows: text reason, i64 tasks, i64 seconds
SELECT coalesce(detail, kind) AS reason, count(*) AS tasks, CAST(sum(closed_at - opened_at) AS BIGINT) AS seconds
FROM task WHERE company = $1 AND is_open = 0 AND closed_at >= $2 AND closed_at <= $3 AND kind IN ('dispute', 'rejected')
GROUP BY coalesce(detail, kind) ORDER BY 1;

-- Promises that ended between two instants: whose customer it was, and how they ended.
-- name: report_promises
-- args: text company, i64 from, i64 until
-- rows: text owner, text result, i64 tasks
SELECT coalesce(task.owner, invoice.collector, customer.collector) AS owner, result, count(*) AS tasks
FROM task LEFT JOIN invoice ON invoice.company = task.company AND invoice.key = task.invoice_key
	LEFT JOIN customer ON customer.company = task.company AND customer.tax_id = task.customer
WHERE task.company = $1 AND task.is_open = 0 AND closed_at >= $2 AND closed_at <= $3 AND kind = 'promise'
GROUP BY coalesce(task.owner, invoice.collector, customer.collector), result ORDER BY 1, 2;

-- What people did; a task that was closed says its kind and how it ended.
-- name: report_acts
-- args: text company, i64 from, i64 until
-- rows: text actor, text kind, text result, i64 acts
SELECT actor, kind, CASE WHEN kind = 'task-closed' THEN reason END AS result, count(*) AS acts
FROM event WHERE company = $1 AND at >= $2 AND at <= $3 AND actor <> 'valija'
GROUP BY actor, kind, CASE WHEN kind = 'task-closed' THEN reason END ORDER BY 1, 2, 3;

-- Open tasks of a company up to a day, those without one too, with whose customer it is and what is owed.
-- name: report_tasks
-- args: text company, text until
-- rows: i64 id, text kind, text subject, text invoice_key, text customer, text area, text owner, text due, text detail,
--       text name, text collector, text currency, i64 balance
SELECT task.id, task.kind, subject, task.invoice_key, task.customer, area, owner, task.due, detail,
	(SELECT name FROM customer WHERE customer.company = task.company AND customer.tax_id = task.customer) AS name,
	coalesce(invoice.collector, (SELECT customer.collector FROM customer
		WHERE customer.company = task.company AND customer.tax_id = task.customer)) AS collector,
	currency, total - paid - credited AS balance
FROM task LEFT JOIN invoice ON invoice.company = task.company AND invoice.key = task.invoice_key
WHERE task.company = $1 AND task.is_open = 1 AND (task.due <= $2 OR task.due IS NULL)
ORDER BY task.due, task.id;

-- written: a task is open for it.
-- name: report_undated
-- args: text company
-- rows: text invoice_key, text customer, text name, text collector, text currency, i64 balance, text due,
--       text next_kind, text next_date, i64 written
SELECT key AS invoice_key, debtor_tax_id AS customer, debtor_name AS name,
	coalesce(collector, (SELECT customer.collector FROM customer WHERE customer.id = invoice.customer_id)) AS collector,
	currency, total - paid - credited AS balance, due, next_kind, next_date,
	coalesce((SELECT min(task.id) FROM task WHERE task.invoice_key = invoice.key AND task.company = invoice.company
		AND task.is_open = 1), 0) AS written
FROM invoice
WHERE invoice.company = $1 AND is_open = 1 AND direction = 'issued' AND next_date IS NULL ORDER BY due, key;

-- Those whose day to be looked at has come; written: a mail has spoken of it.
-- name: report_reached
-- args: text company, text until
-- rows: like report_undated
SELECT key AS invoice_key, debtor_tax_id AS customer, debtor_name AS name,
	coalesce(collector, (SELECT customer.collector FROM customer WHERE customer.id = invoice.customer_id)) AS collector,
	currency, total - paid - credited AS balance, due, next_kind, next_date,
	coalesce((SELECT min(outbound_id) FROM outbound_invoice WHERE outbound_invoice.invoice_key = invoice.key
		AND outbound_invoice.company = invoice.company), 0) AS written
FROM invoice
WHERE invoice.company = $1 AND is_open = 1 AND direction = 'issued' AND next_date IS NOT NULL AND next_date <= $2
ORDER BY next_date, key;

-- The last paid invoices of a customer, with the day of their last payment.
-- name: habit_paid
-- args: i64 customer_id, i64 limit
-- rows: text due, text method, text paid_on
SELECT due, payment_method AS method, (SELECT max(day) FROM posting
	WHERE posting.company = invoice.company AND target_key = invoice.key AND undone = 0
		AND kind IN ('receipt', 'file', 'manual')) AS paid_on
FROM invoice WHERE customer_id = $1 AND state = 'paid' AND direction = 'issued' ORDER BY invoice.id DESC LIMIT $2;

-- name: habit_sent
-- args: i64 customer_id
-- rows: i64 at
SELECT queued_at AS at FROM outbound JOIN job ON job.id = outbound.id
WHERE customer_id = $1 AND outbound.kind = 'reminder' AND job.state = 'sent' ORDER BY queued_at;

-- name: habit_answers
-- args: text company, text customer
-- rows: i64 at
SELECT min(at) AS at FROM note WHERE company = $1 AND customer = $2 AND message_id IS NOT NULL AND area IS NULL
GROUP BY message_id ORDER BY 1;

-- When a customer last answered, and was last called.
-- name: contact_last
-- args: text company, text customer
-- row: i64 answered, i64 called
SELECT coalesce((SELECT max(at) FROM note WHERE company = $1 AND customer = $2 AND message_id IS NOT NULL
	AND area IS NULL), 0) AS answered,
	coalesce((SELECT closed_at FROM task WHERE company = $1 AND kind = 'phone' AND subject = $2), 0) AS called;

-- What customers paid too much, and credit that has no target: by the few that are overpaid, not by the company's all.
-- name: report_credit
-- args: text company
-- rows: text customer, text currency, i64 amount
SELECT debtor_tax_id AS customer, currency, CAST(sum(paid + credited - total) AS BIGINT) AS amount FROM invoice
WHERE company || '' = $1 AND customer_id > 0 AND total < paid + credited AND state <> 'replaced' AND direction = 'issued'
GROUP BY debtor_tax_id, currency
UNION ALL
SELECT customer, currency, CAST(sum(amount) AS BIGINT) FROM posting
WHERE company = $1 AND target_key IS NULL AND undone = 0 AND kind <> 'debit' GROUP BY customer, currency
HAVING sum(amount) <> 0 ORDER BY 1, 2;

-- Rows of messages follow their time: a report finds its first one by halves.
-- name: report_message_at
-- args: i64 id
-- row: i64 id, i64 staged_at
SELECT @ROWS@ FROM message WHERE id >= $1 ORDER BY id LIMIT 1;

-- name: report_message_last
-- row: i64 id
SELECT coalesce(max(id), 0) AS id FROM message;

-- name: report_messages
-- args: text company, i64 first, i64 from, i64 until
-- rows: text state, text outcome, i64 tenths, i64 mails
SELECT state, outcome, CASE WHEN done_at IS NULL THEN -1
	ELSE (done_at - CASE WHEN received >= $3 AND received < staged_at THEN received ELSE staged_at END) / 6 END AS tenths,
	count(*) AS mails
FROM message WHERE id >= $2 AND company = $1 AND staged_at >= $3 AND staged_at <= $4 GROUP BY 1, 2, 3 ORDER BY 3;

-- name: report_documents
-- args: text company, i64 first, i64 from, i64 until
-- rows: text word, i64 n
SELECT disposition AS word, count(*) AS n FROM message JOIN document ON document.message_id = message.id
WHERE message.id >= $2 AND message.company = $1 AND staged_at >= $3 AND staged_at <= $4 GROUP BY disposition ORDER BY 1;

-- name: report_outbound
-- args: text company, i64 from, i64 until
-- rows: text word, text state, i64 n
SELECT outbound.kind AS word, job.state, count(*) AS n FROM outbound JOIN job ON job.id = outbound.id
WHERE company = $1 AND queued_at >= $2 AND queued_at <= $3 GROUP BY outbound.kind, job.state ORDER BY 1, 2;

-- ==== the whole ====

-- When a lane next has something to do: two probes of the ends of two indexes.
-- When a mail may go again, past the gates that are closed, and when the first of those opens.
-- name: job_next_mail
-- args: i64 now
-- row: i64 ready_at, i64 unresolved_at, i64 opens_at
SELECT coalesce((SELECT due_at FROM job WHERE state = 'ready' AND lane = 'smtp'
		AND NOT EXISTS (SELECT 1 FROM gate WHERE gate.relay = job.relay AND gate.domain IN ('', job.domain)
			AND closed_until > $1)
		ORDER BY due_at, id LIMIT 1), 0) AS ready_at,
	coalesce((SELECT min(due_at) FROM job WHERE state = 'uncertain'), 0) AS unresolved_at,
	coalesce((SELECT min(closed_until) FROM gate WHERE closed_until > $1), 0) AS opens_at;

-- name: job_next_due
-- args: text lane
-- row: i64 ready_at, i64 unresolved_at
SELECT coalesce((SELECT min(due_at) FROM job WHERE state = 'ready' AND lane = $1), 0) AS ready_at,
	coalesce((SELECT min(due_at) FROM job WHERE state = 'uncertain'), 0) AS unresolved_at;

-- ==== lists: pages by row number ====

-- name: list_mails
-- args: i64 after, i64 last, i64 limit, text company, text state, text account
-- rows: i64 id, text account, text folder, i64 uidvalidity, i64 uid, text sha256, text message_id, i64 received,
--       text sender, text subject, text state, text outcome, text reason, text dkim
SELECT @ROWS@ FROM message
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR state = $5)
	AND ($6 IS NULL OR account = $6)
ORDER BY id LIMIT $3;

-- name: list_mails_quarantined
-- args: i64 after, i64 limit, text company, text account
-- rows: like list_mails
-- by: message_quarantined
SELECT @ROWS@ FROM message
WHERE state = 'quarantined' AND id > $1 AND ($3 IS NULL OR company = $3) AND ($4 IS NULL OR account = $4)
ORDER BY id LIMIT $2;

-- name: document_keys
-- args: i64 message_id
-- rows: text key
SELECT key FROM document WHERE message_id = $1 AND key IS NOT NULL ORDER BY place;

-- name: note_ids
-- args: i64 message_id
-- rows: i64 id
SELECT id FROM note WHERE message_id = $1 ORDER BY id;

-- name: list_invoices
-- args: i64 after, i64 last, i64 limit, text company, text state, text customer, text direction
-- rows: like invoice_get
SELECT @ROWS@ FROM invoice
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR state = $5)
	AND ($6 IS NULL OR debtor_tax_id = $6 OR customer_key = $6) AND ($7 IS NULL OR direction = $7)
ORDER BY id LIMIT $3;

-- name: mails_of_invoice
-- args: text invoice_key, text company
-- rows: text sha256
SELECT sha256 FROM document JOIN message ON message.id = document.message_id
WHERE invoice_key = $1 AND document.company = $2 AND sha256 IS NOT NULL GROUP BY sha256 ORDER BY min(document.id);

-- Messages that spoke of it: its documents', and those that notes were made of.
-- name: evidence_in
-- args: text invoice_key, text company
-- rows: text sha256
SELECT sha256 FROM document JOIN message ON message.id = document.message_id
WHERE invoice_key = $1 AND document.company = $2 AND sha256 IS NOT NULL
UNION SELECT sha256 FROM note JOIN message ON message.id = note.message_id
WHERE invoice_key = $1 AND note.company = $2 AND sha256 IS NOT NULL ORDER BY 1;

-- name: evidence_out
-- args: text invoice_key, text company
-- rows: i64 id, text sha256
SELECT outbound.id, sha256 FROM outbound_invoice JOIN outbound ON outbound.id = outbound_id
WHERE invoice_key = $1 AND outbound_invoice.company = $2 ORDER BY outbound.id;

-- name: list_payments
-- args: i64 after, i64 last, i64 limit, text company
-- rows: i64 id, text invoice_key, text day, text currency, i64 amount, text kind, text reference, i64 undone
SELECT id, target_key AS invoice_key, day, currency, amount, kind, reference, undone FROM posting
WHERE id > $1 AND id <= $2 AND kind IN ('receipt', 'file', 'manual') AND ($4 IS NULL OR company = $4)
ORDER BY id LIMIT $3;

-- name: list_payments_of
-- args: i64 after, i64 limit, text company, text invoice_key
-- rows: like list_payments
SELECT id, target_key AS invoice_key, day, currency, amount, kind, reference, undone FROM posting
WHERE target_key = $4 AND id > $1 AND kind IN ('receipt', 'file', 'manual') AND ($3 IS NULL OR company = $3)
ORDER BY id LIMIT $2;

-- name: list_bank
-- args: i64 after, i64 last, i64 limit, text company, text state
-- rows: like payment_by_source
SELECT @ROWS@ FROM payment
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR state = $5)
ORDER BY id LIMIT $3;

-- name: list_customers
-- args: i64 after, i64 last, i64 limit, text company, text tax_id
-- rows: like customer_get
SELECT @ROWS@ FROM customer
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR tax_id = $5)
ORDER BY id LIMIT $3;

-- name: customer_balance
-- args: i64 customer_id
-- rows: text currency, i64 balance
-- by: invoice_of_customer
SELECT currency, CAST(sum(total - paid - credited) AS BIGINT) AS balance FROM invoice
WHERE customer_id = $1 AND is_open = 1 AND direction || '' = 'issued' GROUP BY currency ORDER BY currency;

-- What a customer paid beyond its invoices, and what has no target: one row for each invoice, one for the rest (no key).
-- name: customer_credit
-- args: i64 customer_id
-- rows: text invoice_key, text currency, i64 amount
SELECT key AS invoice_key, currency, paid + credited - total AS amount FROM invoice
WHERE customer_id = $1 AND total < paid + credited AND state <> 'replaced' AND direction = 'issued'
UNION ALL
SELECT key, currency, paid FROM invoice WHERE customer_id = $1 AND state = 'replaced' AND paid > 0 AND direction = 'issued'
UNION ALL
SELECT NULL, currency, CAST(sum(amount) AS BIGINT) FROM customer JOIN posting
	ON posting.company = customer.company AND posting.customer = customer.tax_id
WHERE customer.id IN (SELECT CAST($1 AS BIGINT) UNION ALL SELECT id FROM customer WHERE merged_into = $1)
	AND target_key IS NULL AND undone = 0 AND kind <> 'debit' GROUP BY currency
HAVING sum(amount) <> 0;

-- name: list_events
-- args: i64 after, i64 last, i64 limit, text company, text customer
-- rows: like event_page
SELECT @ROWS@ FROM event
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR customer = $5)
ORDER BY id LIMIT $3;

-- name: list_events_of
-- args: i64 after, i64 limit, text company, text invoice_key
-- rows: like event_page
-- by: event_invoice
SELECT @ROWS@ FROM event WHERE invoice_key = $4 AND id > $1 AND ($3 IS NULL OR company = $3) ORDER BY id LIMIT $2;

-- name: list_notes
-- args: i64 after, i64 last, i64 limit, text company, text customer
-- rows: i64 id, i64 at, text author, text invoice_key, text customer, text text, text codes, text area, text due,
--       i64 message_id, text sha256, i64 verified
SELECT note.id, at, author, invoice_key, customer, text, codes, area, due, note.message_id,
	(SELECT sha256 FROM message WHERE message.id = note.message_id) AS sha256, verified
FROM note
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4) AND ($5 IS NULL OR customer = $5)
ORDER BY id LIMIT $3;

-- name: list_notes_of
-- args: i64 after, i64 limit, text company, text invoice_key
-- rows: like list_notes
SELECT note.id, at, author, invoice_key, customer, text, codes, area, due, note.message_id,
	(SELECT sha256 FROM message WHERE message.id = note.message_id) AS sha256, verified
FROM note
WHERE invoice_key = $4 AND id > $1 AND ($3 IS NULL OR company = $3)
ORDER BY id LIMIT $2;

-- state: "open", "closed" or none of them.
-- name: list_tasks
-- args: i64 after, i64 last, i64 limit, text company, text state, text customer, text invoice_key
-- rows: like task_get
SELECT @ROWS@ FROM task
WHERE id > $1 AND id <= $2 AND ($4 IS NULL OR company = $4)
	AND ($5 IS NULL OR is_open = CASE WHEN $5 = 'open' THEN 1 ELSE 0 END) AND ($6 IS NULL OR customer = $6)
	AND ($7 IS NULL OR invoice_key = $7)
ORDER BY id LIMIT $3;

-- name: list_queue
-- args: i64 after, i64 last, i64 limit, text company, text state, text customer
-- rows: i64 id, text kind, text state, text step, text customer, text recipients, text copies, text language,
--       text subject, text message_id, i64 due_at, text reason
SELECT job.id, job.kind, job.state, step, customer.tax_id AS customer, recipients, copies, outbound.language, subject,
	message_id, due_at, job.reason
FROM job LEFT JOIN outbound ON outbound.id = job.id LEFT JOIN customer ON customer.id = outbound.customer_id
WHERE job.id > $1 AND job.id <= $2 AND lane IN ('smtp', 'http') AND ($4 IS NULL OR outbound.company = $4)
	AND ($5 IS NULL OR job.state = $5) AND ($6 IS NULL OR customer.tax_id = $6)
ORDER BY job.id LIMIT $3;

-- name: list_queue_of
-- args: i64 after, i64 limit, text company, text invoice_key, text state
-- rows: like list_queue
SELECT job.id, job.kind, job.state, step, customer.tax_id AS customer, recipients, copies, outbound.language, subject,
	message_id, due_at, job.reason
FROM outbound_invoice JOIN outbound ON outbound.id = outbound_invoice.outbound_id JOIN job ON job.id = outbound.id
	LEFT JOIN customer ON customer.id = outbound.customer_id
WHERE outbound_invoice.invoice_key = $4 AND outbound_invoice.outbound_id > $1
	AND ($3 IS NULL OR outbound.company = $3) AND ($5 IS NULL OR job.state = $5)
ORDER BY outbound_invoice.outbound_id LIMIT $2;

-- ==== verify ====

-- name: verify_blobs
-- args: i64 after, i64 limit
-- rows: i64 id, text sha256
SELECT @ROWS@ FROM message WHERE id > $1 AND sha256 IS NOT NULL ORDER BY id LIMIT $2;

-- name: verify_outbound
-- args: i64 after, i64 limit
-- rows: like verify_blobs
SELECT @ROWS@ FROM outbound WHERE id > $1 ORDER BY id LIMIT $2;

-- name: verify_invoices
-- args: i64 after, i64 limit
-- rows: i64 id, text company, text key
SELECT @ROWS@ FROM invoice WHERE id > $1 ORDER BY id LIMIT $2;

-- ==== SAT's status service ====

-- name: sat_status_set
-- args: text uuid, text state, text cancellable, text cancellation, i64 efos_clear, text code, text stated, i64 checked_at
INSERT INTO sat_status (@NAMES@) VALUES (@VALUES@)
ON CONFLICT (uuid) DO UPDATE SET @SETS:2@ WHERE sat_status.checked_at <= $8;

-- name: sat_status_get
-- args: text uuid
-- row: text state, text cancellable, text cancellation, i64 efos_clear, text code, text stated, i64 checked_at
SELECT @ROWS@ FROM sat_status WHERE uuid = $1;

-- Open issued CFDI that were not checked since: by the open ones, not by all that have a UUID or are ours.
-- name: sat_status_due
-- args: i64 before, i64 limit
-- rows: text company, text key
-- by: invoice_of_customer
SELECT @ROWS:invoice@ FROM invoice LEFT JOIN sat_status ON sat_status.uuid = invoice.uuid
WHERE invoice.is_open = 1 AND invoice.direction || '' = 'issued' AND invoice.format = 'cfdi' AND invoice.uuid || '' <> ''
	AND (sat_status.checked_at IS NULL OR sat_status.checked_at < $1)
ORDER BY coalesce(sat_status.checked_at, 0), invoice.id LIMIT $2;

-- The plan of the day, as it was shown (ledger/approval.h).
-- name: plan_day_get
-- args: text company, text day
-- row: i64 made_at
SELECT made_at FROM plan_day WHERE company = $1 AND day = $2;

-- name: plan_day_insert
-- args: text company, text day, i64 made_at
INSERT INTO plan_day (company, day, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: plan_mail_insert
-- args: text company, text day, text person, i64 outbound_id, i64 until_at, i64 silence_sends
INSERT INTO plan_mail (company, day, person, outbound_id, until_at, silence_sends, answer)
VALUES ($1, $2, $3, $4, $5, $6, 'silent');

-- name: plan_line_insert
-- args: text company, text day, i64 customer_id, text person, i64 number, text hash, text content, i64 changed_at
INSERT INTO plan_line (company, day, customer_id, person, number, state, hash, content, changed_at)
VALUES ($1, $2, $3, $4, $5, 'shown', $6, $7, $8);

-- name: plan_mail_get
-- args: i64 outbound_id
-- row: text company, text day, text person, i64 outbound_id, i64 until_at, i64 silence_sends, text answer,
--   text answered_by, i64 answered_at, i64 sent_at
SELECT m.company, m.day, m.person, m.outbound_id, m.until_at, m.silence_sends, m.answer, m.answered_by, m.answered_at,
	CASE WHEN j.state = 'sent' THEN coalesce(j.changed_at, 0) ELSE 0 END AS sent_at
FROM plan_mail m JOIN job j ON j.id = m.outbound_id WHERE m.outbound_id = $1;

-- name: plan_mail_of
-- args: text company, text day, text person
-- row: like plan_mail_get
SELECT m.company, m.day, m.person, m.outbound_id, m.until_at, m.silence_sends, m.answer, m.answered_by, m.answered_at,
	CASE WHEN j.state = 'sent' THEN coalesce(j.changed_at, 0) ELSE 0 END AS sent_at
FROM plan_mail m JOIN job j ON j.id = m.outbound_id WHERE m.company = $1 AND m.day = $2 AND m.person = $3;

-- name: plan_mails_of_day
-- args: text company, text day
-- rows: like plan_mail_get
SELECT m.company, m.day, m.person, m.outbound_id, m.until_at, m.silence_sends, m.answer, m.answered_by, m.answered_at,
	CASE WHEN j.state = 'sent' THEN coalesce(j.changed_at, 0) ELSE 0 END AS sent_at
FROM plan_mail m JOIN job j ON j.id = m.outbound_id WHERE m.company = $1 AND m.day = $2 ORDER BY m.person;

-- name: plan_lines
-- args: text company, text day, text person
-- rows: i64 number, i64 customer_id, text customer, text person, text state, text hash, text content, text by_whom,
--   text reason, i64 changed_at, i64 outbound_id, i64 waits
SELECT l.number, l.customer_id, c.tax_id AS customer, l.person, l.state, l.hash, l.content, l.by_whom, l.reason, l.changed_at,
	coalesce(l.outbound_id, 0) AS outbound_id,
	CASE WHEN j.state IN ('ready', 'held') AND j.uncertainties = 0
		AND NOT EXISTS (SELECT 1 FROM attempt WHERE job_id = j.id AND phase = 'dot') THEN 1 ELSE 0 END AS waits
FROM plan_line l JOIN customer c ON c.id = l.customer_id LEFT JOIN job j ON j.id = l.outbound_id
WHERE l.company = $1 AND l.day = $2 AND l.person = $3 ORDER BY l.number;

-- name: plan_line_of
-- args: text company, text day, i64 customer_id
-- row: like plan_lines
SELECT l.number, l.customer_id, c.tax_id AS customer, l.person, l.state, l.hash, l.content, l.by_whom, l.reason, l.changed_at,
	coalesce(l.outbound_id, 0) AS outbound_id,
	CASE WHEN j.state IN ('ready', 'held') AND j.uncertainties = 0
		AND NOT EXISTS (SELECT 1 FROM attempt WHERE job_id = j.id AND phase = 'dot') THEN 1 ELSE 0 END AS waits
FROM plan_line l JOIN customer c ON c.id = l.customer_id LEFT JOIN job j ON j.id = l.outbound_id
WHERE l.company = $1 AND l.day = $2 AND l.customer_id = $3;

-- The last one before a day: what became of it is told in the next plan.
-- name: plan_line_before
-- args: text company, i64 customer_id, text since, text before
-- row: text day, text state, text by_whom, text reason
SELECT day, state, by_whom, reason FROM plan_line
WHERE company = $1 AND customer_id = $2 AND day >= $3 AND day < $4 ORDER BY day DESC LIMIT 1;

-- name: plan_line_change
-- args: text company, text day, i64 customer_id, text was, text state, text by_whom, text reason, i64 now,
--   ref outbound_id
UPDATE plan_line SET state = $5, by_whom = $6, reason = $7, changed_at = $8, outbound_id = $9
WHERE company = $1 AND day = $2 AND customer_id = $3 AND state = $4;

-- Whoever hands it over locks the row before announcing it, and announces it before letting go.
-- name: plan_mail_lock
-- args: i64 id
-- row: text state
SELECT state FROM job WHERE id = $1 AND state IN ('ready', 'held') @FOR_UPDATE@;

-- name: plan_mail_cancel
-- args: i64 id, text reason, i64 now
UPDATE job SET state = 'cancelled', reason = $2, changed_at = $3, lease_owner = NULL
WHERE id = $1 AND state IN ('ready', 'held') AND uncertainties = 0
	AND NOT EXISTS (SELECT 1 FROM attempt WHERE job_id = $1 AND phase = 'dot');

-- What it asked for is looked at again: the clock had moved on to its next step.
-- name: plan_wake_line
-- args: text day, i64 outbound_id
UPDATE invoice SET next_kind = 'plan', next_date = $1
WHERE is_open = 1 AND direction = 'issued'
	AND customer_id = (SELECT customer_id FROM outbound WHERE id = $2)
	AND key IN (SELECT invoice_key FROM outbound_invoice WHERE outbound_id = $2);

-- name: plan_mail_answer
-- args: text company, text day, text person, text was, text answer, text by_whom, i64 now
UPDATE plan_mail SET answer = $5, answered_by = $6, answered_at = $7
WHERE company = $1 AND day = $2 AND person = $3 AND answer = $4;

-- The clock looks at its customers again: what they wait for may be there.
-- name: plan_wake
-- args: text company, text day, text person
UPDATE invoice SET next_date = $2
WHERE is_open = 1 AND next_kind = 'plan' AND direction || '' = 'issued' AND customer_id IN (
	SELECT customer_id FROM plan_line WHERE company = $1 AND day = $2 AND person = $3);
