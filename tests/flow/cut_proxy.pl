# Stands between a client and a server on loopback and cuts: connection number k is ended after k * STEP bytes from the
# server (out) or from the client (in).   cut_proxy.pl PORT_FILE TARGET_PORT out|in STEP
# Writes its port to PORT_FILE; one connection at a time; ends on SIGTERM. Only perl-base is needed.
use strict;
use warnings;
use IO::Select;
use IO::Socket::INET;

my ($file, $target, $way, $step) = @ARGV;
die "usage: cut_proxy.pl PORT_FILE TARGET_PORT out|in STEP\n" unless defined $step;
my $listener = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8) or die "$@\n";
open(my $out, '>', "$file.new") or die "$file: $!\n";
print $out $listener->sockport, "\n";
close($out);
rename("$file.new", $file) or die "$file: $!\n";

# Passes bytes on until one side ends or the budget is used up.
sub pass
{
	my ($client, $server, $budget) = @_;
	my $ready = IO::Select->new($client, $server);
	while (1) {
		for my $from ($ready->can_read) {
			my $counted = ($way eq 'out') == ($from == $server);
			my $n = sysread($from, my $bytes, 65536);
			return unless $n;
			$bytes = substr($bytes, 0, $budget) if $counted && $n > $budget;
			syswrite($from == $server ? $client : $server, $bytes);
			return if $counted && ($budget -= length $bytes) <= 0;
		}
	}
}

$SIG{PIPE} = 'IGNORE';
for (my $k = 1; my $client = $listener->accept; $k++) {
	my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $target) or next;
	pass($client, $server, $k * $step);
	close($client);
	close($server);
}
