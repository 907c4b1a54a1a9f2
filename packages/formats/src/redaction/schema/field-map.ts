// A schema as the walk reads it: a graph of nodes in flat arrays, children found by the bytes of a key without making a string of it.
// It knows classes by number; it knows no format.
import type { FieldClass, Fields } from "./fields.js";

/** Numbers of the classes. `UNLISTED` is what a schema says nothing of. */
const UNLISTED = 0;
export const IDENTIFIER = 1;
const TEXT = 2;
const OPEN = 3;
export const TRACE = 4;
export const INTERNAL = 5;
export const OPAQUE = 6;
export const ID = 7;
export const REFERENCE = 8;

const NUMBER_OF: Readonly<Record<FieldClass, number>> = {
  id: ID,
  identifier: IDENTIFIER,
  reference: REFERENCE,
  text: TEXT,
  term: TEXT,
  date: TEXT,
  number: TEXT,
  open: OPEN,
  trace: TRACE,
  internal: INTERNAL,
  opaque: OPAQUE,
};

/** The node of what a schema does not list; all below it is not listed either. */
export const UNLISTED_NODE = 0;
/** The node of an open field; all below it is open too. */
export const OPEN_NODE = 1;

interface Child {
  readonly name: Uint8Array;
  readonly node: number;
}

export class FieldMap {
  readonly root: number;
  /** Class of strings, by node. */
  readonly classes: number[] = [UNLISTED, OPEN];
  // By node: children by a hash of their names, and the node of any other name.
  readonly #children: (readonly (Child | undefined)[] | undefined)[] = [undefined, undefined];
  readonly #others: number[] = [UNLISTED_NODE, OPEN_NODE];

  constructor(fields: FieldClass | Fields) {
    this.root = this.#add(fields, new Map());
  }

  /** Node of the member of `node` whose key is `src[from, to)`, between its quotes. */
  child(node: number, src: Uint8Array, from: number, to: number): number {
    const children = this.#children[node];
    if (children === undefined) return this.#others[node] as number;
    const mask = children.length - 1;
    for (let slot = hash(src, from, to) & mask; ; slot = (slot + 1) & mask) {
      const child = children[slot];
      if (child === undefined) return this.#others[node] as number;
      if (isName(child.name, src, from, to)) return child.node;
    }
  }

  #add(value: FieldClass | Fields, known: Map<Fields, number>): number {
    if (value === "open") return OPEN_NODE;
    if (typeof value === "string") return this.#push(NUMBER_OF[value]);
    const before = known.get(value);
    if (before !== undefined) return before;
    const own = value[""];
    const node = this.#push(typeof own === "string" ? NUMBER_OF[own] : UNLISTED);
    known.set(value, node); // before the children: a component has components
    const names = Object.keys(value).filter((name) => name !== "*" && name !== "");
    // Twice as many slots as names, at least: a search ends at a free one.
    const children: (Child | undefined)[] = Array.from({ length: 2 << Math.ceil(Math.log2(names.length + 1)) });
    for (const name of names) {
      const bytes = new TextEncoder().encode(name);
      let slot = hash(bytes, 0, bytes.length) & (children.length - 1);
      while (children[slot] !== undefined) slot = (slot + 1) & (children.length - 1);
      children[slot] = { name: bytes, node: this.#add(value[name] as FieldClass | Fields, known) };
    }
    this.#children[node] = children;
    const others = value["*"];
    if (others !== undefined) this.#others[node] = this.#add(others, known);
    return node;
  }

  #push(number: number): number {
    this.#children.push(undefined);
    this.#others.push(UNLISTED_NODE);
    return this.classes.push(number) - 1;
  }
}

function hash(src: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  return (
    (Math.imul((src[from] as number) | ((src[to - 1] as number) << 8) | ((src[(from + to) >> 1] as number) << 16), 0x9e3779b1) >>> 8) ^
    (to - from)
  );
}

function isName(name: Uint8Array, src: Uint8Array, from: number, to: number): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (src[from + i] !== name[i]) return false;
  return true;
}
