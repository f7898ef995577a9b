#!/bin/sh
# Certificates that prove nothing: expired, self-signed, another name, an unknown authority; of the mailbox and of the
# relay. The line says which and what to do, the server hears no word of ours, and the exit status asks for a person.
. "$(dirname "$0")/job.sh"
job_sqlite "certificates of mailboxes and relays"
job_begin certificates
job_config folder
server=
trap 'kill $server 2>/dev/null; job_clean' EXIT
key="-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
cd "$base" || exit 1
authority() { openssl req -x509 $key -days 30 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem" 2>/dev/null; }
# signed FILE AUTHORITY NAME DAYS
signed()
{
	openssl req $key -subj "/CN=$3" -keyout "$1.key" -out "$1.csr" 2>/dev/null
	printf 'subjectAltName=DNS:%s\n' "$3" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "$4" -extfile "$1.ext" \
		-out "$1.pem" 2>/dev/null
}
authority ours
authority theirs
signed good ours localhost 5
signed expired ours localhost -1
signed named ours otro.example 5
signed foreign theirs localhost 5
openssl req -x509 $key -days 5 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout self.key \
	-out self.pem 2>/dev/null
echo clave-muy-secreta >"$base/password"
chmod 600 "$base/password"

# serve NAME PROTOCOL MODE
serve()
{
	[ -z "$server" ] || { kill $server && wait $server; } 2>/dev/null
	rm -f "$base/port" "$base/heard"
	python3 "$root/tests/flow/tls_server.py" "$base" "$1.pem" "$1.key" "$2" "$3" &
	server=$!
	until_true 10 test -s "$base/port"
	case $2 in
	imap) section='account facturas' ;;
	smtp) section='relay salida' ;;
	esac
	printf 'type = %s\nhost = localhost\nport = %s\ntls = %s\nca_file = ours.pem\nuser = yo@sur.test\npassword_file = password\n' \
		"$2" "$(cat "$base/port")" "$3" >"$base/lines"
	SECTION=$section LINES=$(cat "$base/lines") perl -0pe \
		's/(\[\Q$ENV{SECTION}\E\]\n(?:company = .*\n)?)(?:(?!\[).*\n)*/$1$ENV{LINES}\n/' \
		"$base/folder.conf" >"$base/valija.conf"
}
# No login, in any form: the name, the password, an AUTH command.
silent()
{
	grep -qai "secreta\|yo@sur\|^auth\|login\|authenticate\|$(printf '\0yo@sur.test\0clave-muy-secreta' | base64 | cut -c1-20)" "$base/heard" &&
		cat "$base/heard" && return
	echo silent
}

# refused NAME WORDS WORDS_OF_RELAY: by the mailbox and the relay, with TLS at once and after STARTTLS.
refused()
{
	for mode in implicit starttls; do
		serve "$1" imap $mode
		status 1 "mailbox, $1, $mode: asks for a person" "$valija" -c "$base/valija.conf" once fetch
		like "$(grep '^valija: facturas: ' "$base/err")" "valija: facturas: *certificate of localhost is refused: *$2*" "and the line says why"
		is "$(silent)" silent "and no login was said"
		serve "$1" smtp $mode
		"$valija" -c "$base/valija.conf" check --online --no-dns --no-mail >"$base/out" 2>&1
		is $? 1 "relay, $1, $mode: check says that it is a fault"
		like "$(grep salida "$base/out" | head -n 1)" "*certificate is refused: *$3*check host, ca_file*" "and why"
		is "$(silent)" silent "and no login was said"
	done
}
cp "$base/valija.conf" "$base/folder.conf"
refused expired "expired" "verification failed"
refused self "nobody whom this system trusts" "verification failed"
refused named "another name" "otro.example"
refused foreign "nobody whom this system trusts" "verification failed"
job_finish
