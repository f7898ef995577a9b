# Hands one mail file to an SMTP server on loopback: deliver.pl HOST PORT FROM RCPT[,RCPT…] FILE
# Line ends become CRLF, dots are doubled. Any refusal is printed and is exit 1. Only perl-base is needed.
use strict;
use warnings;
use IO::Socket::INET;

sub fail
{
	print STDERR @_;
	exit 1;
}

my ($host, $port, $from, $to, $file) = @ARGV;
die "usage: deliver.pl HOST PORT FROM RCPT FILE\n" unless defined $file;
open(my $in, '<:raw', $file) or die "$file: $!\n";
my $mail = do { local $/; <$in> };
$mail =~ s/\r?\n/\r\n/g;
$mail .= "\r\n" unless $mail =~ /\r\n\z/;
$mail =~ s/^\./../mg;

my $smtp = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Timeout => 10)
	or fail("$host:$port: $@\n");

sub expect
{
	my ($want, $command) = @_;
	print $smtp $command if defined $command;
	while (my $line = <$smtp>) {
		next if $line =~ /^\d{3}-/;
		return if $line =~ /^$want/;
		fail("$file: $line");
	}
	fail("$file: the server went away\n");
}

$SIG{ALRM} = sub { fail("$file: no answer in 60 s\n") };
alarm 60;
expect('220');
expect('250', "EHLO localhost\r\n");
expect('250', "MAIL FROM:<$from> BODY=8BITMIME\r\n");
expect('250', "RCPT TO:<$_>\r\n") for split /,/, $to;
expect('354', "DATA\r\n");
print $smtp $mail;
expect('250', ".\r\n");
expect('221', "QUIT\r\n");
