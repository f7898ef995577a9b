# Kills a program and all its processes with signal 9 at random moments, again and again, while invoices come into a Maildir
# and a counting relay takes mails.
#
#   kill_flood.pl key=value…   program config maildir relay (folder of smtp_sink) sample (a mail with an invoice) log
#                              kills messages seconds pause (the longest life, s) answers (one reminder in so many)
#
# Each reminder that the relay took comes back into the Maildir, as the copy that a relay files; some are answered. When
# so many kills were made or so many seconds are over, what is left of the messages comes in at once. Prints
# "kills invoices seconds"; on SIGUSR1 ends the program and prints the number of messages and of answers.
use strict;
use warnings;
use MIME::Base64;
use POSIX ();
use Time::HiRes qw(sleep time);

my %is = (pause => 1.2, answers => 20, map { split /=/, $_, 2 } @ARGV);
my ($head, $tail, $xml);
{
	my $mail = do { local (@ARGV, $/) = $is{sample}; <> };
	$mail =~ /\A(.*?base64\n\n)([A-Za-z0-9+\/=\n]+?)(\n--corte-1)\n.*\z/s or die "no invoice in $is{sample}\n";
	($head, $xml, $tail) = ($1, decode_base64($2), "$3--\n");
}
my @owner = (stat $is{maildir})[4, 5];
my ($delivered, $invoices, $answers) = (0, 0, 0);

sub deliver
{
	my ($text) = @_;
	my $name = sprintf '%d.M%dP%d.flood', time, ++$delivered, $$;
	open my $out, '>', "$is{maildir}/tmp/$name" or die "$name: $!\n";
	print $out $text;
	close $out or die "$name: $!\n";
	chown @owner, "$is{maildir}/tmp/$name";
	rename "$is{maildir}/tmp/$name", "$is{maildir}/new/$name" or die "$name: $!\n";
}

sub tax_id
{
	my ($number) = @_;
	my ($sum, $by) = (0, 2);
	for (reverse split //, $number) { $sum += $_ * $by; $by = $by == 7 ? 2 : $by + 1 }
	my $check = 11 - $sum % 11;
	return "$number-" . ($check == 11 ? 0 : $check == 10 ? 'K' : $check);
}

# One invoice for a client of its own.
sub invoice
{
	my $n = ++$invoices;
	my ($folio, $client) = (100000 + $n, tax_id(40000000 + $n));
	(my $one = $xml) =~ s/1042/$folio/g;
	$one =~ s/77654321-7/$client/g;
	$one =~ s/cliente\@cliente\.test/c$n\@cliente.test/g;
	(my $top = $head) =~ s/<demo-1-\d+@/<flood-$n@/;
	$top =~ s/dte\@empresa/dte$n\@empresa/; # one sender may not flood us
	deliver($top . encode_base64($one) . $tail);
}

sub answer
{
	my ($mail) = @_;
	my ($id) = $mail =~ /^Message-ID:\s*(\S+)/mi;
	my ($to) = $mail =~ /^Reply-To:.*?([^\s<>]+@[^\s<>]+)/mi;
	my ($from) = $mail =~ /^To:.*?([^\s<>]+@[^\s<>]+)/mi;
	my $date = POSIX::strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime);
	$answers++;
	deliver("From: $from\nTo: $to\nSubject: Re: factura\nDate: $date\nMessage-ID: <answer-$answers\@cliente.test>\n"
		. "In-Reply-To: $id\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nPagaremos el viernes.\n");
}

# What the relay took since: each comes back as a copy.
open my $accepted, '<', "$is{relay}/accepted" or die "$is{relay}/accepted: $!\n";
my ($rest, $reminders) = ('', 0);
sub relayed
{
	seek $accepted, 0, 1;
	while (defined(my $line = <$accepted>)) {
		$line = $rest . $line;
		$rest = '';
		if ($line !~ /\n\z/) { $rest = $line; last }
		my ($number, $to) = (split /\t/, $line)[0, 4];
		my $mail = do { local (@ARGV, $/) = "$is{relay}/$number.eml"; <> };
		unlink "$is{relay}/$number.eml";
		$mail =~ s/\r\n/\n/g;
		deliver($mail);
		answer($mail) if $to =~ /\@cliente\.test/ && ++$reminders % $is{answers} == 0;
	}
}

my $program;
sub start
{
	$program = fork // die "fork: $!\n";
	# On both sides: whichever comes first, the group is there.
	setpgrp $program, $program;
	return if $program;
	open STDERR, '>>', $is{log};
	exec $is{program}, '-q', '-c', $is{config}, 'run';
	die "$is{program}: $!\n";
}
$SIG{TERM} = $SIG{INT} = sub { kill 'KILL', -$program if $program; exit 1 };

my ($began, $kills) = (time, 0);
while ($kills < $is{kills} && time - $began < $is{seconds}) {
	# As many as the kills and the time that are over are worth.
	my $part = (time - $began) / $is{seconds};
	$part = $kills / $is{kills} if $kills / $is{kills} > $part;
	my $wanted = int($is{messages} * $part) + 20;
	$wanted = $is{messages} if $wanted > $is{messages};
	invoice() while $invoices < $wanted;
	relayed();
	start();
	sleep(0.02 + $is{pause} * rand() ** 2);
	kill 'KILL', -$program;
	waitpid $program, 0;
	undef $program;
	$kills++;
}
invoice() while $invoices < $is{messages};
$| = 1;
printf "%d %d %d\n", $kills, $invoices, time - $began;
# Then it runs in peace, until told to end; copies and answers still come.
start();
my $ended = 0;
$SIG{USR1} = sub { $ended = 1 };
until ($ended) { relayed(); sleep 0.2 }
kill 'TERM', $program;
waitpid $program, 0;
print "$delivered\n$answers\n";
exit($? == 0 ? 0 : 1);
