# man.pl VALIJA FOLDER: FOLDER/valija.1 from the help of each verb and FOLDER/valija.conf.5 from the config that init
# writes, so that neither can say other than the program. Perl's base only.
use strict;
use warnings;

my ($valija, $folder) = @ARGV;
die "usage: man.pl VALIJA FOLDER\n" unless defined $folder;
$ENV{LC_ALL} = 'C.UTF-8';

sub output
{
	open my $out, '-|', @_ or die "$_[0]: $!\n";
	my @lines = <$out>;
	close $out or die "@_ failed\n";
	chomp @lines;
	return @lines;
}

# A line of text: nothing in it is a request or an escape.
sub roff
{
	my ($line) = @_;
	$line =~ s/\\/\\e/g;
	$line =~ s/-/\\-/g;
	$line =~ s/^([.'])/\\&$1/;
	return $line;
}

sub page
{
	my ($name, $section, $what, @body) = @_;
	open my $out, '>', "$folder/$name.$section" or die "$folder/$name.$section: $!\n";
	print $out ".TH \U$name\E $section \"\" valija \"valija\"\n.SH NAME\n$name \\- $what\n", map { "$_\n" } @body;
	close $out or die "$folder/$name.$section: $!\n";
}

sub verb
{
	my ($verb, $summary) = @_;
	my ($usage, @lines) = grep { !/^Usage:$/ } output($valija, $verb, '--help');
	$usage =~ s/^\s+//;
	$usage =~ s/ - .*//;
	my @body = ('.SS ' . roff($verb), roff($summary) . '.', '.PP', '.B ' . roff($usage));
	my ($skip, $text) = (0, 0);
	for (@lines) {
		$skip = 1 if /^Help Options:/;
		$skip = 0 if /^Application Options:/;
		next if $skip && /^(?:Help Options:|  -h)/ || /^Application Options:/;
		if (/^  (\S.*?)\s{2,}(\S.*)$/) {
			push @body, '.TP', '.B ' . roff($1), roff($2);
		} elsif (/\S/) {
			push @body, ($text ? () : '.PP'), roff($_);
		}
		$text = /^\S/;
	}
	return @body;
}

sub program
{
	my @help = output($valija, '--help');
	my @verbs;
	for (@help) {
		push @verbs, [$1, $2] if /^  (\S+)\s{2,}(\S.*)$/ && $1 !~ /^-/;
	}
	die "no verbs in the help\n" unless @verbs;
	page('valija', 1, 'mail gateway for companies that live on e\-invoices',
		'.SH SYNOPSIS', '.B valija', '[\-c FILE] [\-\-now TIME] [\-v] [\-q] VERB \.\.\.',
		'.SH DESCRIPTION',
		'Fetches the mailbox of e\-invoices of a company in Chile or Mexico, keeps every message, makes a ledger of the',
		'invoices in it, reminds clients, and takes their answers as notes on the invoices that they answer.',
		'Each verb has its own', '.BR \-\-help .',
		'.SH VERBS', (map { verb(@$_) } @verbs),
		'.SH EXIT STATUS',
		(map { ('.TP', ".B $_->[0]", $_->[1]) } [0, 'done'],
			[1, 'done, and something asked for failed or a fault was found; said on standard error'],
			[2, 'wrong usage'], [75, 'try again later: locked, relay or server away'], [78, 'fault of the config']),
		'.SH FILES', '.TP', '.I ./valija.conf, /etc/valija/valija.conf', 'The config, see', '.BR valija.conf (5).',
		'.SH SEE ALSO', '.BR valija.conf (5)');
}

# "# comment" lines, then "key = value" or "# key = value" (without a default): one paragraph a key.
sub config
{
	my $folder = `mktemp -d`;
	chomp $folder;
	output($valija, '-q', 'init', $folder);
	open my $in, '<', "$folder/valija.conf" or die "no config: $!\n";
	my (@body, @comment);
	while (<$in>) {
		chomp;
		if (/^#?\s*\[(\w+)(?: [^\]]*)?\]/) {
			push @body, ".SH [$1]", (map { roff($_) } splice @comment);
		} elsif (/^#?\s*(\w+) =(.*)$/) {
			my ($key, $value) = ($1, $2);
			$value =~ s/\s+$//;
			push @body, '.TP', '.B ' . roff("$key =$value"), (map { roff($_) } splice @comment);
		} elsif (/^# ?(.*)$/) {
			push @comment, $1;
		} else {
			@comment = ();
		}
	}
	close $in;
	system 'rm', '-rf', $folder;
	die "no keys in the config\n" unless grep { /^\.TP/ } @body;
	page('valija.conf', 5, 'config of valija', '.SH DESCRIPTION',
		'An INI file. A key that is not written has the value shown here; an unknown key or section is a fault.',
		'Lists are separated by semicolons, paths are relative to the file, secrets are files of mode 0600.',
		@body, '.SH SEE ALSO', '.BR valija (1)');
}

program();
config();
