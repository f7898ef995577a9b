# reply.pl < reminder.eml: a client's answer to it, on standard output. Perl's base only.
use strict;
use warnings;

my $raw = do { local $/; <STDIN> };
$raw =~ s/\r\n/\n/g;
my ($head) = $raw =~ /\A(.*?)\n\n/s;
$head =~ s/\n[ \t]+/ /g;
my %field;
for my $line (split /\n/, $head) {
	$field{lc $1} //= $2 if $line =~ /^([^:]+):\s*(.*)$/;
}
my ($to) = $field{'reply-to'} =~ /([^\s<>]+@[^\s<>]+)/;
my $date = qx(date -R);
chomp $date;
print <<"MAIL";
From: =?UTF-8?Q?Rosa_Mu=C3=B1oz?= <cliente\@cliente.test>
To: $to
Subject: Re: $field{subject}
Date: $date
Message-ID: <respuesta-$$\@cliente.test>
In-Reply-To: $field{'message-id'}
References: $field{'message-id'}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Estimados, pagaremos el viernes.

Saludos,
Rosa Muñoz

El lunes, Cobranza <empresa\@empresa.test> escribió:
> Le recordamos que el siguiente documento está por vencer.
> Por favor responda a este correo.
MAIL
