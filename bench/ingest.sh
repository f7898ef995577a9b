#!/bin/sh
# bench/ingest.sh VALIJA [N]: N (5,000) mails of about 50 kB (XML and PDF) in a private Dovecot's Maildir. mbsync
# downloads the mailbox and parses nothing; valija, from an empty store, fetches and works it until every invoice is
# committed. Wall seconds, the median of RUNS (3), side by side in one run, and the largest resident memory of each process.
# LARGE=1 adds one mail of 25 MB. Needs isync (mbsync) and sqlite3. Nothing is removed between the runs: ext4 looks long
# for a free inode where many files were removed a moment ago.
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
if [ -n "${LARGE:-}" ]; then
	perl -MMIME::Base64 -e 'print "From: a\@b.test\nTo: empresa\@empresa.test\nSubject: plano\nMIME-Version: 1.0\n",
		"Message-ID: <large\@b.test>\nContent-Type: application/octet-stream; name=\"plano.bin\"\n",
		"Content-Transfer-Encoding: base64\n\n", encode_base64(pack("N*", map { $_ * 2654435761 % 4294967296 } 1 .. 4600000))' \
		>"$inbox/new/1800000000.M1P1.bench"
fi
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
# FOLDER N: until so many invoices are committed. One sqlite3 is asked again and again: starting one each time took a
# tenth of a core from what is measured.
until_invoices()
{
	perl -MIPC::Open2 -MTime::HiRes=sleep -e '
		my ($store, $n) = @ARGV;
		open2(my $out, my $in, "sqlite3", "-cmd", ".timeout 5000", "file:$store/valija.db?mode=ro");
		$in->autoflush;
		do { sleep 0.02; print $in "SELECT count(*) FROM invoice;\n"; $_ = <$out> // die } until $_ >= $n' "$1/store" "$2"
}
staged() { sqlite3 -cmd '.timeout 5000' "file:$1/store/valija.db?mode=ro" "SELECT count(*) FROM message WHERE state = 'staged'"; }
# PID: what it and its children needed at most.
memory()
{
	for member in "$1" $(pgrep -P "$1"); do
		echo "$(tr '\0' '\n' <"/proc/$member/cmdline" | grep -xE 'run|fetch|work|send|reader')" \
			"$(awk '/VmHWM/ { print $2 }' "/proc/$member/status")"
		[ "$member" = "$1" ] || memory_of_children "$member"
	done
}
memory_of_children()
{
	for child in $(pgrep -P "$1"); do
		echo "reader $(awk '/VmHWM/ { print $2 }' "/proc/$child/status")"
	done
}
: >"$dir/figures"
: >"$dir/memory"
for run in $(seq "${RUNS:-3}"); do
	mkdir -p "$dir/near"
	sync # what was written before is nobody's
	start=$(now)
	mbsync -q -c "$dir/mbsyncrc" all
	echo "mbsync $((($(now) - start) / 1000000))" >>"$dir/figures"
	mkdir "$dir/m$run"
	mv "$dir/near" "$dir"/state-* "$dir/m$run"
	"$valija" init "$dir/v$run" >/dev/null
	config >"$dir/v$run/valija.conf"
	cd "$dir/v$run"
	sync
	start=$(now)
	"$valija" -q run 2>"$dir/v$run/log" &
	pid=$!
	until_invoices "$dir/v$run" "$n"
	echo "valija $((($(now) - start) / 1000000))" >>"$dir/figures"
	until [ "$(staged "$dir/v$run")" -eq 0 ]; do sleep 0.2; done
	memory "$pid" >>"$dir/memory"
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
sort -k1,1 -k2,2nr "$dir/memory" | awk '!seen[$1]++ { printf "%-7s %.1f MB at most\n", $1, $2 / 1024 }'
