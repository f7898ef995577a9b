# Gates of rooms: who may see whom, and which foreign library lives where.
use strict;
use warnings;

my %also_hidden = (templates => [qw(parsers ledger)], queue => [qw(parsers ledger)], store => [qw(templates)]);

gate('rooms', 'a room includes itself and rooms to its left, by "room/file.h"', sub {
	my %order;
	@order{ rooms() } = 0 .. 20;
	$order{sandboxed} = 0;
	for my $file (@{ product($_[0]) }) {
		my %hidden = map { $_ => 1 } @{ $also_hidden{ $file->{room} } // [] };
		for my $include (grep { $_->[2] } @{ $file->{includes} }) {
			my ($line, $name) = @$include;
			my ($room) = $name =~ m{^(?:parsers/(?=sandboxed/))?(\w+)/};
			next if $file->{room} eq 'sandboxed' && $name eq 'gateway/sandbox.h';
			if (!defined $room || !defined $order{$room}) {
				report($file, $line, "\"$name\" does not name its room");
			} elsif ($order{$room} > $order{ $file->{room} } || $hidden{$room}) {
				report($file, $line, "$file->{room}/ may not see $room/");
			}
		}
	}
});

# Each library, the headers that are its own, and in each room the number of files that may include it. What is under
# the GPL is in the small executables only.
my @libraries = (
	['GMime', qr{^gmime/}, { parsers => 1, templates => 1 }],
	['libxml2', qr{^libxml/}, { parsers => 5 }],
	['OpenSSL', qr{^openssl/}, { base => 1, parsers => 4, gateway => 3 }],
	['libcsv', qr{^csv\.h}, { parsers => 1 }],
	['libarchive', qr{^archive}, { parsers => 1, gateway => 2 }],
	['ICU', qr{^unicode/}, { templates => 1 }],
	['SQLite', qr{^sqlite3\.h}, { store => 1 }],
	['libpq', qr{^(?:postgresql/)?libpq}, { store => 2 }],
	['jansson', qr{^jansson}, { base => 1 }],
	['libetpan', qr{^libetpan/}, { gateway => 3 }],
	['libcurl', qr{^curl/}, { gateway => 4 }],
	['GnuTLS', qr{^gnutls/}, { gateway => 1 }],
	['c-ares', qr{^ares\.h}, { gateway => 1 }],
	['libpsl', qr{^libpsl\.h}, { gateway => 1 }],
	['OpenDKIM', qr{^dkim\.h}, { parsers => 1, gateway => 1 }],
	['libseccomp', qr{^seccomp\.h}, { gateway => 1 }],
	['GIO', qr{^gio/}, { gateway => 2 }],
	['poppler', qr{^poppler}, { sandboxed => 1 }],
	['cairo', qr{^cairo}, { sandboxed => 1, templates => 3 }],
	['libqrencode', qr{^qrencode\.h}, { templates => 1 }],
	['Pango', qr{^pango/}, { templates => 1 }],
	['libgsf', qr{^gsf/}, { sandboxed => 1 }],
	['libytnef', qr{^(?:libytnef/)?ytnef}, { sandboxed => 1 }],
	['GLib', qr{^glib(?:-object|-unix|/gstdio)?\.h}, { map { $_ => 1000 } rooms(), 'sandboxed' }],
);
my $system = qr{^(?:sys|arpa|net|netinet|linux|asm)/\w+\.h$
	|^(?:assert|ctype|dirent|endian|errno|fcntl|fnmatch|getopt|grp|iconv|inttypes|langinfo|limits|locale|netdb|poll
	|pwd|sched|signal|spawn|std\w+|string|strings|syslog|termios|time|unistd|utime|wchar|sysexits|math)\.h$}x;

sub library_of { my ($name) = @_; my ($library) = grep { $name =~ $_->[1] } @libraries; return $library }

gate('library', 'each foreign library is known, in its room, and in few files of it', sub {
	my ($files, $all) = @_;
	my %users;
	for my $file (sort { $a->{path} cmp $b->{path} } @{ product($all) }) {
		for my $include (grep { !$_->[2] } @{ $file->{includes} }) {
			my $library = library_of($include->[1]) or next;
			my $users = $users{ $library->[0] }{ $file->{room} } //= [];
			push @$users, $file->{path} if !grep { $_ eq $file->{path} } @$users;
		}
	}
	for my $file (@{ product($files) }) {
		my %seen;
		for my $include (grep { !$_->[2] && $_->[1] !~ $system } @{ $file->{includes} }) {
			my ($line, $name) = @$include;
			my $library = library_of($name);
			next if $library && $seen{ $library->[0] }++;
			my $most = $library ? $library->[2]{ $file->{room} } // 0 : 0;
			my $users = $library ? $users{ $library->[0] }{ $file->{room} } : [];
			report($file, $line, "nobody has said which room <$name> belongs to") if !$library;
			report($file, $line, "$library->[0] does not belong to $file->{room}/") if $library && !$most;
			report($file, $line, "$library->[0] is in more than $most file(s) of $file->{room}/: @$users")
				if $most && @$users > $most;
		}
	}
});

gate('no_io', 'parsers/, ledger/ and templates/ open nothing, log nothing and print nothing', sub {
	my @pure = grep { $_->{room} =~ /^(?:parsers|ledger|templates)$/ } @{ product($_[0]) };
	my $words = 'this room has no input or output of its own';
	my $calls = qr/(?<!->)(?<![.\w])(?:f?printf|puts|fopen|open|socket|connect|read|write|fork|exec[vl]p?e?
		|g_print\w*|g_file_\w+|g_message|g_warning|g_debug|log_event|syslog)\s*\(/x;
	my $headers = qr{^(?:unistd|fcntl|poll|netdb|(?:sys|netinet|arpa)/\w+|spawn|signal|syslog)\.h$|^base/log\.h$};
	each_line(\@pure, 'code', $calls, $words);
	for my $file (@pure) {
		for my $include (grep { $_->[1] =~ $headers } @{ $file->{includes} }) {
			report($file, $include->[0], "<$include->[1]>: $words");
		}
	}
});

gate('network', 'the network is met in gateway/ and console/ only', sub {
	for my $file (grep { $_->{room} !~ /^(?:gateway|console)$/ } @{ product($_[0]) }) {
		for my $include (grep { $_->[1] =~ m{^(?:netdb|netinet/\w+|arpa/\w+)\.h$} } @{ $file->{includes} }) {
			report($file, $include->[0], "<$include->[1]> belongs to gateway/");
		}
	}
});

my $statement = qr/\bSELECT\b.*\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\w+\s+SET\b|\bDELETE\s+FROM\b
	|\b(?:CREATE|DROP|ALTER)\s+(?:TABLE|INDEX)\b/x;

gate('sql', 'SQL and its engines are in store/ only', sub {
	for my $file (grep { $_->{room} ne 'store' } @{ product($_[0]) }) {
		each_line([$file], 'code', qr/\b(?:sqlite3_\w+|PQ[a-z]\w+)\s*\(/, 'an engine of SQL is called');
		for my $string (@{ $file->{strings} }) {
			report($file, $string->[0], 'a statement of SQL') if $string->[1] =~ $statement;
		}
	}
});

1;
