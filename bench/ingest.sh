#!/bin/sh
# bench/ingest.sh VALIJA [N]: N (5,000) mails of about 50 kB (XML and PDF) in a private Dovecot's Maildir. mbsync
# downloads the mailbox and parses nothing; valija, from an empty store, fetches and works it until every invoice is
# committed.
# Wall seconds, the median of RUNS (3), side by side in one run.
set -eu
valija=$1
n=${2:-5000}
top=$(cd "$(dirname "$0")/.." && pwd)
case $valija in /*) ;; *) valija=$PWD/$valija ;; esac
dir=$(mktemp -d /tmp/valija-bench.XXXXXX)
chmod 755 "$dir"
trap 'sh "$top/tests/servers.sh" stop "$dir/servers" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
mkdir -p "$dir/servers"
sh "$top/tests/servers.sh" start "$dir/servers" >/dev/null
. "$dir/servers/env"
inbox=$dir/servers/mail/empresa@empresa.test
sh "$top/tests/demo/mails.sh" "$dir/mails"
mkdir -p "$inbox/new" "$inbox/cur" "$inbox/tmp"
perl -e '
	my ($source, $inbox, $n) = @ARGV;
	my $mail = do { local (@ARGV, $/) = $source; <> };
	my $parts = qr/\A(.*?Content-Transfer-Encoding: base64\n\n)([A-Za-z0-9+\/=\n]+?)(\n--corte-1.*)\z/s;
	my ($head, $xml, $rest) = $mail =~ $parts;
	use MIME::Base64;
	my $document = decode_base64($xml);
	my $filler = "%" . ("x" x 32000) . "\n";
	for my $i (1 .. $n) {
		my $folio = 100000 + $i;
		(my $one = $document) =~ s/1042/$folio/g;
		(my $top = $head) =~ s/<demo-1-\d+@/<bench-$i@/;
		(my $pdf = $rest) =~ s{(name="[^"]*pdf".*?base64\n\n)(.*?)(\n--corte-1--)}
			{$1 . encode_base64(decode_base64($2) . $filler) . $3}se;
		open my $out, ">", sprintf("%s/new/%d.M%dP1.bench", $inbox, 1700000000 + $i, $i) or die;
		print $out $top, encode_base64($one), $pdf;
	}' "$dir/mails/1-dte-33.eml" "$inbox" "$n"
chown -R mail:mail "$inbox"
printf '%s\n' "$PASSWORD" >"$dir/password"
chmod 600 "$dir/password"
cat >"$dir/mbsyncrc" <<CONFIG
IMAPStore far
Host localhost
Port $IMAPS_PORT
SSLType IMAPS
CertificateFile $CA_FILE
User empresa@empresa.test
Pass $PASSWORD

MaildirStore near
Inbox $dir/near/

Channel all
Far :far:
Near :near:
Create Near
Sync Pull
SyncState $dir/state-
CONFIG
config()
{
	cat <<CONFIG
[company andes]
country = CL
tax_ids = 76.543.210-3
name = Andes
from = empresa@empresa.test
reply_to = empresa@empresa.test
[account facturas]
company = andes
host = localhost
port = $IMAPS_PORT
ca_file = $CA_FILE
user = empresa@empresa.test
password_file = ../password
[relay salida]
type = folder
path = .
CONFIG
}
now() { date +%s%N; }
: >"$dir/figures"
for run in $(seq "${RUNS:-3}"); do
	rm -rf "$dir/near" "$dir"/state-* "$dir/v$run"
	mkdir -p "$dir/near"
	start=$(now)
	mbsync -q -c "$dir/mbsyncrc" all
	echo "mbsync $((($(now) - start) / 1000000))" >>"$dir/figures"
	"$valija" init "$dir/v$run" >/dev/null
	config >"$dir/v$run/valija.conf"
	cd "$dir/v$run"
	start=$(now)
	"$valija" -q run 2>"$dir/v$run/log" &
	pid=$!
	until [ "$("$valija" export invoices | wc -l)" -ge "$n" ]; do sleep 0.3; done
	echo "valija $((($(now) - start) / 1000000))" >>"$dir/figures"
	kill $pid
	wait $pid || true
	cd "$top"
done
perl -ne '
	my ($who, $ms) = split; push @{$f{$who}}, $ms;
	END { for (sort keys %f) {
		my @s = sort { $a <=> $b } @{$f{$_}};
		$m{$_} = $s[@s / 2];
		printf "%-7s median %.2f s (%s)\n", $_, $m{$_} / 1000, join(" ", @s);
	}
	printf "valija / mbsync: %.2f\n", $m{valija} / $m{mbsync} }' "$dir/figures"
