# A source file as the gates see it: source_read(PATH, AS) and source_parse(AS, TEXT) give
#   path room base stem ext        ledger/post.c ledger post.c post c
#   lines                          as they stand
#   code text notes                lines of one shape: no comments nor string contents; no comments; comments only
#   strings                        [line, content] of each string literal
#   includes                       [line, name, local?]
#   functions                      { name line end static parameters depth } of each definition
#   variables                      [line, declaration] of file scope, and of static ones inside functions
#   markers                        line → gate → { why }
# code, text and the rest are for .c and .h only; in other files code and text are the lines.
use strict;
use warnings;

sub source_read
{
	my ($path, $as) = @_;
	open my $in, '<:raw', $path or die "$path: $!\n";
	local $/;
	my $text = <$in> // '';
	return source_parse($as, $text);
}

sub blank { my ($text) = @_; $text =~ s/[^\n]/ /g; return $text }

sub split_lines { my @lines = split /\n/, $_[0], -1; pop @lines if @lines && $lines[-1] eq ''; return \@lines }

sub line_of { my ($text, $at) = @_; return 1 + (substr($text, 0, $at) =~ tr/\n//) }

# Splits C into code, text and notes, all of the same length.
sub source_lex
{
	my ($file, $text) = @_;
	my ($code, $plain, $notes) = ('', '', '');
	my ($line, @strings) = (1);
	while ($text =~ m{\G(?:(/\*.*?\*/|//[^\n]*)|("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|([^/"']+|.))}gs) {
		my ($note, $string, $rest) = ($1, $2, $3);
		if (defined $note) {
			$code .= blank($note);
			$plain .= blank($note);
			$notes .= $note;
		} elsif (defined $string) {
			my $quote = substr $string, 0, 1;
			push @strings, [$line, substr($string, 1, -1)] if $quote eq '"';
			$code .= $quote . ('x' x (length($string) - 2)) . $quote;
			$plain .= $string;
			$notes .= blank($string);
		} else {
			$code .= $rest;
			$plain .= $rest;
			$notes .= blank($rest);
		}
		$line += ($note // $string // $rest) =~ tr/\n//;
	}
	@$file{qw(code text notes)} = map { split_lines($_) } $code, $plain, $notes;
	$file->{strings} = \@strings;
	return $code;
}

sub source_includes
{
	my ($file) = @_;
	my @includes;
	for my $number (1 .. @{ $file->{text} }) {
		push @includes, [$number, $2, $1 eq '"'] if $file->{text}[$number - 1] =~ /^\s*#\s*include\s*([<"])([^>"]+)/;
	}
	$file->{includes} = \@includes;
	return;
}

# The tokens of code without its preprocessor lines: [text, line].
sub source_tokens
{
	my ($code) = @_;
	$code =~ s/^([ \t]*#(?:[^\n]*\\\n)*[^\n]*)/blank($1)/gme;
	my @tokens;
	my $line = 1;
	while ($code =~ m{\G(?:(\n)|([A-Za-z_]\w*|[0-9][\w.]*|"x*"|'x*'|\S)|[ \t\f\r]+)}g) {
		$line++ if defined $1;
		push @tokens, [$2, $line] if defined $2;
	}
	return \@tokens;
}

# The index after the bracket that closes the one at $at.
sub closing
{
	my ($tokens, $at) = @_;
	my $depth = 0;
	for (; $at < @$tokens; $at++) {
		my $t = $tokens->[$at][0];
		$depth++ if $t eq '(' || $t eq '{' || $t eq '[';
		$depth-- if $t eq ')' || $t eq '}' || $t eq ']';
		return $at + 1 if $depth == 0;
	}
	return $at;
}

# One statement from $at: gives the index after it; notes the greatest depth of control blocks and the static variables.
sub statement
{
	my ($file, $function, $tokens, $at, $depth) = @_;
	return $at if $at >= @$tokens;
	my ($t, $line) = @{ $tokens->[$at] };
	@$function{qw(depth deepest)} = ($depth, $line) if $depth > $function->{depth};
	if ($t eq '{') {
		for ($at++; $at < @$tokens && $tokens->[$at][0] ne '}';) {
			$at = statement($file, $function, $tokens, $at, $depth);
		}
		return $at + 1;
	}
	if ($t =~ /^(?:if|for|while|switch)$/) {
		$at = statement($file, $function, $tokens, closing($tokens, $at + 1), $depth + 1);
		return $at if $t ne 'if' || $at >= @$tokens || $tokens->[$at][0] ne 'else';
		my $ladder = $at + 1 < @$tokens && $tokens->[$at + 1][0] eq 'if';
		return statement($file, $function, $tokens, $at + 1, $ladder ? $depth : $depth + 1);
	}
	if ($t eq 'do') {
		$at = statement($file, $function, $tokens, $at + 1, $depth + 1);
		return closing($tokens, $at + 1) + 1;
	}
	my $start = $at;
	while ($at < @$tokens && $tokens->[$at][0] ne ';' && $tokens->[$at][0] ne '}') {
		return $at + 1 if $tokens->[$at][0] eq ':' && $tokens->[$start][0] =~ /^(?:case|default)$/;
		$at = $tokens->[$at][0] =~ /^[({\[]$/ ? closing($tokens, $at) : $at + 1;
	}
	push @{ $file->{variables} }, [$line, join ' ', map { $_->[0] } @$tokens[$start .. $at - 1]] if $t eq 'static';
	return $at < @$tokens && $tokens->[$at][0] eq ';' ? $at + 1 : $at;
}

# How many parameters go in: what comes out is called ret, ret_… or error, and is not counted.
sub parameter_count
{
	my @tokens = @_;
	return 0 if @tokens == 0 || (@tokens == 1 && $tokens[0] eq 'void');
	my ($depth, $count, $name) = (0, 0, '');
	for my $t (@tokens, ',') {
		$depth++ if $t eq '(';
		$depth-- if $t eq ')';
		$count += $name !~ /^(?:ret(?:_\w+)?|error)$/ if $t eq ',' && $depth == 0;
		$name = $t;
	}
	return $count;
}

# A definition whose tokens from $start to $brace are the head.
sub function
{
	my ($file, $tokens, $start, $brace) = @_;
	my $open = $start;
	while ($open < $brace) {
		my $bracket = $tokens->[$open][0] eq '(';
		last if $bracket && $tokens->[$open - 1][0] !~ /^(?:__attribute__|G_GNUC_\w+)$/;
		$open = $bracket ? closing($tokens, $open) : $open + 1;
	}
	my $end = closing($tokens, $open);
	my $after = closing($tokens, $brace);
	my %function = (
		name => $tokens->[$open - 1][0], line => $tokens->[$open - 1][1], depth => 0, deepest => 0,
		end => $tokens->[$after - 1][1], first => $tokens->[$brace][1],
		static => scalar(grep { $_->[0] eq 'static' } @$tokens[$start .. $open - 1]),
		parameters => parameter_count(map { $_->[0] } @$tokens[$open + 1 .. $end - 2]),
	);
	statement($file, \%function, $tokens, $brace, 0);
	push @{ $file->{functions} }, \%function;
	return $after;
}

sub source_outline
{
	my ($file, $tokens) = @_;
	my ($at, $start) = (0, 0);
	while ($at < @$tokens) {
		my $t = $tokens->[$at][0];
		if ($t eq '{' && $at > $start && $tokens->[$at - 1][0] eq ')'
			&& !grep { $_->[0] eq '=' } @$tokens[$start .. $at - 1]) {
			$start = $at = function($file, $tokens, $start, $at);
		} elsif ($at == $start && $t =~ /^(?!G_GNUC_)[A-Z][A-Z0-9_]+$/ && $at + 1 < @$tokens
			&& $tokens->[$at + 1][0] eq '(') {
			$start = $at = closing($tokens, $at + 1);
		} elsif ($t eq ';') {
			my $words = join ' ', map { $_->[0] } @$tokens[$start .. $at - 1];
			push @{ $file->{variables} }, [$tokens->[$start][1], $words] if $at > $start;
			$start = ++$at;
		} else {
			$at = $t =~ /^[({\[]$/ ? closing($tokens, $at) : $at + 1;
		}
	}
	return;
}

sub source_markers
{
	my ($file) = @_;
	for my $number (1 .. @{ $file->{lines} }) {
		while ($file->{lines}[$number - 1] =~ m{(?:/\*|#) lint: (\w+): (.*?)\s*(?:\*/|$)}g) {
			$file->{markers}{$number}{$1} = { why => $2 };
		}
	}
	return;
}

sub source_parse
{
	my ($path, $text) = @_;
	my ($base) = $path =~ m{([^/]+)$};
	my ($stem, $ext) = $base =~ /^(.*)\.(\w+)$/ ? ($1, $2) : ($base, '');
	my ($room) = $path =~ m{^(?:parsers/(?=sandboxed/))?([^/]+)/};
	my %file = (
		path => $path, base => $base, stem => $stem, ext => $ext, room => $room // '',
		lines => split_lines($text), includes => [], functions => [], variables => [], strings => [],
		markers => {},
	);
	$file{is_c} = $ext =~ /^[ch]$/;
	$file{product} = $file{is_c} && scalar grep { $_ eq $file{room} } rooms(), 'sandboxed';
	if ($file{is_c}) {
		my $code = source_lex(\%file, $text);
		source_includes(\%file);
		source_outline(\%file, source_tokens($code));
	} else {
		@file{qw(code text notes)} = ($file{lines}) x 3;
	}
	source_markers(\%file) if $path !~ m{^tests/lint/};
	return \%file;
}

1;
