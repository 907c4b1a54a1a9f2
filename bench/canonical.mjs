// Canonical JSON: in process against npm `canonicalize`, and as whole processes against Rust's serde_json.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openCore } from "./core.mjs";
import { advisoryFile } from "./corpus.mjs";
import { realAdvisories } from "./real-advisories.mjs";
import { failedRow, measureRow } from "./rounds.mjs";
import { buildSerdePeer } from "./serde-peer.mjs";

export const title = "canonical JSON, in process against npm canonicalize, as processes against Rust serde_json";

const IN_PROCESS_BYTES = 60e6;
const PROCESS_BYTES = 200e6;
const NPM_PEER = "canonicalize 4.0.0";
const RUST_PEER = "serde_json 1.0.154 (Rust)";
const ROUNDS = 7;

export async function run({ log, rounds = ROUNDS }) {
  const { default: canonicalize } = await import("canonicalize");
  const core = await openCore();
  const rows = [];

  const generated = linesOf(readFileSync(advisoryFile(IN_PROCESS_BYTES, log)));
  rows.push(await inProcess("made-up OSV, JSONL", generated, { core, canonicalize, log, rounds }));
  rows.push(await inProcess("the same, canonical already", canonicalOf(generated, core), { core, canonicalize, log, rounds }));
  const real = realAdvisories(log);
  if (real === undefined) log("real OSV: skipped, ../shared/data/osv-large.tar.xz is not there");
  else {
    rows.push(await inProcess("real OSV, JSONL", linesOf(readFileSync(real.lines)), { core, canonicalize, log, rounds }));
    rows.push(await inProcess("real OSV, as published (most indented)", readPublished(real), { core, canonicalize, log, rounds }));
  }

  const rust = buildSerdePeer(log);
  rows.push(await asProcesses("process, made-up OSV, JSONL", advisoryFile(PROCESS_BYTES, log), rust, { log, rounds }));
  if (real !== undefined) rows.push(await asProcesses("process, real OSV, JSONL", real.lines, rust, { log, rounds }));
  return rows;
}

/** @returns {{bytes: Buffer, ends: number[]}} documents that lie behind each other; `ends` is where each ends */
function linesOf(bytes) {
  const ends = [];
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) ends.push(at + 1);
  return { bytes, ends };
}

function readPublished({ published, ends }) {
  return { bytes: readFileSync(published), ends: JSON.parse(readFileSync(ends, "utf8")) };
}

function canonicalOf(corpus, core) {
  const chunks = [];
  ourForms(corpus, core)((chunk) => chunks.push(Buffer.from(chunk)));
  return linesOf(Buffer.concat(chunks));
}

/** Bytes in, bytes out, in chunks of a megabyte: what a caller has and what it needs. The newline of a line is whitespace to us. */
function ourForms({ bytes, ends }, { ByteBuffer, Canonicalizer }) {
  const canonicalizer = new Canonicalizer();
  const out = new ByteBuffer(4 << 20);
  return (take) => {
    let start = 0;
    for (const end of ends) {
      canonicalizer.append(bytes, start, end, out);
      out.appendByte(0x0a);
      start = end;
      if (out.length > 1 << 20) flush();
    }
    flush();
    function flush() {
      take(out.view());
      out.length = 0;
    }
  };
}

function peerForms({ bytes, ends }, canonicalize) {
  const out = Buffer.allocUnsafe(64 << 20);
  return (take) => {
    let start = 0;
    let length = 0;
    for (const end of ends) {
      length += out.write(`${canonicalize(JSON.parse(bytes.toString("utf8", start, end)))}\n`, length);
      start = end;
      if (length > 1 << 20) flush();
    }
    flush();
    function flush() {
      take(out.subarray(0, length));
      length = 0;
    }
  };
}

async function inProcess(name, corpus, { core, canonicalize, log, rounds }) {
  const ours = ourForms(corpus, core);
  const peer = peerForms(corpus, canonicalize);
  assertSame(name, digestOfForms(ours), digestOfForms(peer));
  const drop = () => {};
  return measureRow({
    name,
    peerName: NPM_PEER,
    unit: "MB/s",
    amount: corpus.bytes.length,
    rounds,
    ours: () => ours(drop),
    peer: () => peer(drop),
    log,
  });
}

async function asProcesses(name, path, { peer, error }, { log, rounds }) {
  const row = { name, peerName: RUST_PEER, unit: "MB/s" };
  if (error !== undefined) return failedRow({ ...row, error });
  const oursCommand = [process.execPath, join(import.meta.dirname, "canonical-lines.mjs")];
  const peerCommand = [peer];
  assertSame(name, digestOfOutput(oursCommand, path), digestOfOutput(peerCommand, path));
  const ours = () => secondsOfProcess(oursCommand, path);
  return measureRow({ ...row, amount: statSync(path).size, rounds, ours, peer: () => secondsOfProcess(peerCommand, path), log });
}

/** From start to exit, the file on stdin and the output thrown away. */
function secondsOfProcess([command, ...args], path) {
  const input = openSync(path, "r");
  const started = process.hrtime.bigint();
  const { status, error } = spawnSync(command, args, { stdio: [input, "ignore", "inherit"] });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  closeSync(input);
  if (status !== 0) throw new Error(`${command} failed (${error?.message ?? `status ${status}`})`);
  return seconds;
}

function digestOfOutput([command, ...args], path) {
  const input = openSync(path, "r");
  const { status, stdout } = spawnSync(command, args, { stdio: [input, "pipe", "inherit"], maxBuffer: 2 ** 30 });
  closeSync(input);
  if (status !== 0) throw new Error(`${command} failed (status ${status})`);
  return createHash("sha256").update(stdout).digest("hex");
}

function digestOfForms(forms) {
  const hash = createHash("sha256");
  forms((chunk) => hash.update(chunk));
  return hash.digest("hex");
}

/** A faster side that gives something else has won nothing. */
function assertSame(name, ours, peer) {
  if (ours !== peer) throw new Error(`${name}: the two sides do not give the same bytes (${ours} and ${peer})`);
}
