# Gates of C: what no line may say, or only where it is said once for all.
use strict;
use warnings;

my $forbidden = join '|', qw(strcpy strcat strncpy strncat stpcpy sprintf vsprintf atoi atol atoll atof strtok strtok_r
	gets alloca popen tmpnam tempnam mktemp setjmp longjmp rand srand);

gate('forbidden', 'no call that cannot be made safely, and no goto', sub {
	each_line(code_files($_[0]), 'code', qr/\b(?:$forbidden)\s*\(/, 'a call that the house forbids');
	each_line(product($_[0]), 'code', qr/\bsystem\s*\(/, 'a shell: posix_spawn() takes arguments apart');
	each_line(code_files($_[0]), 'code', qr/\bgoto\b/, 'goto');
});

# Bytes (unsigned char) may stand in an array of fixed size, and constant tables may; strings may not.
gate('string_buffer', 'no string in a buffer of fixed size', sub {
	my $buffer = qr/^(?!.*\bconst\b)(?:.*[;{(]|)\s*(?:static\s+)?char\s+(?:\w+\s*,\s*)*\w+\s*\[\s*[^\]\s]/;
	each_line(product($_[0]), 'code', $buffer, 'a string in a buffer of fixed size');
});

gate('global_state', 'no mutable state outside of functions, nor static inside', sub {
	my %may = map { $_ => 1 } qw(base/log.c gateway/main.c);
	for my $file (grep { !$may{ $_->{path} } } @{ product($_[0]) }) {
		for my $variable (@{ $file->{variables} }) {
			my ($line, $words) = @$variable;
			$words =~ s/ (\{(?:[^{}]++|(?1))*\})//g;
			my $head = $words =~ s/\s*=.*//sr;
			next if $head =~ /^(?:__extension__ )?(?:typedef|extern|enum|_Static_assert|static_assert)\b/;
			next if $head =~ /\(/ || $head =~ /^(?:(?:struct|union)(?: \w+)?|)$/;
			$head =~ s/\[.*?\]//g;
			my $constant = $head =~ /\*/ ? $head =~ /\* const \w+\s*$/ : $head =~ /\bconst\b/;
			report($file, $line, "mutable: $head") if !$constant;
		}
	}
});

gate('float', 'no floating point: money and rates are scaled integers', sub {
	my @files = grep { $_->{room} ne 'sandboxed' } @{ product($_[0]) };
	each_line(\@files, 'code', qr/\b(?:double|float)\b/, 'floating point');
});

gate('clock', 'the time is asked for in base/clock.c only, and is never local', sub {
	my @files = grep { $_->{path} ne 'base/clock.c' } @{ product($_[0]) };
	my $asks = qr/\b(?:time\s*\(\s*(?:NULL|0|&\w+)\s*\)|(?:gettimeofday|clock_gettime|localtime(?:_r)?|mktime
		|ctime)\s*\(|g_get_(?:real|monotonic)_time|g_date_time_new_(?:now\w*|local)|g_timer_new)/x;
	each_line(\@files, 'code', $asks, 'the time comes from base/clock.h');
});

gate('environment', 'the environment is read in gateway/main.c only', sub {
	my @files = grep { $_->{path} ne 'gateway/main.c' } @{ product($_[0]) };
	each_line(\@files, 'code', qr/\b(?:secure_|g_)?(?:get|set|put)env\s*\(/, 'the environment');
});

gate('threads', 'no threads', sub {
	my $thread = qr/\b(?:pthread_\w+|thrd_\w+|GThread\w*|g_thread_\w+|g_task_run_in_thread|GMutex|g_mutex_\w+
		|_Thread_local|__thread)\b|<pthread\.h>|<threads\.h>/x;
	each_line(code_files($_[0]), 'code', $thread, 'a thread');
});

# A default in a switch over an enum would hide the value that is added later.
gate('default', 'no default: in a switch over an enum', sub {
	for my $file (@{ product($_[0]) }) {
		my (@named, $named);
		for my $number (1 .. @{ $file->{code} }) {
			my $line = $file->{code}[$number - 1];
			push @named, 0 if $line =~ /\bswitch\s*\(/;
			$named[-1] = 1 if @named && $line =~ /\bcase\s+[A-Z]\w*/;
			next if $line !~ /\bdefault\s*:/ || !@named;
			report($file, $number, 'default: in a switch over names') if pop @named;
		}
	}
});

gate('ladder', 'a table instead of a ladder of string comparisons', sub {
	for my $file (@{ product($_[0]) }) {
		my $rungs = 0;
		for my $number (1 .. @{ $file->{code} }) {
			my $line = $file->{code}[$number - 1];
			$rungs = 0 if $line =~ /^\}/;
			next if $line !~ /\belse if\b.*\b(?:strcmp|g_strcmp0|g_str_equal|(?:g_ascii_)?strcasecmp)\s*\(/;
			report($file, $number, 'a ladder of comparisons where a table serves') if ++$rungs == 3;
		}
	}
});

my $conversion = qr/%[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh?|ll?|z|j)?[sdiuxXc]|%$/;
my $tag = qr{</\w|/>|<(?:[a-z]\w*:)?[A-Za-z]\w*\s+\w+=|<(?:a|b|i|p|br|hr|td|th|tr|table|div|span|html|head|body
	|h[1-6]|li|ul|ol|img|pre|em|strong|\w+:\w+)>}x;
my $field = qr/(?:From|To|Cc|Bcc|Subject|Date|Message-I[Dd]|Reply-To|In-Reply-To|References|Content-[\w-]+
	|MIME-Version|Received|List-[\w-]+|Auto-Submitted|Return-Path|X-[\w-]+)/x;

gate('markup', 'no JSON, HTML, XML or header of a mail is built with a format string', sub {
	for my $file (grep { $_->{is_c} && $_->{product} } @{ $_[0] }) {
		for my $string (@{ $file->{strings} }) {
			my ($line, $text) = @$string;
			next if $text !~ $conversion;
			report($file, $line, 'JSON in a format string') if $text =~ /\\"[\w.-]*\\"\s*:|\{\s*\\"/;
			report($file, $line, 'markup in a format string') if $text =~ $tag;
			report($file, $line, 'a mail header in a format string') if $text =~ /^$field:\s*$conversion/;
		}
	}
});

gate('handmade', 'base64, hashes and dates are the libraries\' work', sub {
	for my $file (@{ product($_[0]) }) {
		for my $string (@{ $file->{strings} }) {
			my ($line, $text) = @$string;
			report($file, $line, 'an alphabet of base64') if $text =~ /ABCDEFGHIJKLMNOPQRSTUVWXYZabc/;
			report($file, $line, 'names of days or months') if $text =~ /(?:Jan.?Feb.?Mar|Mon.?Tue.?Wed)/;
		}
	}
	my $hash = qr/\b0x(?:67452301|6a09e667|edb88320|04c11db7|d76aa478)/i;
	each_line(product($_[0]), 'code', $hash, 'a hash by hand');
	my $date = qr/\b(?:strftime|strptime|asctime|g_date_time_format)\s*\(/;
	my @others = grep { $_->{path} ne 'base/date.c' } @{ product($_[0]) };
	each_line(\@others, 'code', $date, 'base/date.h writes dates');
});

gate('regex', 'no regular expression over strangers\' text', sub {
	my $regex = qr/\b(?:g_regex_\w+|regcomp|regexec|pcre2?_\w+|GRegex)\b|<regex\.h>/;
	each_line(product($_[0]), 'code', $regex, 'a regular expression');
});

# The arguments of a call that speaks, over as many lines as it has.
gate('secrets', 'nothing secret is logged or printed', sub {
	my $secret = qr/\b(?:\w+_)?(?:password|passwd|secret|secret_key|private_key|token_key|credential)\b/i;
	for my $file (@{ product($_[0]) }) {
		my $code = join "\n", @{ $file->{code} };
		while ($code =~ /\b(?:log_event|app_say|g_printerr?|f?printf)\s*(\((?:[^()]++|(?1))*\))/g) {
			my ($arguments, $at) = ($1, $-[0]);
			report($file, line_of($code, $at), 'a secret is said') if $arguments =~ $secret;
		}
	}
});

gate('leftovers', 'nothing is left for later: no TODO, no #if 0', sub {
	my @c = @{ code_files($_[0]) };
	my @others = grep { !$_->{is_c} && $_->{path} !~ m{^tests/lint/} } @{ $_[0] };
	each_line(\@c, 'notes', qr/\b(?:TODO|FIXME|XXX|HACK)\b/, 'left for later');
	each_line(\@others, 'lines', qr/(?:#|--|<!--|\/\*).*\b(?:TODO|FIXME|HACK)\b/, 'left for later');
	each_line(\@c, 'code', qr/^\s*#\s*if\s+0\b/, 'code that is switched off');
});

gate('machine', 'no path of the machine that it was written on', sub {
	my @files = grep { $_->{path} !~ m{^tests/lint/} } @{ $_[0] };
	each_line(\@files, 'lines', qr{(?<![\w./-])/(?:work|home/\w+|root|Users/\w+)/}, 'a path of one machine');
});

gate('sleep', 'no test in C waits by sleeping', sub {
	each_line([grep { $_->{is_c} && $_->{room} eq 'tests' } @{ $_[0] }], 'code', qr/\b(?:g_u|u|nano)?sleep\s*\(/,
		'a test waits for an event, not for a time');
});

1;
