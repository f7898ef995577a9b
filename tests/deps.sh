#!/bin/sh
# Installs the Debian packages that are missing, and nothing else:
#   deps.sh build    what compiling and running need
#   deps.sh demo     these, and the mail servers of the demo
#   deps.sh test     these, and what test, asan and the long tests need
# No server of the system is started or configured by it, no PostgreSQL cluster is made, and nothing that is installed is
# removed or replaced. Needs root or sudo only when something is missing.
set -eu
PATH=$PATH:/usr/sbin:/sbin

# A name with | may be any one of these.
build="gcc make libc6-dev pkgconf|pkg-config perl-base libetpan-dev libgmime-3.0-dev libxml2-dev libsqlite3-dev
	libcurl4-gnutls-dev|libcurl4-openssl-dev libgnutls28-dev libjansson-dev libicu-dev libseccomp-dev
	libarchive-dev libssl-dev libcsv-dev libc-ares-dev libpsl-dev libopendkim-dev
	tzdata ca-certificates
	g++ libpoppler-glib-dev libcairo2-dev libpango1.0-dev libqrencode-dev fonts-dejavu-core libzxing-dev
	libytnef0-dev libgsf-1-dev libpq-dev"
demo="perl openssl dovecot-imapd dovecot-lmtpd postfix"
test="$demo chromium dnsmasq-base iproute2 libmail-dkim-perl python3-dkim python3-nacl python3-swift postgresql"

case ${1:-} in
build) wanted=$build ;;
demo) wanted="$build $demo" ;;
test) wanted="$build $test" ;;
*)
	echo "usage: deps.sh build|demo|test" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null; then
	echo "deps.sh: this is no Debian; these packages, or what corresponds to them, are needed:" $wanted >&2
	exit 0
fi

# The first alternative of each name of which no alternative is installed.
missing_packages()
{
	installed=" $(dpkg-query -W -f '${db:Status-Status}/${Package} ' $(echo $wanted | tr '|' ' ') 2>/dev/null || true)"
	for names in $wanted; do
		found=
		for name in $(echo "$names" | tr '|' ' '); do
			case $installed in *" installed/$name "*) found=yes ;; esac
		done
		[ -n "$found" ] || echo "${names%%|*}"
	done
}

missing=$(missing_packages)
[ -n "$missing" ] || exit 0
missing=$(echo $missing)
if [ "$(id -u)" = 0 ]; then
	as_root=env
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
	as_root="sudo env"
else
	echo "deps.sh: these packages are missing, and only root can install them:" >&2
	echo "    apt-get install --no-install-recommends $missing" >&2
	exit 1
fi

# Servers that are new here stay asleep: not started now (policy-rc.d), nor at the next boot (update-rc.d).
asleep=
for server in dovecot postfix postgresql; do
	case " $missing" in *" $server"*) asleep="$asleep $server" ;; esac
done
policy=/usr/sbin/policy-rc.d
own_policy=
clusters=/etc/postgresql-common/createcluster.d
no_cluster=
wake()
{
	[ -z "$own_policy" ] || $as_root rm -f "$policy"
	[ -z "$no_cluster" ] || $as_root rm -f "$clusters/valija.conf"
	own_policy=
	no_cluster=
}
trap wake EXIT
trap 'exit 130' INT TERM
if [ -n "$asleep" ] && [ ! -e "$policy" ]; then
	own_policy=yes
	printf '#!/bin/sh\nexit 101\n' | $as_root sh -c "cat >$policy && chmod 755 $policy"
fi
case "$asleep" in
*postgresql*)
	no_cluster=yes
	echo 'create_main_cluster = false' | $as_root sh -c "mkdir -p $clusters && cat >$clusters/valija.conf"
	;;
esac
case "$asleep" in
*postfix*)
	echo "postfix postfix/main_mailer_type select No configuration" |
		$as_root debconf-set-selections 2>/dev/null || true
	;;
esac

echo "deps.sh: installing $missing"
apt="$as_root DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300"
log=$(mktemp)
if ! { $apt update && $apt install -y --no-remove --no-install-recommends $missing; } </dev/null >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	rm -f "$log"
	echo "deps.sh: apt-get could not install what is missing: $missing" >&2
	exit 1
fi
rm -f "$log"
for server in $asleep; do
	$as_root update-rc.d "$server" disable >/dev/null 2>&1 || true
done
