// Checks a database file: as bbolt, and where it is Trivy's, whether Trivy can read its buckets and values.
import { type ErrorCode, ExportError } from "@stella-export/core";
import { type BoltVisitor, checkBolt, MAX_PROBLEMS } from "../bolt/bolt-check.js";
import type { ByteSource } from "../bolt/byte-source.js";
import { type BucketLayout, layoutOf } from "./bucket-layout.js";

export interface DatabaseProblem {
  readonly code: ErrorCode;
  readonly message: string;
  /** Page of the file; absent where the problem is not about one. */
  readonly page?: number;
  /** Byte of the file. */
  readonly offset?: number;
  /** Names of the buckets and the key. */
  readonly entry?: readonly string[];
}

export interface DatabaseCheck {
  readonly verdict: "sound" | "damaged";
  /** `trivy-db` where a bucket has a name that Trivy reads. Else only the file is checked, not what it holds. */
  readonly format: "trivy-db" | "bbolt";
  readonly pages: number;
  readonly freePages: number;
  readonly buckets: number;
  readonly values: number;
  /** Root buckets whose names no Trivy reads. */
  readonly unread: readonly string[];
  /** At most 100. */
  readonly problems: readonly DatabaseProblem[];
}

const DAMAGED = "ERR_EXPORT_DATABASE_DAMAGED";

/** Checks a file. Throws {@link BoltError} `damaged` where it is no bbolt file at all. */
export function checkDatabase(source: ByteSource): DatabaseCheck {
  const shapes = new ShapeVisitor();
  const { problems, pages, freePages } = checkBolt(source, shapes);
  const format = shapes.isTrivy ? "trivy-db" : "bbolt";
  const ofFile = problems.map(({ message, place }) => ({
    code: DAMAGED,
    message,
    ...(place.pageId === undefined ? {} : { page: place.pageId }),
    ...(place.offset === undefined ? {} : { offset: place.offset }),
  })) satisfies DatabaseProblem[];
  const all = [...ofFile, ...(shapes.isTrivy ? [...shapes.missing(), ...shapes.problems] : [])].slice(0, MAX_PROBLEMS);
  return {
    verdict: all.length === 0 ? "sound" : "damaged",
    format,
    pages,
    freePages,
    buckets: shapes.buckets,
    values: shapes.values,
    unread: format === "trivy-db" ? shapes.unread : [],
    problems: all,
  };
}

class ShapeVisitor implements BoltVisitor {
  readonly problems: DatabaseProblem[] = [];
  readonly unread: string[] = [];
  buckets = 0;
  values = 0;
  isTrivy = false;
  readonly #roots = new Set<string>();
  /** Names of the open buckets. */
  readonly #names: string[] = [];
  #layout: BucketLayout | undefined;

  openBucket(name: Uint8Array, offset: number): void {
    this.buckets++;
    this.#names.push(textOf(name));
    const depth = this.#names.length;
    if (depth === 1) this.#openRoot(this.#names[0] as string);
    else if (this.#layout !== undefined && depth > this.#layout.depth + 1)
      this.#report("there is a bucket where Trivy reads values", this.#names, offset);
  }

  closeBucket(): void {
    this.#names.pop();
  }

  value(key: Uint8Array, value: Uint8Array, offset: number): void {
    this.values++;
    const layout = this.#layout;
    const depth = this.#names.length;
    if (layout === undefined || depth > layout.depth + 1) return;
    const problem = depth === layout.depth + 1 ? this.#shapeProblem(value, layout) : "there is a value where Trivy reads buckets";
    if (problem !== undefined) this.#report(problem, [...this.#names, textOf(key)], offset);
  }

  /** Buckets without which Trivy ends in a panic or finds nothing. */
  missing(): DatabaseProblem[] {
    const lacks = (name: string, message: string): DatabaseProblem[] =>
      this.#roots.has(name) ? [] : [{ code: DAMAGED, message, entry: [name] }];
    return [
      ...lacks("vulnerability", "the bucket is missing, without which Trivy panics at the first finding"),
      ...(this.#roots.has("Red Hat") ? lacks("Red Hat CPE", "the bucket is missing, without which a scan of a Red Hat system fails") : []),
    ];
  }

  #openRoot(name: string): void {
    this.#roots.add(name);
    this.#layout = layoutOf(name);
    if (this.#layout === undefined) this.unread.push(name);
    else this.isTrivy = true;
  }

  #shapeProblem(value: Uint8Array, layout: BucketLayout): string | undefined {
    const shape = layout.shape(this.#names[1] ?? "");
    if (shape === undefined) return undefined;
    let parsed: unknown;
    try {
      parsed = JSON.parse(decoder.decode(value));
    } catch {
      return "the value is not JSON";
    }
    return shape(parsed, "");
  }

  #report(message: string, entry: readonly string[], offset: number): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ code: DAMAGED, message, offset, entry: [...entry] });
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder();

function textOf(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** Throws the first problem, naming `path`; nothing where there is none. */
export function refuseDamage({ problems }: DatabaseCheck, path: string): void {
  const [first] = problems;
  if (first === undefined) return;
  const others = problems.length === 1 ? "" : ` (and ${problems.length - 1} more)`;
  const { offset } = first;
  throw new ExportError(first.code, `${first.message}${others}`, { path, ...(offset === undefined ? {} : { offset }) });
}
