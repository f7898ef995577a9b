# The scenarios of test_crash_scenarios.sh; sourced. A row of the table says what is done while a step dies or fails:
#   name | least durable steps | the relay's answers (-: a folder) | sed over the config | verb | more passes
# prepare_NAME makes what is there before it (by default the demo's mails wait in the inbox); - in a name is _ there.
scenarios()
{
	cat <<-'TABLE'
	first-fetch|25|-||once all|
	archive|15|-|s/^go_live = .*/go_live = 2099-01-01/|once all|
	renumbered|8|-||once all|
	import-mbox|6|-||import box|
	zip|10|-||once all|
	duplicates|10|-||once all|
	reply-move|12|-||once all|
	report|8|-||once all|
	three-deaths|4|-||once all|
	person-moves|6|-||once all|
	declaration-first|10|-||once all|
	payment-first|2|-||payments import pay.csv|
	flood|10|-||once all|
	reminder|6|ok||once all|
	reminders|20|ok|s/^go_live = .*/&\nper_day = 5/|once all|
	alert|10|ok||once all|
	plan|12|ok|s/^go_live/digest_hour = 24\nplan_hour = 1\nplan_send_hour = 2\nplan_silence = send\n&/|once all|
	one-of-two|6|rcpt~dos@:code=550-5.1.1||once all|
	later|5|mail:code=451@1||once all|
	later-recipient|5|rcpt:code=450@1||once all|
	refused-mail|6|rcpt~cliente.test:code=552-5.3.4||once all|
	uncertain|5|dot:lose@1||once all|
	cut-in-body|5|body:close=500@1||once all|
	silent|5|greeting:close@1|s/^\[run\]/[watch]\nrelay_minutes = 0\n&/|once all|
	domain-pause|6|rcpt~cliente.test:code=550-5.7.1||once all|90000 100000
	only-to|5|ok|s/^lookup_seconds/only_to = otro@x.test\n&/|once all|
	held|4|dot:lose||once all|20000 30000 40000
	restore|4|-||restore copy.tar|
	init|4|-||init|
	upgrade|1|-||mail list|
	TABLE
}

# A mail with one part that is this file: attached FILE TYPE NAME SUBJECT.
attached()
{
	printf 'From: Dte <dte@cliente.test>\nTo: empresa@empresa.test\nSubject: %s\nDate: %s\n' "$4" "$(date -uR)"
	printf 'Message-ID: <%s@cliente.test>\nMIME-Version: 1.0\nContent-Type: %s; name="%s"\n' "$4" "$2" "$3"
	printf 'Content-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: base64\n\n' "$3"
	base64 "$1"
}

# xml_of FILE: the first XML inside a mail of the demo.
xml_of()
{
	perl -MMIME::Base64 -0777 -ne 'print decode_base64($1) if /name="[^"]*xml".*?base64\n\n(.*?)\n--/s' "$1"
}

# The invoice is there and its reminder waits; nothing was sent.
prepare_reminder()
{
	deliver "$base/mails/1-dte-33.eml"
	v --now "$(at -60)" once fetch
	v --now "$(at -60)" once work
}
# Seven customers whose invoices come due: batches of one, two and four, and a cap in the middle of the last.
prepare_reminders()
{
	mkdir -p "$base/box"
	for n in 1-9 2-7 3-5 4-3 5-1 6-K 7-8; do
		LC_ALL=C sed -e "s/77123456-9/76543210-3/g; s/78234561-3/7600000$n/g; s/<Folio>1234</<Folio>20${n%-*}</" \
			-e "s/2026-02-04/$(date -d "$noon + 2 days" +%F)/g" "$root/tests/fixtures/dte/invoice.xml" >"$base/box/$n.xml"
	done
	v --now "$(at -60)" import "$base/box" >/dev/null
	VALIJA_STEP=tx.take_lease:1:EIO v --now "$(at -50)" once work
	for n in 1-9 2-7 3-5 4-3 5-1 6-K 7-8; do
		v --now "$(at -40)" customer set 7600000$n --company andes --contact "pagos@${n%-*}.cliente.test" --role pays
	done
}
# An invoice whose reminder is shown first, and leaves on silence. No digest: a day whose first pass failed has none, since
# its agenda was empty then.
prepare_plan() { deliver "$base/mails/1-dte-33.eml"; }
# One reminder was sent.
reminded()
{
	prepare_reminder
	v --now "$(at -50)" once send
	v --now "$(at -40)" once all
	reminder=$base/relay/$(v queue list --json | json kind=reminder message_id).eml
}
answered()
{
	reminded
	perl "$root/tests/demo/reply.pl" <"$reminder" >"$base/inbox/reply.eml"
}

prepare_renumbered()
{
	deliver_mails
	v --now "$(at -60)" once all
	v --now "$(at -50)" once all
	sleep 1.1 # a folder's UIDVALIDITY is the second in which it got its numbers
	find "$base/inbox" -name .valija-uids -exec rm {} +
}
prepare_import_mbox()
{
	for mail in "$base"/mails/*.eml; do
		echo "From a@b.test  Fri Nov 20 10:00:00 2026"
		sed 's/^From />&/' "$mail"
		echo
	done >"$base/box"
}
# Three invoices in one zip.
prepare_zip()
{
	for n in 1 2 3; do
		xml_of "$base/mails/1-dte-33.eml" | sed "s/1042/777$n/g" >"$base/777$n.xml"
	done
	perl -MIO::Compress::Zip=zip,\$ZipError -e 'zip [@ARGV[1 .. $#ARGV]] => $ARGV[0], FilterName => sub { s{.*/}{} }
		or die $ZipError' "$base/three.zip" "$base"/777?.xml || exit 1
	attached "$base/three.zip" application/zip three.zip facturas >"$base/inbox/zip.eml"
}
prepare_duplicates()
{
	for n in 1 2 3; do cp "$base/mails/1-dte-33.eml" "$base/inbox/same-$n.eml"; done
	sed 's/^Message-ID: <demo/&-other/' "$base/mails/1-dte-33.eml" >"$base/inbox/other.eml"
	xml_of "$base/mails/1-dte-33.eml" >"$base/1042.xml"
	attached "$base/1042.xml" text/xml 1042.xml otra >"$base/inbox/xml.eml"
}
prepare_reply_move() { answered; }
prepare_report()
{
	reminded
	token=$(v queue list --json | json kind=reminder message_id | sed 's/^valija\.\(.*\)@.*/\1/')
	sed -e "s/cobranza+m.1@mardelsur.example/empresa+$token@empresa.test/" -e 's/rfc822; ana$/rfc822; cliente@cliente.test/' \
		-e 's/rfc822; ana /rfc822; cliente@cliente.test /' "$root/tests/fixtures/bounce/report.eml" >"$base/inbox/report.eml"
}
# work died of this mail twice; nobody knows why.
prepare_three_deaths()
{
	deliver "$base/mails/1-dte-33.eml"
	v --now "$(at -9000)" once fetch
	for s in -8000 -6000; do
		VALIJA_STEP=tx.batch:1:KILL v --now "$(at $s)" once work
	done
}
prepare_person_moves()
{
	answered
	v --now "$(at -30)" once all
	v --now "$(at -20)" once all
	mv "$base"/inbox/Cobranza/Promesas/*.eml "$base/inbox/Cobranza/Disputas/"
}
# What the receiver says of an invoice is there before it.
prepare_declaration_first()
{
	sed -e 's/77123456-9/76543210-3/g; s/78234561-3/77654321-7/g; s/1234</1042</; s/119000/1190000/' \
		"$root/tests/fixtures/dte/answer-commercial.xml" >"$base/answer.xml"
	attached "$base/answer.xml" text/xml answer.xml rechazo >"$base/inbox/a-answer.eml"
	v --now "$(at -60)" once fetch
	v --now "$(at -60)" once work
	deliver "$base/mails/1-dte-33.eml"
}
prepare_payment_first()
{
	printf 'reference;date;invoice;currency;amount\nT1;2026-11-20;33-1042;CLP;190000\nT2;2026-11-20;34-77;CLP;1000\n' >"$base/pay.csv"
}
# Eight answers of a robot: three are notes, the others muted.
prepare_flood()
{
	reminded
	to=$(sed -n 's/^Reply-To:.*<\(.*\)>.*/\1/p; s/^Reply-To: \([^<]*\)$/\1/p' "$reminder" | tr -d '\r' | head -n 1)
	for n in 1 2 3 4 5 6 7 8; do
		printf 'From: Sala <cliente@cliente.test>\nTo: %s\nSubject: Reserva %s\nMessage-ID: <r-%s@cliente.test>\nDate: %s\n' \
			"$to" $n $n "$(date -uR)" >"$base/inbox/r-$n.eml"
		printf 'Auto-Submitted: auto-replied\n\nLa sala está reservada.\n' >>"$base/inbox/r-$n.eml"
	done
}
prepare_alert() { deliver "$base/mails/6-xml-roto.eml"; }
prepare_one_of_two()
{
	deliver "$base/mails/1-dte-33.eml"
	v --now "$(at -60)" once fetch
	VALIJA_STEP=tx.batch:2:EIO v --now "$(at -60)" once work
	v --now "$(at -50)" customer set 77654321-7 --company andes --contact 'Dos <dos@cliente.test>' --by Ana
	v --now "$(at -40)" once work
}
for name in later later_recipient refused_mail uncertain cut_in_body silent domain_pause only_to held; do
	eval "prepare_$name() { prepare_reminder; }"
done
prepare_restore()
{
	deliver_mails
	v --now "$(at -60)" once all
	v --now "$(at -50)" once all
	rm -f "$base/copy.tar"
	v backup "$base/copy.tar"
	rm -rf "$base/store"
}
prepare_init() { rm -rf "$base/store"; mv "$base/valija.conf" "$base/kept.conf"; }
# A database that the first version's transaction never reached.
prepare_upgrade()
{
	deliver_mails
	rm "$base/store/valija.db"*
	sqlite3 "$base/store/valija.db" 'CREATE TABLE schema_version (one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL);
		INSERT INTO schema_version VALUES (1, 0)'
}
