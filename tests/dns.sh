#!/bin/sh
# A private DNS server for tests: dnsmasq on a loopback port of its own, which knows DIR/records and nothing else. Names
# below .test that have no record do not exist; all other names are refused.
#
#   dns.sh start DIR   serves DIR/records; writes its "address:port" to DIR/server
#   dns.sh stop DIR
#
# DIR/records, in dnsmasq's words: txt-record=NAME,"TEXT"  mx-host=NAME,HOST,10  host-record=NAME,203.0.113.7
# Exit 77: dnsmasq is not installed.
set -eu
PATH=$PATH:/usr/sbin:/sbin
dir=$2

stop()
{
	[ -s "$dir/pid" ] || return 0
	pid=$(cat "$dir/pid")
	kill "$pid" 2>/dev/null || true
	for wait in $(seq 50); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	rm -f "$dir/pid"
}

free_port()
{
	perl -MIO::Socket::INET -e '
		for (1 .. 500) {
			my $port = 20000 + int rand 12000;
			my @at = (LocalAddr => "127.0.0.1", LocalPort => $port);
			IO::Socket::INET->new(@at, Proto => "udp") && IO::Socket::INET->new(@at, Listen => 1) or next;
			print "$port\n";
			exit;
		}
		exit 1'
}

# Until it answers at all: a question for the version, which needs no record.
wait_answer()
{
	perl -MIO::Socket::INET -e '
		my $question = pack "nnnnnnC/aC/aCnn", 7, 0x100, 1, 0, 0, 0, "version", "bind", 0, 16, 3;
		for (1 .. 100) {
			my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$ARGV[0]", Proto => "udp");
			$socket->send($question);
			vec(my $bits = "", $socket->fileno, 1) = 1;
			exit 0 if select($bits, undef, undef, 0.1) > 0 && defined $socket->recv(my $answer, 512);
			select undef, undef, undef, 0.05;
		}
		exit 1' "$1"
}

start()
{
	if ! command -v dnsmasq >/dev/null; then
		echo "dns.sh: dnsmasq is not installed (apt-get install dnsmasq-base)" >&2
		exit 77
	fi
	for try in 1 2 3; do
		port=$(free_port)
		[ "$try" != 1 ] || [ ! -s "$dir/server" ] || port=$(cut -d: -f2 "$dir/server") # the same one again
		dnsmasq --conf-file="$dir/records" --no-resolv --no-hosts --port="$port" --listen-address=127.0.0.1 \
			--bind-interfaces --local=/test/ --pid-file="$dir/pid" --user="$(id -un)" --cache-size=0 \
			--log-facility="$dir/dns.log" </dev/null >/dev/null 2>"$dir/dns.err" || continue
		wait_answer "$port" && echo "127.0.0.1:$port" >"$dir/server" && return 0
		stop
	done
	cat "$dir/dns.err" >&2
	exit 1
}

case $1 in
start) start ;;
stop) stop ;;
*) echo "usage: dns.sh start|stop DIR" >&2; exit 2 ;;
esac
