#!/bin/sh
# A private S3-compatible server for the tests: OpenStack Swift of the distribution, which checks signatures and hashes.
#
#   s3.sh start DIR   starts it with a bucket of its own, waits until it answers, writes DIR/s3.env (for sh): S3_ENDPOINT
#                     S3_BUCKET S3_REGION S3_ACCESS_KEY S3_CA; the secret is in DIR/secret; objects are under DIR/disks
#   s3.sh stop DIR    ends it; DIR stays, and start goes on with what it has
#
# It listens on 127.0.0.1 with TLS, under the names localhost and mails.localhost. Exit 77: it is not installed.
set -eu
[ $# = 2 ] || { echo "usage: s3.sh start|stop DIR" >&2; exit 1; }
dir=$2
root=$(cd "$(dirname "$0")/.." && pwd)

make_certificate()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$dir/key.pem" -out "$dir/cert.pem" \
		-days 30 -subj /CN=valija-test -addext subjectAltName=DNS:localhost,DNS:mails.localhost \
		2>"$dir/openssl.log" || { cat "$dir/openssl.log" >&2; exit 1; }
}

start_server()
{
	/usr/bin/python3 -c 'import swift.common.middleware.s3api, eventlet' 2>/dev/null ||
		{ echo "s3.sh: Swift is not installed (apt-get install python3-swift)" >&2; exit 77; }
	mkdir -p "$dir"
	[ -f "$dir/cert.pem" ] || make_certificate
	[ -f "$dir/secret" ] || (umask 077; openssl rand -hex 16 >"$dir/secret")
	port=$(cat "$dir/port" 2>/dev/null || echo 0)
	rm -f "$dir/ready"
	/usr/bin/python3 "$root/tests/s3_server.py" "$dir" "$dir/cert.pem" "$dir/key.pem" "$port" >"$dir/log" 2>&1 </dev/null &
	echo $! >"$dir/pid"
	tries=0
	until [ -f "$dir/ready" ]; do
		tries=$((tries + 1))
		[ $tries -lt 300 ] && kill -0 "$(cat "$dir/pid")" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
		sleep 0.1
	done
	cp "$dir/ready" "$dir/port"
	cat >"$dir/s3.env" <<-ENV
	S3_PORT=$(cat "$dir/port")
	S3_ENDPOINT=https://localhost:$(cat "$dir/port")
	S3_BUCKET=mails
	S3_REGION=eu-test-1
	S3_ACCESS_KEY=valija:mail
	S3_CA=$dir/cert.pem
	ENV
}

case $1 in
start) start_server ;;
stop)
	[ ! -f "$dir/pid" ] || kill "$(cat "$dir/pid")" 2>/dev/null || true
	rm -f "$dir/pid"
	;;
*)
	echo "s3.sh: unknown command $1" >&2
	exit 1
	;;
esac
