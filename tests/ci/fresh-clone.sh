#!/usr/bin/env bash
# A stranger's first ten minutes: a fresh clone of HEAD, an empty HOME, nothing on PATH but the system's programs.
# npm run demo and npm test, each cold, then npm test once more; the limits are those of issue 3 on two cores.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What this machine needs to reach the registry, if anything; nothing else of its environment gets through.
machine=()
while IFS= read -r setting; do machine+=("$setting"); done < <(
  env | grep -E '^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|p?npm_config_(cafile|registry))='
)
path=/usr/bin:/bin
PATH=$path command -v node >/dev/null && PATH=$path command -v npm >/dev/null || path=$(dirname "$(command -v npm)"):$path

fresh() { # NAME
  mkdir "$work/$1" "$work/$1/home"
  git -c safe.directory='*' clone --quiet "$root" "$work/$1/clone"
}

# Runs a command in a clone and says whether it ended well and in time.
try() { # CLONE SECONDS LABEL COMMAND...
  local clone=$1 limit=$2 label=$3 status=0 started=$SECONDS
  shift 3
  (cd "$work/$clone/clone" && env -i HOME="$work/$clone/home" PATH="$path" "${machine[@]}" timeout 900 "$@") >"$work/log" 2>&1 </dev/null || status=$?
  local seconds=$((SECONDS - started))
  if [ "$status" -ne 0 ]; then
    tail -n 60 "$work/log" >&2
    echo "not ok $label: exit code $status after $seconds s"
  elif [ "$seconds" -ge "$limit" ]; then
    echo "not ok $label: $seconds s, the limit is $limit s"
  else
    echo "ok $label ($seconds s)"
  fi
}

git -C "$root" diff --quiet HEAD 2>/dev/null || echo "note: the work tree differs from HEAD, and HEAD is what is tested" >&2

fresh demo
try demo 300 "npm run demo in a fresh clone" npm run demo
fresh test
try test 300 "npm test in a fresh clone" npm test
try test 180 "npm test a second time" npm test

left=$(git -C "$work/test/clone" status --porcelain)
if [ -z "$left" ]; then
  echo "ok npm test leaves nothing behind that git does not ignore"
else
  echo "not ok npm test leaves nothing behind: $(echo "$left" | tr '\n' ' ')"
fi
