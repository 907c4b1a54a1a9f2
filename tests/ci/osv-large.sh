#!/usr/bin/env bash
# Every real advisory there is, exported and read back by a program that shares nothing with ours.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
archive=$root/../shared/data/osv-large.tar.xz
[ -f "$archive" ] || { echo "skip osv-large: $archive is not there"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/osv-large"
tar xJf "$archive" -C "$work/osv-large"

if ! "$root/stella" export run --profile json:raw --rejects report --from osv="$work/osv-large" --out "$work/bundle" -o json >"$work/result.json"; then
  echo "not ok export run over osv-large"
  exit 0
fi
read -r read total < <(jq -r '[([.inputs[].read] | add), ([.inputs[] | .records + .duplicates + .rejected + .excluded] | add)] | @tsv' "$work/result.json")
documents=$(find "$work/osv-large" -type f -name '*.json' | wc -l)
if [ "$read" = "$documents" ] && [ "$read" = "$total" ]; then echo "ok osv-large: read $read = records + duplicates + rejected + excluded"
else echo "not ok osv-large: read $read, sum $total, files $documents"; fi

if python3 "$root/tests/independent/check_bundle.py" "$work/bundle" osv "$work/osv-large" >"$work/check" 2>&1; then echo "ok osv-large by an independent reader: $(tail -n 1 "$work/check")"
else echo "not ok osv-large by an independent reader: $(grep -v '^#' "$work/check" | head -n 3 | tr '\n' ' ')"; fi

mismatches=$(cd "$work/bundle" && jq -r '.contents[] | [.path, .digest, .contentDigest] | @tsv' export.json | while IFS=$'\t' read -r path digest content; do
  [ "sha256:$(sha256sum <"$path" | cut -d' ' -f1)" = "$digest" ] || echo "digest of $path"
  case $path in *.zst) inner=$(zstd -dcq "$path" | sha256sum) ;; *) inner=$(sha256sum <"$path") ;; esac
  [ "sha256:${inner%% *}" = "$content" ] || echo "contentDigest of $path"
done)
if [ -z "$mismatches" ]; then echo "ok sha256sum and zstd -dc give every digest of the manifest"
else echo "not ok sha256sum and zstd -dc: $(echo "$mismatches" | head -n 3 | tr '\n' ' ')"; fi

if "$root/stella" export verify --integrity-only --deep "$work/bundle" -o json | jq -e '.verdict == "integrity-only"' >/dev/null; then echo "ok verify --deep agrees"
else echo "not ok verify --deep of the osv-large bundle"; fi
