"""Makes the difference of two dumps of Trivy databases from what docs/modules/export-center/what-changed.md says, and compares it with ours.

Usage: diff.py FROM.json TO.json DIFF.json
"""

import json
import sys

VERSIONS = ("VulnerableVersions", "PatchedVersions", "UnaffectedVersions", "AffectedVersion", "FixedVersion", "Entries")
NAMES = ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"]


def leaves(tree, path=()):
    for name, child in tree.items():
        if isinstance(child, dict):
            yield from leaves(child, (*path, name))
        else:
            yield (*path, name), child


def advisories(file):
    with open(file, encoding="utf-8") as stream:
        tree = json.load(stream)
    found = {}
    for path, text in leaves(tree):
        if path[0] not in ("data-source", "Red Hat CPE"):
            found[(path[0], "/".join(path[1:-1]), path[-1])] = text
    return found


def severity(value):
    rating = value.get("Severity", "UNKNOWN")
    return NAMES[rating] if isinstance(rating, int) else rating


def changes(before, after):
    a, b = json.loads(before), json.loads(after)
    has_ranges = any(a.get(name) != b.get(name) for name in VERSIONS)
    if has_ranges:
        yield "ranges", {k: a[k] for k in VERSIONS if k in a}, {k: b[k] for k in VERSIONS if k in b}
    if a.get("Severity") != b.get("Severity"):
        yield "severity", severity(a), severity(b)
    rest = [k for k in {**a, **b} if k != "Severity" and k not in VERSIONS and a.get(k) != b.get(k)]
    if rest:
        yield "details", {k: a[k] for k in rest if k in a}, {k: b[k] for k in rest if k in b}


def key(row):
    return json.dumps(row, sort_keys=True)


def rows(names):
    return sorted(key({"bucket": b, "package": p, "vuln": v}) for b, p, v in names if b != "vulnerability")


def main(from_file, to_file, diff_file):
    a, b = advisories(from_file), advisories(to_file)
    changed = [
        key({"bucket": name[0], "package": name[1], "vuln": name[2], "what": what, "from": before, "to": after})
        for name in a.keys() & b.keys()
        if a[name] != b[name]
        for what, before, after in changes(a[name], b[name])
    ]
    expected = {"added": rows(b.keys() - a.keys()), "removed": rows(a.keys() - b.keys()), "changed": sorted(changed)}
    with open(diff_file, encoding="utf-8") as stream:
        ours = json.load(stream)
    for name, items in expected.items():
        got = sorted(map(key, ours[name]))
        if got != items:
            print(f"{name}: expected {len(items)}, got {len(got)}; {sorted(set(items) ^ set(got))[:3]}")
            return 1
        order = [(x["bucket"].encode(), x["package"].encode(), x["vuln"].encode()) for x in ours[name]]
        if order != sorted(order):
            print(f"{name}: not in order")
            return 1
    print(", ".join(f"{len(items)} {name}" for name, items in expected.items()))
    return 0 if sum(map(len, expected.values())) > 0 else 1


sys.exit(main(*sys.argv[1:]))
