#!/usr/bin/perl
# Writes a message in Outlook's own form (.msg: [MS-CFB], [MS-OXMSG]) to standard output, of what the arguments say:
#   --subject T  --name T --address A (of the sender)  --to A  --date UNIX  --body T  --html FILE  --rtf FILE (packed)
#   --transport T (header lines)  --text ID=T  --page N (8-bit texts of that code page from here on, else Unicode)
#   --html-page N  --file NAME=FILE  --signed FILE (multipart/signed)  --link NAME  --open NAME … --close (a message inside)
#   --cid ID (of the last file)  --damage HOW (see damage())  --cut BYTES (all that is written)
use strict;
use warnings;
use Encode qw(encode decode);

my $FREE = 0xffffffff;
my $END = 0xfffffffe;
my $SECTOR = 512;
my $MINI = 64;
my $CUTOFF = 4096;

# ---- properties ----

sub slurp { my ($path) = @_; open my $in, '<:raw', $path or die "$path: $!"; local $/; my $all = <$in>; return $all }

sub object { my (%more) = @_; return { streams => [], storages => [], entries => '', %more } }

sub property
{
	my ($to, $tag, $bytes, $stated) = @_;
	push @{ $to->{streams} }, [sprintf('__substg1.0_%08X', $tag), $bytes];
	$to->{entries} .= pack('VVVV', $tag, 6, $stated // length $bytes, 0);
}

sub fixed { my ($to, $tag, $value) = @_; $to->{entries} .= pack('VVQ<', $tag, 6, $value) }

my $page = 0;
my @damage;

sub text
{
	my ($to, $id, $text) = @_;
	my $chars = decode('UTF-8', $text);
	my $bytes = $page ? encode($page == 65001 ? 'UTF-8' : "cp$page", $chars) : encode('UTF-16LE', $chars);
	property($to, hex($id) << 16 | ($page ? 0x1e : 0x1f), $bytes, length($bytes) + ($page ? 1 : 2));
}

sub attachment
{
	my ($to, $name) = @_;
	my $file = object(kind => 'attach', number => $to->{attachments}++);
	text($file, '3707', $name);
	push @{ $to->{storages} }, $file;
	return $file;
}

sub recipient
{
	my ($to, $address, $kind) = @_;
	my $one = object(kind => 'recip', number => $to->{recipients}++);
	text($one, '3001', $address);
	text($one, '39FE', $address);
	fixed($one, 0x0c150003, $kind);
	push @{ $to->{storages} }, $one;
}

my @open = object(kind => 'file');
my %does = (
	subject => sub { text($open[0], '0037', $_[0]) },
	name => sub { text($open[0], '0C1A', $_[0]) },
	address => sub { text($open[0], '5D01', $_[0]) },
	to => sub { recipient($open[0], $_[0], 1) },
	date => sub { fixed($open[0], 0x00390040, ($_[0] + 11644473600) * 10000000) },
	body => sub { text($open[0], '1000', $_[0]) },
	html => sub { property($open[0], 0x10130102, slurp($_[0])) },
	rtf => sub { property($open[0], 0x10090102, slurp($_[0])) },
	transport => sub { text($open[0], '007D', $_[0]) },
	text => sub { text($open[0], split /=/, $_[0], 2) },
	page => sub { $page = $_[0]; fixed($open[0], 0x3ffd0003, $page) if $page },
	'html-page' => sub { fixed($open[0], 0x3fde0003, $_[0]) },
	file => sub {
		my ($name, $path) = split /=/, $_[0], 2;
		my $file = attachment($open[0], $name);
		fixed($file, 0x37050003, 1);
		property($file, 0x37010102, slurp($path));
	},
	signed => sub {
		my $file = attachment($open[0], 'smime.p7m');
		text($file, '370E', 'multipart/signed');
		property($file, 0x37010102, slurp($_[0]));
	},
	link => sub { fixed(attachment($open[0], $_[0]), 0x37050003, 4) },
	cid => sub { text($open[0]{storages}[-1], '3712', $_[0]) },
	open => sub {
		my $file = attachment($open[0], $_[0]);
		my $inside = object(kind => 'inside');
		fixed($file, 0x37050003, 5);
		$file->{entries} .= pack('VVVV', 0x3701000d, 6, $FREE, 1);
		push @{ $file->{storages} }, $inside;
		unshift @open, $inside;
	},
	close => sub { shift @open },
	damage => sub { push @damage, $_[0] },
	cut => sub { push @damage, "cut=$_[0]" },
);
while (@ARGV) {
	my $verb = shift =~ s/^--//r;
	my $do = $does{$verb} or die "--$verb?";
	$do->($verb eq 'close' ? () : shift);
}

# ---- the tree of storages and streams ----

sub node { my ($name, $data, @kids) = @_; return { name => $name, data => $data, kids => \@kids } }

sub head_of
{
	my ($of) = @_;
	my ($r, $a) = ($of->{recipients} // 0, $of->{attachments} // 0);
	my $counts = pack('x8V4', $r, $a, $r, $a);
	return { file => $counts . "\0" x 8, inside => $counts, attach => "\0" x 8, recip => "\0" x 8 }->{ $of->{kind} };
}

sub tree
{
	my ($of) = @_;
	my %names = (file => 'Root Entry', inside => '__substg1.0_3701000D');
	my $name = $names{ $of->{kind} } // sprintf('__%s_version1.0_#%08X', $of->{kind}, $of->{number});
	my @kids = map { node(@$_) } @{ $of->{streams} };
	push @kids, map { tree($_) } @{ $of->{storages} };
	push @kids, node('__properties_version1.0', head_of($of) . $of->{entries});
	push @kids, node('__nameid_version1.0', undef, map { node("__substg1.0_000${_}0102", '') } 2 .. 4)
		if $of->{kind} eq 'file';
	return node($name, undef, @kids);
}

my @nodes; # in the order of the directory
sub number
{
	my ($node) = @_;
	$node->{id} = @nodes;
	push @nodes, $node;
	number($_) for @{ $node->{kids} };
}

# A balanced tree of siblings, by length of name, then by name.
sub link_kids
{
	my (@kids) = @_;
	return $FREE if !@kids;
	my $middle = int(@kids / 2);
	my $node = $kids[$middle];
	$node->{left} = link_kids(@kids[0 .. $middle - 1]);
	$node->{right} = link_kids(@kids[$middle + 1 .. $#kids]);
	return $node->{id};
}

my $root = tree($open[-1]);
number($root);
for my $node (@nodes) {
	my @kids = sort { length $a->{name} <=> length $b->{name} || uc $a->{name} cmp uc $b->{name} }
		@{ $node->{kids} };
	$node->{child} = link_kids(@kids);
}

# ---- sectors ----

my (@fat, $body); # what follows the sector, and the sectors themselves
$body = '';

sub put
{
	my ($bytes) = @_;
	return $END if !length $bytes;
	my $first = @fat;
	my $n = int((length($bytes) + $SECTOR - 1) / $SECTOR);
	push @fat, map { $_ == $n ? $END : $first + $_ } 1 .. $n;
	$body .= $bytes . "\0" x (-length($bytes) % $SECTOR);
	return $first;
}

my (@mini_fat, $mini);
$mini = '';
for my $node (grep { defined $_->{data} } @nodes) {
	my $bytes = $node->{data};
	$node->{size} = length $bytes;
	if (length $bytes >= $CUTOFF) {
		$node->{start} = put($bytes);
	} elsif (length $bytes) {
		my $n = int((length($bytes) + $MINI - 1) / $MINI);
		$node->{start} = @mini_fat;
		push @mini_fat, map { $_ == $n ? $END : $node->{start} + $_ } 1 .. $n;
		$mini .= $bytes . "\0" x (-length($bytes) % $MINI);
	}
}
$root->{start} = put($mini);
$root->{size} = length $mini;

# ---- damage, where the file is made ----

my $stream = (sort { $b->{size} <=> $a->{size} } grep { ($_->{name} =~ /37010102$/) } @nodes)[0];
my %harm = (
	'fat-loop' => sub { $fat[$stream->{start} + 1] = $stream->{start} },
	'mini-loop' => sub { $mini_fat[$stream->{start} + 1] = $stream->{start} },
	'fat-away' => sub { $fat[$stream->{start} + 1] = 0x00fffff0 },
	'huge' => sub { $stream->{size} = 0x7fffffff },
	'huge-mini' => sub { $stream->{size} = $CUTOFF - 1 },
	'shared' => sub { $_->{start} = $stream->{start}, $_->{size} = $stream->{size}
		for grep { $_->{name} =~ /37010102$/ } @nodes },
	'tree-loop' => sub { $nodes[1]{left} = 1; $nodes[-1]{right} = 0 },
	'tree-double' => sub { $nodes[$_]{left} = $nodes[$_]{right} = $_ + 1 for 1 .. $#nodes - 1; $root->{child} = 1 },
	'tree-shared' => sub { $_->{child} = $nodes[1]{id} for grep { !defined $_->{data} } @nodes[1 .. $#nodes] },
);
for my $how (grep { $harm{$_} } @damage) {
	$harm{$how}->();
}

my $mini_start = put(pack 'V*', @mini_fat, ($FREE) x (-@mini_fat % ($SECTOR / 4)));
my $mini_sectors = int((@mini_fat * 4 + $SECTOR - 1) / $SECTOR);

my $directory = '';
for my $node (@nodes) {
	my $name = encode('UTF-16LE', $node->{name});
	$directory .= pack('a64vCCVVVx16x4x16VQ<', $name, length($name) + 2,
		$node == $root ? 5 : defined $node->{data} ? 2 : 1, 1, $node->{left} // $FREE, $node->{right} // $FREE,
		$node->{child} // $FREE, $node->{start} // (defined $node->{data} ? $END : 0), $node->{size} // 0);
}
$directory .= (pack('x64vCCVVVx16x4x16VQ<', 0, 0, 0, $FREE, $FREE, $FREE, 0, 0)) x (-@nodes % 4);
my $directory_start = put($directory);

# The table says where it stands itself, and a list of its sectors follows where the header has no room for them.
my ($fats, $lists) = (0, 0);
for (1 .. 8) {
	$fats = int((@fat + $fats + $lists + 127) / 128);
	$lists = $fats > 109 ? int(($fats - 109 + 126) / 127) : 0;
}
my @places = map { @fat + $_ } 0 .. $fats - 1;
my $list_start = $lists ? @fat + $fats : $END;
push @fat, (0xfffffffd) x $fats, (0xfffffffc) x $lists;
$body .= pack('V*', @fat, ($FREE) x ($fats * 128 - @fat));
my @rest = @places > 109 ? @places[109 .. $#places] : ();
for my $i (1 .. $lists) {
	my @here = splice @rest, 0, 127;
	$body .= pack('V128', @here, ($FREE) x (127 - @here), $i == $lists ? $END : $list_start + $i);
}
my $header = pack('H16x16v5x6x4VVx4VVVVV', 'd0cf11e0a1b11ae1', 0x3e, 3, 0xfffe, 9, 6, $fats, $directory_start, $CUTOFF,
	$mini_start, $mini_sectors, $list_start, $lists);
$header .= pack('V109', (@places, ($FREE) x 109)[0 .. 108]);

my $all = $header . $body;
for my $how (@damage) {
	$all = substr $all, 0, $1 if $how =~ /^cut=(\d+)$/;
	substr($all, $1, length($2) / 2) = pack('H*', $2) if $how =~ /^(\d+)=([0-9a-f]+)$/;
}
binmode STDOUT;
print $all;
