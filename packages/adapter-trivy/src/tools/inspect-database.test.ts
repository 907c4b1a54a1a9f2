// Databases in files and archives of both tars, whole and damaged.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { ExportError } from "@stella-export/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspectDatabase, loadDatabase } from "./index.js";

let folder: string;
const METADATA = { Version: 2, NextUpdate: "2026-01-02T00:00:00Z" };
const BUCKETS = [
  { name: "npm::A", packages: 2, records: 3 },
  { name: "vulnerability", packages: 0, records: 1 },
];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inspect-"));
  const tree = { vulnerability: { "CVE-1": "{}" }, "npm::A": { a: { "CVE-1": "{}", "CVE-2": "{}" }, b: { "CVE-1": "{}" } } };
  writeFileSync(join(folder, "tree.json"), JSON.stringify(tree));
  loadDatabase(join(folder, "tree.json"), join(folder, "trivy.db"));
  const java = new DatabaseSync(join(folder, "trivy-java.db"));
  java.exec("CREATE TABLE artifacts(id INTEGER PRIMARY KEY, group_id TEXT, artifact_id TEXT)");
  java.exec("CREATE TABLE indices(artifact_id INTEGER, version TEXT, sha1 BLOB, archive_type TEXT)");
  java.exec("INSERT INTO artifacts VALUES (1, 'g', 'a'), (2, 'g', 'b')");
  java.exec("INSERT INTO indices VALUES (1, '1', x'00', 'jar'), (1, '2', x'01', 'jar'), (2, '1', x'02', 'jar'), (2, '1', x'03', 'aar')");
  java.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const pack = (name: string, ...args: string[]): string => {
  const made = spawnSync("tar", ["czf", join(folder, name), "-C", folder, ...args]);
  expect(made.status).toBe(0);
  return join(folder, name);
};
const refused = async (path: string): Promise<string> => {
  const error: unknown = await inspectDatabase(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ExportError);
  expect((error as ExportError).place.path).toBe(path);
  return (error as ExportError).code;
};

test("a trivy.db, with the metadata beside it", async () => {
  const path = join(folder, "trivy.db");
  expect(await inspectDatabase(path)).toEqual({ format: "trivy-db", metadata: null, buckets: BUCKETS });
  writeFileSync(join(folder, "metadata.json"), JSON.stringify(METADATA));
  expect(await inspectDatabase(path)).toEqual({ format: "trivy-db", metadata: METADATA, buckets: BUCKETS });
});

test("a link to a database is that database, and a pipe is left alone", async () => {
  symlinkSync(join(folder, "trivy.db"), join(folder, "link"));
  expect((await inspectDatabase(join(folder, "link")))?.buckets).toEqual(BUCKETS);
  expect(spawnSync("mkfifo", [join(folder, "pipe.db")]).status).toBe(0);
  expect(await inspectDatabase(join(folder, "pipe.db"))).toBeUndefined();
});

test("a db.tar.gz as upstream packs it, and one with a folder before the names", async () => {
  const expected = { format: "trivy-db", metadata: METADATA, buckets: BUCKETS };
  expect(await inspectDatabase(pack("db.tar.gz", "trivy.db", "metadata.json"))).toEqual(expected);
  expect(await inspectDatabase(pack("dotted.tar.gz", "./metadata.json", "./trivy.db"))).toEqual(expected);
  expect(await inspectDatabase(pack("pax.tar.gz", "--format=pax", "metadata.json", "trivy.db"))).toEqual(expected);
  expect(await inspectDatabase(pack("bare.tar.gz", "trivy.db"))).toEqual({ ...expected, metadata: null });
});

test("a Java database", async () => {
  const buckets = [
    { name: "aar", packages: 1, records: 1 },
    { name: "jar", packages: 2, records: 3 },
  ];
  const apart = join(folder, "java-db");
  mkdirSync(apart);
  copyFileSync(join(folder, "trivy-java.db"), join(apart, "trivy-java.db"));
  expect(await inspectDatabase(join(apart, "trivy-java.db"))).toEqual({ format: "trivy-java-db", metadata: null, buckets });
  const packed = pack("javadb.tar.gz", "trivy-java.db", "metadata.json");
  expect(await inspectDatabase(packed)).toEqual({ format: "trivy-java-db", metadata: METADATA, buckets });
});

test("what is no database is somebody else's", async () => {
  expect(await inspectDatabase(folder)).toBeUndefined();
  expect(await inspectDatabase(join(folder, "tree.json"))).toBeUndefined();
});

test("damage is told with the path that was given", async () => {
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const whole = readFileSync(pack("whole.tar.gz", "trivy.db", "metadata.json"));
  const database = readFileSync(join(folder, "trivy.db"));
  const java = readFileSync(join(folder, "trivy-java.db"));
  java.fill(0xff, 100, 2000);
  const damaged = "ERR_EXPORT_DATABASE_DAMAGED";
  expect(await refused(write("cut.tar.gz", whole.subarray(0, 300)))).toBe(damaged);
  expect(await refused(write("text.tar.gz", gzipSync("no tar".repeat(1000))))).toBe(damaged);
  expect(await refused(write("short.tar.gz", gzipSync("no tar")))).toBe(damaged);
  expect(await refused(pack("none.tar.gz", "tree.json"))).toBe(damaged);
  expect(await refused(write("cut.db", database.subarray(0, 4 * 4096)))).toBe(damaged);
  expect(await refused(write("zero.db", new Uint8Array(8192)))).toBe(damaged);
  expect(await refused(write("bad-java.db", java))).toBe(damaged);
  expect(await refused(join(folder, "nowhere.db"))).toBe("ERR_EXPORT_NOT_FOUND");
  writeFileSync(join(folder, "metadata.json"), "[]");
  expect(await refused(pack("metadata.tar.gz", "trivy.db", "metadata.json"))).toBe(damaged);
});
