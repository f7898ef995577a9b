#!/bin/sh
# bench/latency.sh VALIJA [N]: N (200) invoices of 5 kB, one after another, into a private Dovecot by LMTP while
# `valija run` waits in IDLE: milliseconds from the server's 250 to the line that the work process writes after its
# commit; and to the moment at which the server tells a bare client in IDLE (Dovecot waits half a second first).
# Then how often all processes of `run` wake up in 60 quiet seconds (voluntary switches of /proc/PID/status).
set -eu
valija=$1
n=${2:-200}
top=$(cd "$(dirname "$0")/.." && pwd)
case $valija in /*) ;; *) valija=$PWD/$valija ;; esac
dir=$(mktemp -d /tmp/valija-bench.XXXXXX)
chmod 755 "$dir"
trap 'kill $(cat "$dir/pid" 2>/dev/null) 2>/dev/null || true
	sh "$top/tests/servers.sh" stop "$dir/servers" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
mkdir -p "$dir/servers"
sh "$top/tests/servers.sh" start "$dir/servers" >/dev/null
. "$dir/servers/env"
sh "$top/tests/demo/mails.sh" "$dir/mails"
printf '%s\n' "$PASSWORD" >"$dir/password"
chmod 600 "$dir/password"
"$valija" init "$dir/v" >/dev/null
cat >"$dir/v/valija.conf" <<CONFIG
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
cd "$dir/v"
mkfifo "$dir/log"
"$valija" run 2>"$dir/log" &
echo $! >"$dir/pid"
perl -MIO::Socket::UNIX -MIO::Socket::INET -MIO::Select -MTime::HiRes=time,sleep -MMIME::Base64 -e '
	my ($source, $socket, $log, $n, $port, $user, $password) = @ARGV;
	open my $lines, "<", $log or die;
	my $wait = IO::Select->new($lines);
	my $mail = do { local (@ARGV, $/) = $source; <> };
	my ($head, $xml, $rest) = $mail =~
		qr/\A(.*?Content-Transfer-Encoding: base64\n\n)([A-Za-z0-9+\/=\n]+?)(\n--corte-1.*)\z/s;
	my $document = decode_base64($xml);
	my $lmtp = IO::Socket::UNIX->new(Peer => $socket) or die "lmtp: $!";
	sub answer { my $line; do { $line = <$lmtp> } while $line =~ /^\d+-/; $line =~ /^[23]/ or die $line }
	sub say_it { print $lmtp "$_[0]\r\n"; $lmtp->flush; answer() }
	answer();
	say_it("LHLO bench.test");
	my $bare = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port) or die "imap: $!";
	sub command {
		print $bare "$_[0]\r\n";
		$bare->flush;
		while (<$bare>) { return if /^(?:a OK|\+)/; /^a / and die $_ }
	}
	<$bare>;
	command("a LOGIN $user $password");
	command("a SELECT INBOX");
	command("a IDLE");
	$wait->add($bare);
	my $told;
	sub done_within { # of a commit that is logged
		my $end = time + $_[0];
		my $committed;
		while ((my $left = $end - time) > 0) {
			for my $ready ($wait->can_read($left)) {
				sysread $ready, my $some, 65536 or die "run or server ended";
				$told //= time if $some =~ /EXISTS/;
				$committed //= time if $some =~ /mail-done/;
			}
			return $committed if $committed && $told;
		}
		return;
	}
	done_within(4);
	my (@took, @bare);
	for my $i (1 .. $n) {
		my $folio = 200000 + $i;
		(my $one = $document) =~ s/1042/$folio/g;
		(my $top = $head) =~ s/<demo-1-\d+@/<late-$i@/;
		(my $text = $top . encode_base64($one) . $rest) =~ s/\r?\n/\r\n/g;
		say_it("MAIL FROM:<a\@b.test>");
		say_it("RCPT TO:<empresa\@empresa.test>");
		say_it("DATA");
		say_it("$text\r\n.");
		my $start = time;
		$told = undef;
		my $end = done_within(30) // die "mail $i was not committed in 30 s\n";
		push @took, 1000 * ($end - $start);
		push @bare, 1000 * ($told - $start);
		sleep 0.2 + rand 0.5;
	}
	for (["committed", \@took], ["told in IDLE", \@bare]) {
		my @sorted = sort { $a <=> $b } @{$_->[1]};
		printf "%s: median %.0f ms, 90th %.0f, 99th %.0f, longest %.0f of %d\n", $_->[0],
			@sorted[@sorted / 2, @sorted * 0.9, @sorted * 0.99, -1], scalar @sorted;
	}
' "$dir/mails/1-dte-33.eml" "$dir/servers/dovecot/run/lmtp" "$dir/log" "$n" \
	"$IMAP_PORT" empresa@empresa.test "$PASSWORD"
pids()
{
	for pid in "$@"; do
		echo "$pid"
		pids $(pgrep -P "$pid" || true)
	done
}
switches()
{
	for pid in $(pids "$(cat "$dir/pid")"); do
		awk -v pid="$pid" '/^voluntary/ { print pid, $2 }' "/proc/$pid/status"
	done
}
sleep 3 <"$dir/log"
switches >"$dir/before"
sleep 60 <"$dir/log"
switches | awk -v before="$dir/before" '
	BEGIN { while ((getline <before) > 0) { split($0, f); was[f[1]] = f[2] } }
	{ all += $2 - was[$1] } END { printf "quiet: %d wake-ups in 60 s, of %d processes\n", all, NR }'
