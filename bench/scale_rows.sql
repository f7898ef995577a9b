-- Rows of a store after years, for bench/scale.sh: N messages, each done, with its document, invoice, event and move. One
-- invoice in twenty is open, of one customer in two hundred messages. @SERIES@, @SHA@ are the engine's words.
INSERT INTO customer (id, company, tax_id, name) SELECT n, 'andes', 'T' || n, 'Cliente ' || n FROM @SERIES:CUSTOMERS@;
INSERT INTO message (id, company, account, folder, uidvalidity, uid, sha256, bytes, received, staged_at, state, outcome,
	due_at, turn, sender_key, attempts, done_at, message_id, sender, subject)
SELECT n, 'andes', 'facturas', 'INBOX', 1, n, @SHA@, 50000, 1700000000 + n, 1700000000 + n, 'done', 'invoice',
	1700000000 + n, 0, n % 5000 + 1, 1, 1700000000 + n, 'm' || n || '@proveedor.example', 'dte@proveedor.example',
	'DTE 33 folio ' || n
FROM @SERIES:MESSAGES@;
INSERT INTO document (id, message_id, place, company, key, invoice_key, disposition, format, version, type, number,
	environment, issuer_tax_id, receiver_tax_id, issued, currency, total, effect, trust, xml_sha256, pdf_sha256)
SELECT n, n, 0, 'andes', 'CL:76543210-3:33:' || n, 'CL:76543210-3:33:' || n, 'invoice', 'dte', '1.0', '33', n,
	'production', '76543210-3', 'T' || (n % @CUSTOMERS@ + 1), '2026-10-01', 'CLP', '1190000', 'debt', 'signed', @SHA@, @SHA@
FROM @SERIES:MESSAGES@;
INSERT INTO invoice (id, version, company, key, direction, format, type, number, state, is_open, debtor_tax_id,
	debtor_name, creditor_tax_id, creditor_name, issued, due, due_rule, currency, total, paid, credited, next_kind,
	next_date, trust, environment, customer_id, mail_sha256, xml_sha256, pdf_sha256, received_at, customer_key)
SELECT n, 1, 'andes', 'CL:76543210-3:33:' || n, 'issued', 'dte', '33', n,
	CASE WHEN n % 20 = 0 THEN 'waiting' ELSE 'paid' END, CASE WHEN n % 20 = 0 THEN 1 ELSE 0 END,
	'T' || (n % @CUSTOMERS@ + 1), 'Cliente ' || (n % @CUSTOMERS@ + 1), '76543210-3', 'Andes', '2026-10-01', '2099-10-31',
	'stated', 'CLP', 1190000000000, CASE WHEN n % 20 = 0 THEN 0 ELSE 1190000000000 END, 0, 'decide', '2099-10-01', 'signed',
	'production', n % @CUSTOMERS@ + 1, @SHA@, @SHA@, @SHA@, 1700000000 + n, 'T' || (n % @CUSTOMERS@ + 1)
FROM @SERIES:MESSAGES@;
INSERT INTO target (company, key, touched) SELECT 'andes', 'CL:76543210-3:33:' || n, 1 FROM @SERIES:MESSAGES@;
INSERT INTO posting (company, target_key, source_key, source_index, kind, currency, amount, whole, day, undone)
SELECT 'andes', 'CL:76543210-3:33:' || n, 'file:' || n, 0, 'file', 'CLP', 1190000000000, 0, '2026-10-31', 0
FROM @SERIES:MESSAGES@ WHERE n % 20 <> 0;
INSERT INTO event (id, at, company, invoice_key, customer, kind, actor, reason, hash)
SELECT n, 1700000000 + n, 'andes', 'CL:76543210-3:33:' || n, 'T' || (n % @CUSTOMERS@ + 1), 'invoice-created', 'valija',
	'33 ' || n || ' of 76543210-3 1190000 CLP, due 2099-10-31 (stated)', @SHA@
FROM @SERIES:MESSAGES@;
UPDATE chain SET length = @MESSAGES@;
INSERT INTO job (id, lane, kind, payload, state, due_at, born)
SELECT n, 'imap:facturas', 'move', '{"mail":' || n || ',"folder":"INBOX","uidvalidity":1,"uid":' || n || '}', 'sent',
	1700000000 + n, 1700000000 + n
FROM @SERIES:MESSAGES@;
UPDATE sequence SET value = @MESSAGES@ WHERE name = 'job';
-- Nobody decides for the company while mails are taken in: what that costs is measured by itself.
INSERT INTO lease (name, owner, until) VALUES ('reminders andes', 'bench', 99999999999);
