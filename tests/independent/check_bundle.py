#!/usr/bin/env python3
"""Checks a json:raw bundle against the folder that it was made of, with nothing of ours: Python, hashlib and the zstd command.

usage: check_bundle.py BUNDLE SOURCE_NAME SOURCE_FOLDER [SOURCE_NAME SOURCE_FOLDER ...]

It knows the contract (export.json, its formulas, the index, the key) and recomputes all of it. Values are compared with
parse_float=Decimal, so that no number is rounded on the way.
"""
import hashlib
import json
import os
import subprocess
import sys
from decimal import Decimal

READ = (".json", ".sarif", ".jsonl", ".ndjson")
FOLDERS = {"advisory": "advisories", "vex": "vex", "sbom": "sboms", "finding": "findings",
           "policy-evaluation": "evaluations", "vex-consensus": "consensus", "maven-artifact": "maven"}
failures = []


def fail(message):
    failures.append(message)
    if len(failures) > 20:
        finish()


def finish():
    for message in failures:
        print("not ok", message)
    sys.exit(1 if failures else 0)


def sha256(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def unpacked(path):
    return path[:-4] if path.endswith(".zst") else path


def stored(bundle, content):
    with open(os.path.join(bundle, content["path"]), "rb") as file:
        return file.read()


def content_of(bundle, content):
    if not content["path"].endswith(".zst"):
        return stored(bundle, content)
    command = ["zstd", "-dcq", os.path.join(bundle, content["path"])]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


class Token(str):
    """A number as it is written."""


def quote(text):
    out = ['"']
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
    for character in text:
        code = ord(character)
        out.append(short.get(code) or ("\\u%04x" % code if code < 32 else character))
    return "".join(out) + '"'


def canonical(value):
    """RFC 8785 for a value whose numbers are tokens that stay as they are."""
    if isinstance(value, Token):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(quote(name) + ":" + canonical(item) for name, item in members) + "}"


def same(a, b):
    """Equal in JSON value: numbers by decimal value, true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, (int, Decimal)) and isinstance(b, (int, Decimal)):
        return Decimal(a) == Decimal(b)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return type(a) is type(b) and a == b


def value_of(data):
    return json.loads(data.decode("utf-8"), parse_float=Decimal)


def source_documents(folder):
    """path -> bytes of every document that the contract reads; a line of JSONL is a document."""
    for base, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            full = os.path.join(base, name)
            if name.startswith(".") or os.path.islink(full) or not name.lower().endswith(READ):
                continue
            path = os.path.relpath(full, folder).replace(os.sep, "/")
            with open(full, "rb") as file:
                data = file.read()
            if name.lower().endswith((".jsonl", ".ndjson")):
                for line in data.split(b"\n"):
                    line = line.removesuffix(b"\r")
                    if line.strip():
                        yield path, line
            else:
                yield path, data


def check_manifest(bundle):
    with open(os.path.join(bundle, "export.json"), "rb") as file:
        raw = file.read()
    manifest = json.loads(raw)
    if canonical(json.loads(raw, parse_int=Token, parse_float=Token)).encode() != raw:
        fail("export.json is not canonical")
    without_id = {key: value for key, value in json.loads(raw, parse_int=Token, parse_float=Token).items() if key != "exportId"}
    if manifest["exportId"] != "exp-" + hashlib.sha256(canonical(without_id).encode()).hexdigest()[:32]:
        fail("exportId")
    paths = [content["path"] for content in manifest["contents"]]
    if paths != sorted(paths, key=lambda path: path.encode()):
        fail("contents[] is not in byte order")
    lines = "".join(content["contentDigest"][7:] + "  " + unpacked(content["path"]) + "\n"
                    for content in manifest["contents"] if content["role"] in ("payload", "index"))
    if manifest["contentDigest"] != sha256(lines.encode()):
        fail("contentDigest")
    on_disk = {os.path.relpath(os.path.join(base, name), bundle) for base, _, names in os.walk(bundle) for name in names}
    if on_disk != set(paths) | {"export.json", "provenance.json"}:
        fail("files beside the manifest: %s" % sorted(on_disk ^ (set(paths) | {"export.json", "provenance.json"}))[:5])
    with open(os.path.join(bundle, "provenance.json"), "rb") as file:
        provenance = json.load(file)
    if provenance["subject"] != [{"name": "export.json", "digest": {"sha256": hashlib.sha256(raw).hexdigest()}}]:
        fail("provenance subject")
    return manifest


def check_files(bundle, manifest):
    """Every digest and size; returns the unpacked bytes of data and indexes by path without codec."""
    unpacked_files = {}
    for content in manifest["contents"]:
        data = stored(bundle, content)
        if (sha256(data), len(data)) != (content["digest"], content["sizeBytes"]):
            fail("stored digest or size of " + content["path"])
        inner = content_of(bundle, content)
        if (sha256(inner), len(inner)) != (content["contentDigest"], content["contentSizeBytes"]):
            fail("content digest or size of " + content["path"])
        if content["role"] in ("payload", "index"):
            unpacked_files[unpacked(content["path"])] = inner
            if inner.count(b"\n") != content["records"]:
                fail("record count of " + content["path"])
    return unpacked_files


def check_shard(kind, name, shard, index, entries):
    """One shard and its index: order, offsets, digests, canonical form. Adds (source, path, entry, line) to entries."""
    position, keys = 0, []
    for raw in index.splitlines():
        entry = json.loads(raw)
        if canonical(json.loads(raw, parse_int=Token, parse_float=Token)).encode() != raw:
            fail("index line is not canonical in " + name)
        if unpacked(entry["file"]) != "data/%s/%s.jsonl" % (FOLDERS[kind], name):
            fail("index file of " + name)
        line = shard[entry["offset"]:entry["offset"] + entry["length"]]
        if entry["offset"] != position or shard[position + entry["length"]:position + entry["length"] + 1] != b"\n":
            fail("offset in " + name)
        position += entry["length"] + 1
        if entry["digest"] != sha256(line):
            fail("record digest in " + name)
        if canonical(json.loads(line, parse_int=Token, parse_float=Token)).encode() != line:
            fail("record is not canonical in " + name)
        keys.append("\0".join([kind, entry["source"], entry["path"], entry["id"], entry["digest"]]).encode())
        entries.append((entry, line))
    if position != len(shard):
        fail("the index does not cover " + name)
    if keys != sorted(set(keys)):
        fail("key order in " + name)
    if hashlib.sha256(keys[0]).hexdigest()[:16] != name:
        fail("name of " + name)
    return keys


def check_records(files, entries):
    for kind, folder in FOLDERS.items():
        names = [path.split("/")[-1][:-6] for path in files if path.startswith("data/%s/" % folder)]
        keys, sizes = [], []
        for name in names:
            shard = files["data/%s/%s.jsonl" % (folder, name)]
            keys.append(check_shard(kind, name, shard, files["indexes/%s/%s.index.jsonl" % (folder, name)], entries))
            sizes.append((keys[-1][0], len(shard), len(keys[-1]), shard.index(b"\n") + 1))
        keys.sort()
        for before, after in zip(keys, keys[1:]):
            if not before[-1] < after[0]:
                fail("shards of %s overlap" % kind)
        sizes.sort()
        # A record may be larger than a shard; it is then alone, and may have cut the one before it short.
        too_large = [size for _, size, records, _ in sizes if size > 16 << 20 and records > 1]
        too_small = [size for (_, size, _, _), (_, _, _, first) in zip(sizes, sizes[1:]) if size < 1 << 20 and size + first <= 16 << 20]
        if too_large or too_small:
            fail("shard sizes of %s: too large %s, too small %s" % (kind, too_large, too_small))


def check_against_source(manifest, bundle, source, folder, entries):
    by_path = {}
    for entry, line in entries:
        if entry["source"] == source:
            by_path.setdefault(entry["path"], {})[entry["sourceDigest"]] = (entry, line)
    rejected = {}
    if any(content["path"] == "reports/rejects.jsonl" for content in manifest["contents"]):
        with open(os.path.join(bundle, "reports/rejects.jsonl"), "rb") as file:
            for line in file:
                row = json.loads(line)
                if row["source"] != source:
                    continue
                rejected.setdefault(row["path"], []).append(row)
    digests, read, found, equal = [], 0, 0, 0
    for path, data in source_documents(folder):
        read += 1
        digests.append("%s  %s\n" % (hashlib.sha256(data).hexdigest(), path))
        match = by_path.get(path, {}).get(sha256(data))
        if match is None:
            continue
        found += 1
        entry, line = match
        if same(value_of(data), value_of(line)):
            equal += 1
        else:
            fail("value of " + path)
    inputs = [entry for entry in manifest["inputs"] if entry["source"] == source]
    total = {name: sum(entry[name] for entry in inputs) for name in ("read", "records", "duplicates", "rejected", "excluded")}
    if total["read"] != total["records"] + total["duplicates"] + total["rejected"] + total["excluded"]:
        fail("read is not records + duplicates + rejected + excluded: %s" % total)
    if total["read"] != read:
        fail("read: manifest %d, folder %d" % (total["read"], read))
    listed = sum(len(rows) for rows in rejected.values())
    if total["rejected"] != listed:
        fail("rejected: manifest %d, report %d" % (total["rejected"], listed))
    listed_records = sum(1 for entry, _ in entries if entry["source"] == source)
    if listed_records != total["records"]:
        fail("records: manifest %d, index %d" % (total["records"], listed_records))
    if equal + total["duplicates"] + total["rejected"] + total["excluded"] < read:
        fail("%d of %d documents found, %d rejected: some are missing" % (found, read, listed))
    if len(inputs) == 1:
        snapshot = sha256("".join(sorted(digests, key=lambda text: text.encode("utf-8", "surrogateescape"))).encode("utf-8", "surrogateescape"))
        if inputs[0]["snapshotDigest"] != snapshot:
            fail("snapshotDigest")
    print("# read %(read)d = records %(records)d + duplicates %(duplicates)d + rejected %(rejected)d + excluded %(excluded)d" % total
          + "; %d documents equal in value" % equal)


def main():
    bundle, sources = sys.argv[1], sys.argv[2:]
    manifest = check_manifest(bundle)
    files = check_files(bundle, manifest)
    entries = []
    check_records(files, entries)
    if sorted(sources[::2]) != sorted({entry["source"] for entry in manifest["inputs"]}):
        fail("sources of the manifest: %s" % sorted({entry["source"] for entry in manifest["inputs"]}))
    for source, folder in zip(sources[::2], sources[1::2]):
        check_against_source(manifest, bundle, source, folder, entries)
    finish()


if __name__ == "__main__":
    main()
