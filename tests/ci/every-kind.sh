#!/usr/bin/env bash
# Every set of real evidence in one run, counted to the unit and read back by a program that shares nothing with ours;
# and one export.json for a folder, its zip, its tar.gz and its tar.zst.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
data=$root/../shared/data
[ -f "$data/vex.tar.xz" ] || { echo "skip every-kind: $data is not there"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sets=(osv-large vex sbom findings vex-large sbom-large)
from=() pairs=()
for set in "${sets[@]}"; do
  mkdir "$work/$set"
  tar xJf "$data/$set.tar.xz" -C "$work/$set"
  from+=(--from "$set=$work/$set")
  pairs+=("$set" "$work/$set")
done

expected='findings finding 137 137
osv-large advisory 79679 79679
sbom sbom 48 48
sbom-large sbom 302 302
vex advisory 8 8
vex vex 131 131
vex-large advisory 8 8
vex-large vex 1 1'
if ! "$root/stella" export run --profile json:raw --redact report --accept-unknown --rejects report "${from[@]}" --out "$work/bundle" -o json >"$work/result.json"; then
  echo "not ok one run over every set"
else
  counts=$(jq -r '.inputs[] | "\(.source) \(.kind) \(.read) \(.records + .duplicates)"' "$work/result.json")
  if [ "$counts" = "$expected" ]; then echo "ok every set in one run, counted to the unit"
  else echo "not ok counts of every set: $(diff <(echo "$expected") <(echo "$counts") | head -n 6 | tr '\n' ';')"; fi
  if python3 "$root/tests/independent/check_bundle.py" "$work/bundle" "${pairs[@]}" >"$work/check" 2>&1; then echo "ok every document of every set is equal in value: $(grep -c '^#' "$work/check") sources"
  else echo "not ok an independent reader: $(grep -v '^#' "$work/check" | head -n 3 | tr '\n' ' ')"; fi
  sed 's/^/note: /' "$work/check" >&2
fi

# Without --accept-unknown the unknown shapes are rejects, each named with its reason.
"$root/stella" export run --profile json:raw --redact report --rejects report --from "findings=$work/findings" --out "$work/rejects" -o json >"$work/result.json"
named=$(jq -r 'select(.code == "ERR_EXPORT_SHAPE_UNKNOWN" and (.path | length > 0) and (.message | length > 0)) | .path' "$work/rejects/reports/rejects.jsonl" | sort -u | wc -l)
rejected=$(jq '[.inputs[].rejected] | add' "$work/result.json")
if [ "$named" = 13 ] && [ "$rejected" = 13 ]; then echo "ok each of 13 unknown shapes is named with its reason"
else echo "not ok unknown shapes: $named named, $rejected counted"; fi

# One tree as a folder and in three archives: the source's name is the same, so everything must be.
mkdir "$work/tree"
tar xJf "$data/osv-small.tar.xz" -C "$work/tree"
cp -r "$work/vex" "$work/sbom" "$work/tree"
tar czf "$work/tree.tar.gz" -C "$work/tree" .
tar cf - -C "$work/tree" . | zstd -q -o "$work/tree.tar.zst"
python3 -c 'import shutil, sys; shutil.make_archive(sys.argv[1], "zip", sys.argv[1])' "$work/tree"
for form in tree tree.zip tree.tar.gz tree.tar.zst; do
  "$root/stella" export run --profile json:raw --rejects report --accept-unknown --from "evidence=$work/$form" --out "$work/of-$form" -q -o json >/dev/null || echo "not ok a run over $form"
done
digests=$(sha256sum "$work"/of-*/export.json | cut -d' ' -f1 | sort -u | wc -l)
if [ "$digests" = 1 ] && [ "$(ls -d "$work"/of-* | wc -l)" = 4 ]; then echo "ok a folder, its zip, its tar.gz and its tar.zst give one export.json"
else echo "not ok archives: $digests different export.json"; fi
