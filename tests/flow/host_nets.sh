# Networks of their own for machines that are processes; sourced by test_hosts.sh before job.sh. Everything runs in one
# new network namespace, where the servers listen on 127.0.0.1, and each machine in one below it, joined to it by a wire
# (veth). What a machine sends to 127.0.0.1 goes over its wire, so that config, certificates and ports are as without.
#   nets_begin · nets_end · net_exec MACHINE COMMAND… (becomes it, there, in a process group of its own) · net_of MACHINE
#   COMMAND… (runs it there) · net_cut MACHINE · net_heal MACHINE
# nets is "yes", or why there are none: then the command is run as it is, and nothing can be cut.
nets=${HOSTS_NETS:-}
if [ -z "$nets" ]; then
	nets="network namespaces cannot be made"
	if command -v ip nsenter >/dev/null && unshare --net sh -c '
		ip link set lo up && ip link add try0 type veth peer name try1 &&
			echo 1 >/proc/sys/net/ipv4/conf/try0/route_localnet' 2>/dev/null; then
		HOSTS_NETS=yes exec unshare --net sh "$0" "$@"
	fi
fi
wires=

wire_of() { eval "echo \${wire_$1:-}"; }

# What the machine's own side of the wire wants; $1: its number.
nets_machine='
	for file in /proc/sys/net/ipv6/conf/all/disable_ipv6 /proc/sys/net/ipv4/conf/wire/route_localnet; do
		[ ! -e "$file" ] || echo 1 >"$file"
	done
	ip link set lo up && ip addr add 127.0.0.9/32 dev lo && ip addr del 127.0.0.1/8 dev lo &&
		ip addr add "10.77.$1.2/30" dev wire && ip link set dev wire up &&
		ip route add 127.0.0.1/32 via "10.77.$1.1" dev wire'

nets_begin()
{
	[ "$nets" = yes ] || return 0
	ip link set lo up
	for machine in 1 2 3; do
		unshare --net sleep 1000000 &
		eval "wire_$machine=$!"
		wires="$wires $!"
		# Until it has left our namespace.
		until [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
		ip link add "wire$machine" type veth peer name wire netns $! &&
			ip addr add "10.77.$machine.1/30" dev "wire$machine" && ip link set dev "wire$machine" up &&
			echo 1 >"/proc/sys/net/ipv4/conf/wire$machine/route_localnet" &&
			nsenter -t $! -n sh -c "$nets_machine" sh $machine || exit 1
	done
}

nets_end() { [ -z "$wires" ] || kill -9 $wires 2>/dev/null; }

net_exec()
{
	machine=$1
	shift
	if [ "$nets" = yes ]; then
		set -- nsenter -t "$(wire_of "$machine")" -n "$@"
	fi
	exec perl -e 'setpgrp 0, 0; exec @ARGV or die' "$@"
}
net_of() { (net_exec "$@"); }

# Nothing goes through, and nobody is told: not a closed port, but silence.
net_cut() { ip link set dev "wire$1" down; }
net_heal() { ip link set dev "wire$1" up; }
