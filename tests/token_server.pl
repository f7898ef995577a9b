#!/usr/bin/perl
# tests/token_server.pl FOLDER: an OAuth 2.0 server on the loopback (perl-base is enough): /token, /device, and /introspect
# for Dovecot's passdb. Writes its port to FOLDER/port and "PATH grant outcome" to FOLDER/log for each question but
# /introspect. FOLDER/mode says how /token answers (default rotate), FOLDER/lifetime how long a token lives, FOLDER/user
# whose they are; FOLDER/forget makes it forget all access tokens, FOLDER/reset all tokens. FOLDER/used lists the tokens
# that were shown to Dovecot. Refresh tokens: rt-0 is known from the start; in mode
# rotate an answer has a new one and the old ones end when it is used, in strict they end at once, in keep it stays.
use strict;
use warnings;
use IO::Socket::INET;

my ($folder) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 8, ReuseAddr => 1) or die "$!\n";
my ($count, $polls, %access, %refresh) = (0, 0);
$refresh{'rt-0'} = 0;

sub slurp { my ($path) = @_; open my $in, '<', $path or return ''; local $/; return scalar(<$in>) // '' }
sub word { my ($name, $default) = @_; my ($word) = slurp("$folder/$name") =~ /(\S+)/; return $word // $default }
sub note { my ($name, $text) = @_; open my $out, '>>', "$folder/$name" or die; print $out "$text\n"; return }

sub http {
	my ($status, $body, $type) = @_;
	return "HTTP/1.1 $status\r\nContent-Type: " . ($type // 'application/json') . "\r\nContent-Length: "
		. length($body) . "\r\nConnection: close\r\n\r\n$body";
}
sub refusal { my ($word, $text) = @_; return ($word, http('400 Bad Request', qq({"error":"$word","error_description":"$text"}))) }

sub grant {
	my ($mode) = @_;
	my ($lifetime, $name) = (word('lifetime', 3600), 'at-canary-' . ++$count);
	$access{$name} = time + $lifetime;
	my $new = '';
	if ($mode ne 'keep') {
		%refresh = () if $mode eq 'strict';
		$refresh{"rt-canary-$count"} = $count;
		$new = qq("refresh_token":"rt-canary-$count",);
	}
	return ('granted', http('200 OK', qq({"access_token":"$name",$new"token_type":"Bearer","expires_in":$lifetime})));
}

sub by_refresh {
	my ($form, $mode) = @_;
	my $age = $refresh{ $form->{refresh_token} // '' };
	return refusal(invalid_grant => 'Token has been expired or revoked.') if !defined $age;
	delete @refresh{ grep { $refresh{$_} < $age } keys %refresh };
	return grant($mode);
}
sub by_device {
	my ($form, $mode) = @_;
	return refusal(invalid_grant => 'what code?') if ($form->{device_code} // '') ne 'device-canary-1';
	return refusal(access_denied => 'The person said no.') if $mode eq 'denied';
	return refusal(expired_token => 'Too late.') if $mode eq 'late';
	return refusal(authorization_pending => 'Not yet.') if $polls++ < 1;
	return grant($mode);
}
sub by_code {
	my ($form, $mode) = @_;
	note(verifier => $form->{code_verifier} // '-');
	note(redirect => $form->{redirect_uri} // '-');
	return ($form->{code} // '') eq 'code-canary+1' ? grant($mode) : refusal(invalid_grant => 'Malformed auth code.');
}
sub by_app {
	my ($form) = @_;
	return refusal(invalid_client => 'AADSTS7000215: Invalid client secret provided.')
		if ($form->{client_secret} // '') ne 'client-canary-secret';
	return grant('keep');
}
my %grants = (refresh_token => \&by_refresh, authorization_code => \&by_code, client_credentials => \&by_app,
	'urn:ietf:params:oauth:grant-type:device_code' => \&by_device);

my %bad = (
	busy => sub { http('503 Service Unavailable', '<html>busy</html>', 'text/html') },
	moved => sub { "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n" },
	page => sub { http('200 OK', '<html><body>login</body></html>', 'text/html') },
	garbage => sub { http('200 OK', join '', map { chr(($_ * 73) % 256) } 1 .. 3000) },
	deep => sub { http('200 OK', '[' x 60000) },
	list => sub { http('200 OK', '["access_token"]') },
	empty => sub { http('200 OK', '') },
	nothing => sub { http('200 OK', '{}') },
	control => sub { http('200 OK', '{"access_token":"a\u0001auth=Bearer b","token_type":"Bearer"}') },
	mac => sub { http('200 OK', '{"access_token":"abc","token_type":"mac"}') },
	oversized => sub { http('200 OK', '{"access_token":"' . 'x' x 1_000_000 . '"}') },
	close => sub { '' },
	half => sub { substr http('200 OK', '{"access_token":"abc","token_type":"Bearer"}'), 0, 110 },
	slow => sub { select undef, undef, undef, 2; http('200 OK', '{}') },
	later => sub { (refusal(temporarily_unavailable => 'Later.'))[1] },
	revoked => sub { (refusal(invalid_grant => 'Token has been expired or revoked.'))[1] },
	echo => sub { (refusal(invalid_grant => "no: $_[0]{refresh_token}"))[1] },
);

sub token {
	my ($form) = @_;
	my ($mode, $name) = (word('mode', 'rotate'), $form->{grant_type} // '-');
	my ($outcome, $answer) = ($mode);
	if ($bad{$mode}) { $answer = $bad{$mode}->($form) }
	elsif ($grants{$name}) { ($outcome, $answer) = $grants{$name}->($form, $mode) }
	else { ($outcome, $answer) = refusal(unsupported_grant_type => $name) }
	note(log => "/token $name $outcome");
	return $answer;
}
sub device {
	my $port = $server->sockport;
	$polls = 0;
	note(log => '/device');
	return http('200 OK', qq({"device_code":"device-canary-1","user_code":"WDJB-MJHT","verification_uri":)
		. qq("http://127.0.0.1:$port/device","expires_in":60,"interval":1}));
}
sub introspect {
	my ($form) = @_;
	my ($user, $until) = (word('user', 'empresa@empresa.test'), $access{ $form->{token} // '' });
	note(used => $form->{token} // '-');
	return http('200 OK', $until && $until > time ? qq({"active":true,"username":"$user"}) : '{"active":false}');
}
sub forget {
	%access = () if unlink "$folder/forget";
	return if !unlink "$folder/reset";
	%access = ();
	%refresh = ('rt-0' => 0);
	return;
}
my %paths = ('/token' => \&token, '/device' => \&device, '/introspect' => \&introspect);

sub request {
	my ($client) = @_;
	my $head = '';
	while (defined(my $line = <$client>)) {
		last if $line =~ /^\r?\n$/;
		$head .= $line;
	}
	my ($length) = $head =~ /^Content-Length: *(\d+)/mi;
	read $client, my $body, $length // 0;
	my ($path) = $head =~ m{^POST (/\w*)};
	my %form;
	for my $pair (split /&/, $body // '') {
		my ($name, $value) = split /=/, $pair, 2;
		($form{$name} = $value // '') =~ tr/+/ /;
		$form{$name} =~ s/%(..)/chr hex $1/ge;
	}
	forget();
	return $paths{ $path // '' } ? $paths{$path}->(\%form) : http('404 Not Found', '{}');
}

$SIG{PIPE} = 'IGNORE';
note('port.new' => $server->sockport);
rename "$folder/port.new", "$folder/port" or die;
while (my $client = $server->accept) {
	print $client request($client);
	close $client;
}
