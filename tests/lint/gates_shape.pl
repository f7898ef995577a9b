# Gates of shape: sizes, names, layout.
use strict;
use warnings;

sub each_line
{
	my ($files, $which, $pattern, $words) = @_;
	for my $file (@$files) {
		for my $number (1 .. @{ $file->{$which} }) {
			report($file, $number, $words) if $file->{$which}[$number - 1] =~ $pattern;
		}
	}
	return;
}

sub code_files { return [grep { $_->{is_c} } @{ $_[0] }] }
sub product { return [grep { $_->{product} } @{ $_[0] }] }

gate('file_size', 'a file has at most 500 lines', sub {
	for my $file (grep { $_->{ext} !~ /^(?:md|sql)$/ } @{ $_[0] }) {
		my $lines = @{ $file->{lines} };
		report($file, 1, "$lines lines, of 500 at most") if $lines > 500;
	}
});

gate('function_size', 'a function has at most 60 lines', sub {
	for my $file (@{ $_[0] }) {
		for my $function (@{ $file->{functions} }) {
			my $lines = $function->{end} - $function->{first} + 1;
			report($file, $function->{line}, "$function->{name} has $lines lines, of 60 at most") if $lines > 60;
		}
	}
});

gate('nesting', 'control blocks are nested at most 3 deep', sub {
	for my $file (@{ $_[0] }) {
		for my $function (@{ $file->{functions} }) {
			report($file, $function->{deepest}, "$function->{name} is nested $function->{depth} deep, of 3 at most")
				if $function->{depth} > 3;
		}
	}
});

gate('parameters', 'a function takes at most 6 parameters, besides its results', sub {
	for my $file (@{ $_[0] }) {
		for my $function (@{ $file->{functions} }) {
			my $words = "$function->{name} takes $function->{parameters} parameters, of 6 at most";
			report($file, $function->{line}, $words) if $function->{parameters} > 6;
		}
	}
});

# Words in quotation marks are not counted: they stay on one line, where they are found. Prose may end its word.
gate('line_length', 'a line has at most 120 columns of code, or 124 of prose', sub {
	for my $file (grep { $_->{ext} !~ /^(?:md|sql)$/ } @{ $_[0] }) {
		for my $number (1 .. @{ $file->{lines} }) {
			my $line = $file->{lines}[$number - 1];
			next if length $line <= 120 && $line !~ /\t/;
			utf8::decode($line);
			1 while $line =~ s/^([^\t]*)\t/$1 . ' ' x (8 - length($1) % 8)/e;
			my $most = $line =~ m{^\s*(?:/?\*|#)} || $line =~ m{\*/$} ? 124 : 120;
			$line =~ s/"(?:\\.|[^"\\])*"/""/g if length $line > $most;
			$line =~ s/'[^']*'/''/g if length $line > $most && !$file->{is_c};
			report($file, $number, length($line) . " columns, of $most at most") if length $line > $most;
		}
	}
});

gate('layout', 'tabs indent, a function opens on its own line, comments are /* */, no line ends in blanks', sub {
	my $c = code_files($_[0]);
	each_line($c, 'code', qr/^ {2,}\S/, 'indented by spaces');
	each_line($c, 'code', qr/^[A-Za-z_].*\)\s*\{$/, 'the brace of a function stands on its own line');
	each_line($c, 'notes', qr{^\s*//}, 'a comment is /* */');
	my @texts = grep { $_->{ext} ne 'md' } @{ $_[0] };
	each_line(\@texts, 'lines', qr/(?<!^--)[ \t\r]$/, 'blanks at the end of the line');
});

gate('contract', 'a header opens with its contract', sub {
	for my $file (grep { $_->{ext} eq 'h' } @{ $_[0] }) {
		my $text = join "\n", @{ $file->{lines} };
		my ($words) = $text =~ m{\A\s*/\*(.*?)\*/}s;
		report($file, 1, 'the header does not open with a comment that says what it is')
			if !defined $words || $words !~ /(?:\w+\W+){5}/;
	}
});

gate('file_name', 'file names are unique in the tree and say what is inside', sub {
	my ($files, $all) = @_;
	my %where;
	push @{ $where{ $_->{base} } }, $_->{path} for grep { $_->{ext} =~ /^(?:c|h|pl|sh|mk)$/ } @$all;
	for my $file (@$files) {
		my $same = $where{ $file->{base} } or next;
		report($file, 1, "one name twice: @$same") if @$same > 1;
		my $empty = $file->{stem} =~ /(?:^|_)(?:utils?|helpers?|manager|common|misc)(?:_|$)/;
		report($file, 1, 'the name says nothing') if $empty;
	}
});

sub snake { my ($name) = @_; $name =~ s/(?<=[a-z0-9])(?=[A-Z])/_/g; return lc $name }

# What a stem allows: imap_session gives imap, imap_session and session.
sub beginnings { my @parts = split /_/, $_[0]; return ($parts[-1], map { join '_', @parts[0 .. $_] } 0 .. $#parts) }

# A function may be named after its file, or after the header that declares it or a type of that header.
gate('prefix', 'a function that others see begins with its file or with the noun of its header', sub {
	my ($files, $all) = @_;
	my %declares;
	for my $header (grep { $_->{ext} eq 'h' } @$all) {
		my $code = join "\n", @{ $header->{code} };
		my @nouns = (beginnings($header->{stem}), map { snake($_) } $code =~ /\b([A-Z][a-z]\w*)\s*;/g);
		push @{ $declares{$_} }, @nouns for $code =~ /\b([a-z]\w*)\s*\(/g;
	}
	for my $file (@{ product($files) }) {
		for my $function (grep { !$_->{static} && $_->{name} ne 'main' } @{ $file->{functions} }) {
			my $name = $function->{name};
			my @allowed = (beginnings($file->{stem}), @{ $declares{$name} // [] });
			report($file, $function->{line}, "$name is named after neither $file->{base} nor a noun of its header")
				if $file->{ext} eq 'c' && !grep { $name =~ /^\Q$_\E(?:_|$)/ } @allowed;
		}
	}
});

1;
