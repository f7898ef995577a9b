# What a person does with a mail program, on any IMAP server on loopback, in clear:
#   imap_hand.pl PORT USER PASSWORD VERB …
#     folders                        the folders, one a line: UTF-8, "/" between levels, without a prefix "INBOX."
#     list FOLDER                    one line a message: UID, size, Message-ID, Subject (tabs between)
#     count FOLDER · show FOLDER UID
#     move FROM TO [WORDS]           those whose subject has the words
#     empty FOLDER [WORDS]           expunges them; FOLDER * is every folder
#     save FOLDER FILE               appends a mail
#     make FOLDER · rename FROM TO · remove FOLDER
# A refusal is printed and is exit 1.
use strict;
use warnings;
use Encode;
use IO::Socket::INET;
use MIME::Base64;

my ($port, $user, $password, $verb, @words) = @ARGV;
die "usage: imap_hand.pl PORT USER PASSWORD VERB …\n" unless defined $verb;
$SIG{ALRM} = sub { die "imap_hand.pl: no answer in 60 s\n" };
alarm 60;
my $imap = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 10) or die "127.0.0.1:$port: $@\n";
<$imap>;
my $tag = 0;

# Each untagged answer as [line, literal…]; dies of a refusal.
sub say_imap
{
	my ($command, $literal) = @_;
	my @answers;
	$tag++;
	print $imap "$tag $command\r\n";
	while (defined(my $line = <$imap>)) {
		if ($line =~ /^\+/) { print $imap "$literal\r\n"; next }
		my @parts;
		while ($line =~ /\{(\d+)\}\r\n\z/) {
			my $bytes = '';
			while (length $bytes < $1) { read($imap, $bytes, $1 - length $bytes, length $bytes) or die "cut\n" }
			push @parts, $bytes;
			$line .= <$imap>;
		}
		return @answers if $line =~ /^$tag OK/;
		die "$command: $line" if $line =~ /^$tag /;
		push @answers, [$line, @parts];
	}
	die "$command: the server went away\n";
}

sub wire
{
	my ($text) = @_;
	$text = decode('UTF-8', $text);
	$text =~ s/&/&-/g;
	$text =~ s{([^\x20-\x7e]+)}{
		(my $code = encode_base64(encode('UTF-16BE', $1), '')) =~ tr|/=|,|d;
		"&$code-" }ge;
	return $text;
}
sub text
{
	my ($name) = @_;
	$name =~ s{&([^-]*)-}{
		(my $code = $1) =~ tr|,|/|;
		$code eq '' ? '&' : decode('UTF-16BE', decode_base64($code . '=' x (-length($code) % 4))) }ge;
	return encode('UTF-8', $name);
}
sub quoted { my ($s) = @_; $s =~ s/(["\\])/\\$1/g; return "\"$s\"" }

say_imap('LOGIN ' . quoted($user) . ' ' . quoted($password));
my ($inbox) = say_imap('LIST "" INBOX');
my ($mark) = $inbox->[0] =~ /\) "(.)" /;
# Where folders have to live below INBOX, the server says so.
my ($space) = say_imap('NAMESPACE');
my ($prefix) = $space->[0] =~ /NAMESPACE \(\("([^"]*)"/;
sub name
{
	my ($folder) = @_;
	return 'INBOX' if uc $folder eq 'INBOX';
	(my $path = $folder) =~ s{/}{$mark}g;
	return quoted($prefix . wire($path));
}
sub folders
{
	my @names;
	for (say_imap('LIST "" "*"')) {
		my ($flags, $name) = $_->[0] =~ /^\* LIST \(([^)]*)\) "." (?:"((?:[^"\\]|\\.)*)"|(\S+))/
			? ($1, $2 // $3) : next;
		next if $flags =~ /\\No(?:select|nexistent)/i;
		$name =~ s/\\(.)/$1/g;
		$name =~ s/^\Q$prefix\E//;
		$name =~ s/\Q$mark\E/\//g;
		push @names, text($name);
	}
	return @names;
}
sub uids
{
	my ($words) = @_;
	my $key = defined $words ? 'SUBJECT ' . quoted($words) : 'ALL';
	return join ',', map { $_->[0] =~ /^\* SEARCH([ \d]*)/ ? split ' ', $1 : () } say_imap("UID SEARCH $key");
}
sub choose { my ($folder) = @_; return say_imap('SELECT ' . name($folder)) }

my %verbs = (
	folders => sub { print "$_\n" for folders() },
	count => sub { print map { $_->[0] =~ /^\* (\d+) EXISTS/ ? "$1\n" : () } choose(@_) },
	list => sub {
		choose(@_);
		my @all = uids() eq '' ? () : say_imap('UID FETCH 1:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT)])');
		for (@all) {
			my ($line, $head) = @$_;
			next unless $line =~ /FETCH/;
			my ($uid) = $line =~ /UID (\d+)/;
			my ($size) = $line =~ /RFC822.SIZE (\d+)/;
			$head =~ s/\r\n[ \t]+/ /g;
			my %is = map { /^([\w-]+):\s*(.*?)\s*$/ ? (lc $1, $2) : () } split /\r\n/, $head;
			print join("\t", $uid, $size, $is{'message-id'} // '', $is{subject} // ''), "\n";
		}
	},
	show => sub {
		choose($_[0]);
		print map { (my $mail = $_->[1]) =~ s/\r\n/\n/g; $mail } grep { @$_ > 1 } say_imap("UID FETCH $_[1] BODY.PEEK[]");
	},
	move => sub {
		choose($_[0]);
		my $uids = uids($_[2]);
		say_imap("UID MOVE $uids " . name($_[1])) if $uids ne '';
	},
	empty => sub {
		for my $folder ($_[0] eq '*' ? folders() : $_[0]) {
			choose($folder);
			my $uids = uids($_[1]);
			next if $uids eq '';
			say_imap("UID STORE $uids +FLAGS.SILENT (\\Deleted)");
			say_imap('EXPUNGE');
		}
	},
	save => sub {
		my $mail = do { local (@ARGV, $/) = $_[1]; <> };
		$mail =~ s/\r?\n/\r\n/g;
		say_imap('APPEND ' . name($_[0]) . ' {' . length($mail) . '}', $mail);
	},
	make => sub { say_imap('CREATE ' . name($_[0])) },
	rename => sub { say_imap('RENAME ' . name($_[0]) . ' ' . name($_[1])) },
	remove => sub { say_imap('DELETE ' . name($_[0])) },
);
($verbs{$verb} or die "imap_hand.pl: unknown verb $verb\n")->(@words);
say_imap('LOGOUT');
