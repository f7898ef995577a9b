#!/bin/sh
# Three machines on one PostgreSQL: each fetches, works and sends; one after the other is killed with signal 9 at random
# moments, or its network is cut for longer than its leases last, while invoices come in by IMAP and a reminder of each goes
# to a relay that counts. In the end nothing is lost and nothing was sent twice. The machines are processes with folders,
# names ([run] host) and, where these can be made, networks of their own (host_nets.sh); none may judge the processes of
# another. The last line says the figures; INVOICES=10000 SECONDS_OF_KILLS=900 PAUSE=20 makes it longer.
. "$(dirname "$0")/host_nets.sh"
. "$(dirname "$0")/job.sh"
invoices=${INVOICES:-150}
seconds=${SECONDS_OF_KILLS:-25}
pause=${PAUSE:-2} # between two kills at most
late=6            # invoices that come while who reads the mailbox is cut off
all=$((invoices + late))
[ -x "$bin/tests/smtp_sink" ] || make -s -C "$root" "${bin#"$root"/}/tests/smtp_sink" >&2 || exit 1
pg=$(mktemp -d /tmp/v-hpg.XXXXXX)
hosts_clean()
{
	for host in 1 2 3; do end_host $host; done
	nets_end
	[ -z "${relay:-}" ] || kill $relay $feeder 2>/dev/null
	sh "$root/tests/pg.sh" stop "$pg"
	rm -rf "$pg"
	job_clean
}
group() { eval "echo \${group_$1:-}"; }
end_host()
{
	[ -z "$(group $1)" ] || kill -9 -$(group $1) 2>/dev/null
	[ -z "$(group $1)" ] || wait $(group $1) 2>/dev/null
	eval "group_$1="
}
job_begin hosts
trap hosts_clean EXIT
nets_begin
sh "$root/tests/pg.sh" start "$pg" 2>"$base/why"
status=$?
if [ $status = 77 ]; then
	echo "1..0 # SKIP $(cat "$base/why")"
	exit 0
fi
[ $status = 0 ] || { cat "$base/why" >&2; exit 1; }
job_servers
VALIJA_TEST_PG=$pg
# The machines come by TCP, from addresses of their own.
echo "host valija valija 10.77.0.0/16 trust" >>"$pg/pg/data/pg_hba.conf"
kill -HUP "$(head -n 1 "$pg/pg/data/postmaster.pid")"
LOOKUP_SECONDS=8 job_config servers

# The relay, and what it does with the copies to ourselves: they are delivered.
mkdir "$base/relay"
"$bin/tests/smtp_sink" "$base/relay" keep &
relay=$!
relay_ready() { [ -s "$base/relay/port" ]; }
until_true 10 relay_ready
inbox=$base/s/mail/empresa@empresa.test
perl -e '
	my ($relay, $inbox) = @ARGV;
	my $number = 0;
	for (;;) {
		while (open my $mail, "<", "$relay/" . ($number + 1) . ".eml") {
			open my $accepted, "<", "$relay/accepted" or die;
			my ($line) = grep { (split /\t/)[0] == $number + 1 } <$accepted>;
			last unless defined $line && $line =~ /\n/;
			$number++;
			next unless (split /\t/, $line)[4] =~ /empresa\@empresa\.test|empresa\+/;
			local $/;
			open my $copy, ">", "$inbox/tmp/c$number" or die;
			print {$copy} readline $mail;
			close $copy;
			chown((getpwnam "mail")[2, 3], "$inbox/tmp/c$number");
			rename "$inbox/tmp/c$number", "$inbox/new/" . time . ".C${number}P1.relay" or die;
		}
		select undef, undef, undef, 0.1;
	}' "$base/relay" "$inbox" 2>>"$base/log" &
feeder=$!

# The machines: one store, its messages in a folder that all share.
mv "$base/store/mail" "$base/mail"
sed -i -e "s|^port = $SUBMISSION_PORT|port = $(cat "$base/relay/port")|" -e '/^\[relay/,/^\[/s/^tls = .*/tls = none/' \
	-e '/^\[relay/,/^\[send/{/^ca_file/d;/^user/d;/^password_file/d;}' \
	-e 's/^\[relay salida\]/&\nauth = none\nper_minute = 100000\nper_day = 0\nconnections = 6\ndomain_connections = 6\ndomain_per_minute = 100000/' \
	-e 's/^go_live.*/&\nper_day = 0\nfirst_per_day = 0\naddress_per_day = 0\naddress_per_week = 0/' \
	-e 's/^poll_seconds.*/&\nlease_seconds = 5/' "$base/valija.conf"
printf "[inbound]\nsender_hour = 0\nunknown_hour = 0\n" >>"$base/valija.conf"
for host in 1 2 3; do
	mkdir -p "$base/h$host/store"
	chmod 700 "$base/h$host/store"
	cp "$base/store/token.key" "$base/password" "$base/h$host/store/../"
	mv "$base/h$host/token.key" "$base/h$host/store/"
	ln -s "$base/mail" "$base/h$host/store/mail"
	sed -e "s/^poll_seconds/host = nodo-$host\n&/" -e "/^url = /s|@/valija?host=[^&]*&port=|@127.0.0.1:|" \
		-e "/^url = /s|\(@127[^&]*\)&|\1/valija?|" "$base/valija.conf" >"$base/h$host/valija.conf"
	status 0 "machine $host joins" net_of $host "$valija" -c "$base/h$host/valija.conf" join
	cat "$base/err"
done
start_host()
{
	net_exec "$1" "$valija" -c "$base/h$1/valija.conf" run 2>>"$base/log.$1" &
	eval "group_$1=$!"
}

# Invoices of clients of their own, delivered while machines are killed.
mkdir "$base/new"
perl -MMIME::Base64 -e '
	my ($file, $n, $to) = @ARGV;
	my $text = do { local (@ARGV, $/) = $file; <> };
	for my $i (1 .. $n) {
		my ($sum, $factor, $rut) = (0, 2, 60000000 + $i);
		for (reverse split //, $rut) { $sum += $_ * $factor; $factor = $factor == 7 ? 2 : $factor + 1 }
		my $digit = 11 - $sum % 11;
		$digit = $digit == 11 ? 0 : $digit == 10 ? "K" : $digit;
		my $folio = 20000 + $i;
		(my $mail = $text) =~ s{(base64\n\n)([A-Za-z0-9+/=\n]+?)(\n--)}{
			my ($head, $tail, $xml) = ($1, $3, decode_base64($2));
			$xml =~ s/\b1042\b/$folio/g;
			$xml =~ s/77654321-7/$rut-$digit/g;
			$xml =~ s/F1042T33/F${folio}T33/;
			$head . encode_base64($xml) . $tail}e;
		$mail =~ s/<demo-1-/<host-$folio-/;
		$mail =~ s/folio 1042/folio $folio/;
		open my $out, ">", sprintf "%s/1700000000.M%06dP1.h", $to, $i or die;
		print $out $mail;
	}' "$base/mails/1-dte-33.eml" "$all" "$base/new"
# deliver_some N [FOLDER]
deliver_some() { ls "${2:-$base/new}" | head -n "$1" | while read -r name; do mv "${2:-$base/new}/$name" "$inbox/new/"; done; }
servers folders "$base/s" empresa@empresa.test >/dev/null
mkdir -p "$inbox/new" "$inbox/tmp" "$inbox/cur"
mkdir "$base/late"
ls "$base/new" | tail -n $late | while read -r name; do mv "$base/new/$name" "$base/late/"; done
chown -R mail:mail "$base/new" "$base/late" "$inbox"

for host in 1 2 3; do start_host $host; done
# A machine that is cut off lives, and its leases of 5 s run out.
cut=
cuts=0
cut_off()
{
	cut=$1
	cuts=$((cuts + 1))
	net_cut "$cut"
	(sleep "$(perl -e 'srand; printf "%.2f", 7 + rand 6')"; net_heal "$cut") &
	healer=$!
}
cut_is_over() { [ -n "$cut" ] && ! kill -0 "$healer" 2>/dev/null; }
began=$(date +%s)
kills=0
while [ $(($(date +%s) - began)) -lt "$seconds" ]; do
	deliver_some $((invoices * pause / seconds + 1))
	sleep "$(perl -e 'srand; printf "%.2f", 0.2 + $ARGV[0] * rand() ** 2' "$pause")"
	host=$(perl -e 'srand; print 1 + int rand 3')
	! cut_is_over || cut=
	if [ "$nets$cut" = yes ] && [ "$(perl -e 'srand; print int rand 4')" = 0 ]; then
		cut_off "$host"
	elif [ "$host" != "$cut" ]; then
		end_host $host
		kills=$((kills + 1))
		start_host $host
	fi
done
[ -z "$cut" ] || wait $healer
deliver_some "$invoices"
accepted() { cut -f 2 "$base/relay/accepted"; }
# at_rest INVOICES. Three deaths at work on one message quarantine it, whoever killed: a person lets it in again.
replayed=0
at_rest()
{
	sleep 1
	for id in $(v mail list --state quarantined --json | json id); do
		v mail replay "$id" >/dev/null 2>>"$base/log" && replayed=$((replayed + 1))
	done
	[ "$(accepted | sort -u | lines)" -ge "$1" ] &&
		! v queue list --json | grep -q '"state":"\(ready\|uncertain\)"' &&
		[ "$(v mail list --json | grep -c '"state":"done"')" -ge $((2 * $1)) ]
}
# The verbs of this script look at the store as one more machine.
rm -rf "$base/store/mail" && ln -s "$base/mail" "$base/store/mail"
patience=$((360 + invoices / 4))
until_true $patience at_rest "$invoices"
is $? 0 "everything comes to rest"
took=$(($(date +%s) - began))

# Who reads the mailbox is cut off, and lives: another one reads it, and all are sent; then the cable is in again.
reader_name() { psql -At "$store_url" -c "SELECT owner FROM lease WHERE name = 'fetch facturas'" | cut -d ' ' -f 3; }
reader_is_known() { [ -n "$(reader_name)" ]; }
until_true 30 reader_is_known
lost=$(reader_name)
[ "$nets" != yes ] || net_cut "${lost#nodo-}"
deliver_some $late "$base/late"
until_true $patience at_rest "$all"
is $? 0 "what comes in then is read and sent"
if [ "$nets" = yes ]; then
	is "$([ "$(reader_name)" = "$lost" ] || echo another)" another "by other machines than $lost, which has no network"
	before=$(grep -c . "$base/log.${lost#nodo-}")
	net_heal "${lost#nodo-}"
	noticed() { tail -n +$((before + 1)) "$base/log.${lost#nodo-}" | grep -q 'event=account-elsewhere'; }
	until_true $patience noticed # it asks the later, the longer it was cut off: 300 s at most
	is $? 0 "which finds its mailbox taken when the network is there again"
	until_true $patience at_rest "$all"
fi
is "$(v export invoices | json key | sort | uniq | lines) $(v export invoices | lines)" "$all $all" "one invoice each"
is "$(accepted | sort | uniq -d)" "" "the relay took no mail twice"
is "$(accepted | lines)" "$all" "and every reminder"
is "$(v mail list --json | json sha256 | sort | uniq -d)" "" "no message is on record twice"
is "$(v mail list --json | json state | sort | uniq -c | xargs)" "$((2 * all)) done" "none is missing, copies counted"
status 0 "verify finds no fault" v verify
readers=$(cat "$base"/log.? | grep -c 'event=account-elsewhere' || true)
is "$([ "$readers" -ge 2 ] && echo waited)" waited "machines wait for the mailbox that another reads ($readers times)"
# Who reads the mailbox goes first: another one takes it over.
until_true 30 reader_is_known
reader=$(reader_name | sed 's/nodo-//')
taken_over() { [ "$(cat "$base"/log.? | grep -c 'event=account-here')" -gt 0 ]; }
for host in $reader $(echo 1 2 3 | sed "s/$reader//"); do
	kill -TERM $(group $host) && wait $(group $host)
	is $? 0 "machine $host ends when asked to"
	eval "group_$host="
	[ "$host" != "$reader" ] || { until_true 20 taken_over; is $? 0 "and another one takes the mailbox over"; }
done
is "$(psql -At "$store_url" -c 'SELECT * FROM lease')" "" "and leaves its leases"
echo "# networks: $nets"
echo "# $kills machines killed and $cuts cut off in $seconds s; $invoices in and out in $took s, $replayed replayed; then $late more:" \
	"0 lost and 0 twice when all is ok"
if [ $failed != 0 ]; then
	v queue list --json | grep -v '"state":"sent"' | cut -c1-400 | sed 's/^/# /'
	v mail list --json | grep -v '"state":"done"' | cut -c1-400 | sed 's/^/# /'
	head -n 3 "$base/relay/accepted" | sed 's/^/# /'
	sed "s/^/# log: /" "$base/log"
	grep -hv 'level=info' "$base"/log.? | tail -n 30 | sed 's/^/# /'
fi
job_finish
