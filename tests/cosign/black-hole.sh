#!/usr/bin/env bash
# Runs a command in a network that takes every packet and answers none, names included: what waits for an answer there waits for ever.
# Called inside namespaces of its own: unshare --net --mount -- bash black-hole.sh COMMAND…
set -euo pipefail
ip link set lo up
ip link add out type veth peer name hole
ip address add 192.0.2.1/24 dev out
ip link set out up
ip link set hole up
# A neighbour that is always there, so that no packet is refused for want of one.
ip neighbour replace 192.0.2.2 lladdr 02:00:00:00:00:02 dev out nud permanent
ip route add default via 192.0.2.2
resolver=$(mktemp)
echo "nameserver 192.0.2.2" >"$resolver"
mount --bind "$resolver" /etc/resolv.conf
rm "$resolver"
exec "$@"
