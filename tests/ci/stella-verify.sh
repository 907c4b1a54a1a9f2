#!/usr/bin/env bash
# stella-verify.mjs alone, in an empty folder, with the network cut, verifies what it must and refuses the rest.
set -uo pipefail
root=${STELLA_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
node=${STELLA_NODE:-$root/node_modules/.stella/node}
vectors=$root/packages/testkit/vectors/verify
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! unshare -n true 2>/dev/null; then
  echo "skip stella-verify: no network namespace can be made here"
  exit 0
fi
cp "$root/packages/cli/dist/stella-verify.mjs" "$work/"
cp -r "$vectors/signed-p256" "$vectors/timestamped" "$vectors/wrong-key" "$vectors/data-changed" "$vectors/signed-as-tar" "$vectors/keys" "$work/"

check() { # NAME EXIT WORDS ARGS...
  local name=$1 exit=$2 words=$3 out code
  shift 3
  out=$(cd "$work" && env -i PATH=/usr/bin:/bin unshare -n "$node" stella-verify.mjs "$@" --at 2026-01-02T00:00:00Z 2>&1)
  code=$?
  if [ "$code" = "$exit" ] && [[ $out == *"$words"* ]]; then echo "ok stella-verify: $name"; else echo "not ok stella-verify: $name: exit $code: $out"; fi
}
check "a signed directory" 0 VERIFIED signed-p256/bundle --key keys/a.pub
check "a signed tar, deep" 0 VERIFIED signed-as-tar/bundle.tar --key keys/a.pub --deep
check "a trust file with timestamps" 0 VERIFIED timestamped/bundle --trust timestamped/trust.json
check "the command named, as its usage has it" 0 VERIFIED verify signed-p256/bundle --key keys/a.pub
check "state" 0 VERIFIED signed-p256/bundle --key keys/a.pub --state seen --first-use
check "a wrong key" 5 KEY_UNTRUSTED wrong-key/bundle --key keys/b.pub
check "a changed record" 5 DIGEST_MISMATCH data-changed/bundle --key keys/a.pub -o json
check "no trust" 2 "whom to trust" signed-p256/bundle
