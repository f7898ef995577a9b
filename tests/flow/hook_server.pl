#!/usr/bin/perl
# A receiver of webhooks: hook_server.pl SECRET LOG PORTFILE STATUS…
# Answers the first posts with these, one each, and then 200. Each post is a line of LOG: status, whether the signature
# holds, the idempotency key, the type in the body.
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_hex);
use IO::Socket::INET;

my ($secret, $log, $portfile, @answers) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 8, ReuseAddr => 1) or die "$!";
open my $port, '>', "$portfile.new" or die "$!";
print $port $server->sockport;
close $port;
rename "$portfile.new", $portfile or die "$!";
while (my $client = $server->accept) {
	my %head;
	while (my $line = <$client>) {
		$line =~ s/\r?\n//;
		last if $line eq '';
		$head{lc $1} = $2 if $line =~ /^([^:\s]+):\s*(.*)$/;
	}
	my $body = '';
	read $client, $body, $head{'content-length'} // 0;
	my ($t, $mac) = ($head{'x-valija-signature'} // '') =~ /^t=(\d+),v1=([0-9a-f]{64})$/;
	my $good = defined $mac && hmac_sha256_hex("$t.$body", $secret) eq $mac ? 'signed' : 'forged';
	my $status = @answers ? shift @answers : 200;
	my ($type) = $body =~ /"type":"([^"]*)"/;
	print $client "HTTP/1.1 $status X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	close $client;
	open my $out, '>>', $log or die "$!";
	print $out join("\t", $status, $good, $head{'idempotency-key'} // '-', $type // '-'), "\n";
	close $out;
}
