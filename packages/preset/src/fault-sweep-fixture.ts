// One run of 50 records, again and again, in which the n-th call of the file system fails. It knows what may come of that: a typed error and
// nothing at the output, or the very bundle that an undisturbed run makes.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtinProfile, ERRORS, ExportError, fixedClock, verifyBundle } from "@stella-export/core";
import { nodeSha256, openBundle, run } from "@stella-export/core/node";
import { adapters, openSource } from "./index.js";
import { breakFileSystem, type Fault, type FaultKind } from "@stella-export/testkit";
import { expect } from "vitest";

const CLOCK = fixedClock(1_790_000_000);

export const FORMS = ["folder", "tar", "replaced folder"] as const;
export type Form = (typeof FORMS)[number];

export interface SweepCount {
  /** Calls that met the fault. */
  readonly met: number;
  /** Runs that ended well all the same, and made the right bundle. */
  readonly survived: number;
  /** Error codes of the others, by how often. */
  readonly codes: Readonly<Record<string, number>>;
}

/** All n of one kind and form, or each `step`-th. Fails where something is wrong; counts what was met. */
export async function sweep(form: Form, kind: FaultKind, { first = 1, step = 1 } = {}): Promise<SweepCount> {
  const place = new Place(form);
  try {
    const codes: Record<string, number> = {};
    let met = 0;
    let survived = 0;
    const reference = await place.reference();
    for (let at = first; ; at += step) {
      const error = await place.disturbedRun({ kind, at }, reference);
      if (error === "not met") return { met, survived, codes };
      met++;
      if (error === undefined) survived++;
      else codes[error] = (codes[error] ?? 0) + 1;
    }
  } finally {
    place.remove();
  }
}

class Place {
  readonly #form: Form;
  readonly #folder = mkdtempSync(join(tmpdir(), "fault-sweep-"));
  readonly #input = join(this.#folder, "input");
  readonly #work = join(this.#folder, "work");

  constructor(form: Form) {
    this.#form = form;
    mkdirSync(this.#input);
    const record = (i: number): string =>
      `{"id":"FAULT-${i}","modified":"2026-01-01T00:00:00Z","summary":"record ${i}","affected":[{"package":{"name":"p${i}","ecosystem":"npm"}}]}`;
    for (let i = 0; i < 10; i++) writeFileSync(join(this.#input, `${i}.json`), record(i));
    writeFileSync(join(this.#input, "rest.jsonl"), Array.from({ length: 40 }, (_, i) => `${record(i + 10)}\n`).join(""));
  }

  get #out(): string {
    return join(this.#work, this.#form === "tar" ? "bundle.tar" : "bundle");
  }

  async reference(): Promise<string> {
    this.#clear();
    await this.#run();
    const { verdict } = await this.#verify();
    expect(verdict).toBe("integrity-only");
    return this.#content();
  }

  /** The error's code, `undefined` for a run that ended well. */
  async disturbedRun(fault: Fault, reference: string): Promise<string | undefined> {
    this.#clear();
    if (this.#form === "replaced folder") await this.#run("old");
    const old = existsSync(this.#out) ? this.#content() : undefined;
    const lost: unknown[] = [];
    const onLost = (reason: unknown): void => void lost.push(reason);
    process.on("unhandledRejection", onLost);
    // A bit that flips while a source is read makes another document, of which the bundle then tells the truth: no run can know.
    const broken = breakFileSystem(fault, { within: fault.kind === "bit-flip" ? [this.#work] : [this.#work, this.#input] });
    let error: unknown;
    try {
      await this.#run().catch((cause: unknown) => (error = cause ?? "nothing"));
      await new Promise((resolve) => setImmediate(resolve)); // Node tells of lost rejections after the microtasks
    } finally {
      broken.mend();
      process.off("unhandledRejection", onLost);
    }
    const what = `${this.#form}, ${fault.kind} at ${fault.at} (${broken.met ?? "not met"})`;
    expect(lost, what).toEqual([]);
    const now = existsSync(this.#out) ? this.#content() : undefined;
    if (error === undefined) {
      expect(now, what).toBe(reference);
      expect((await this.#verify()).verdict, what).toBe("integrity-only");
      if (broken.met === undefined) return "not met";
    } else {
      expect(error, what).toBeInstanceOf(ExportError);
      expect(
        Object.keys(ERRORS).map((name) => `ERR_EXPORT_${name}`),
        what,
      ).toContain((error as ExportError).code);
      expect([old, reference], what).toContain(now);
    }
    await this.#assertMended(reference, what);
    return (error as ExportError | undefined)?.code;
  }

  /** The next run makes the bundle and leaves nothing else. */
  async #assertMended(reference: string, what: string): Promise<void> {
    await this.#run().catch((cause: unknown) => {
      throw new Error(`${what}, and the run after it failed too`, { cause });
    });
    expect(this.#content(), what).toBe(reference);
    expect(
      readdirSync(this.#work).map((name) => join(this.#work, name)),
      what,
    ).toEqual([this.#out]);
  }

  async #run(tenant = "local"): Promise<void> {
    await run({
      profile: builtinProfile("json:raw", adapters),
      adapters,
      sources: [openSource("s", this.#input, process.stdin)],
      out: this.#out,
      force: true,
      tenant,
      clock: CLOCK,
      workers: 2,
    });
  }

  async #verify(): ReturnType<typeof verifyBundle> {
    return verifyBundle(await openBundle(this.#out), { sha256: nodeSha256, mode: { kind: "integrity-only" }, clock: CLOCK });
  }

  /** Everything at the output as one text: names, sizes, bytes. */
  #content(): string {
    if (!statSync(this.#out).isDirectory()) return digest(readFileSync(this.#out));
    return readdirSync(this.#out, { recursive: true, withFileTypes: true })
      .map((entry) => [join(entry.parentPath, entry.name), entry.isFile()] as const)
      .map(([path, isFile]) => `${path} ${isFile ? digest(readFileSync(path)) : "folder"}`)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .join("\n");
  }

  #clear(): void {
    rmSync(this.#work, { recursive: true, force: true });
    mkdirSync(this.#work);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

function digest(bytes: Uint8Array): string {
  return Buffer.from(nodeSha256.hash(bytes)).toString("hex");
}
