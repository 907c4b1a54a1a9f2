// The search through a document for anything that a detector should look at. Nearly all evidence holds nothing, and all of it has to be
// searched, so this is where the time goes: two bytes at a time, by one table, four words to a branch.
// It knows the anchors of all detectors; it knows neither JSON nor fields.
import type { Anchor } from "./anchor.js";
import { ASSIGNMENT_ANCHORS } from "./assignment.js";
import { AT_SIGN_ANCHORS } from "./at-sign.js";
import { AUTHORIZATION_ANCHORS } from "./authorization.js";
import { standsAt } from "./byte-class.js";
import { PRIVATE_KEY_ANCHORS } from "./private-key.js";
import type { Scan } from "./scan.js";
import { TOKEN_ANCHORS } from "./token.js";

export const ANCHORS: readonly Anchor[] = [
  ...PRIVATE_KEY_ANCHORS,
  ...TOKEN_ANCHORS,
  ...AUTHORIZATION_ANCHORS,
  ...AT_SIGN_ANCHORS,
  ...ASSIGNMENT_ANCHORS,
];

// Words are read in the machine's own byte order, and so the table is made in it.
const LOW_FIRST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function pairIndex(first: number, second: number): number {
  return LOW_FIRST ? first | (second << 8) : (first << 8) | second;
}

/** An anchor as one of its pairs leads to it. */
interface Lead {
  readonly anchor: Anchor;
  readonly text: Uint8Array;
  /** How far before the pair the anchor's text begins. */
  readonly back: number;
}

/** By pair of bytes: 0, or the number of its leads. */
const LEADS_OF_PAIR = new Uint8Array(1 << 16);
const LEADS: (readonly Lead[])[] = [[]];

/**
 * By pair of bytes, which groups of leads it may begin (low byte) and which it may go on with (high byte), a bit for each of eight groups.
 * Two pairs in a row give a lead only where a group has both: that is so rare that what follows may take its time.
 */
const GROUPS = new Uint16Array(1 << 16);
/** Groups of leads of which one more byte is known, and none: there half of all pairs, or any, go on with it. */
const SHORT = 6;
const SHORTEST = 7;
buildTables();

function buildTables(): void {
  GROUPS.fill(0x100 << SHORTEST);
  const byPair = new Map<number, Lead[]>();
  ANCHORS.forEach((anchor, number) => {
    const text = new TextEncoder().encode(anchor.text);
    for (const back of anchor.pairs) {
      const more = text.length - back - 2;
      const group = more <= 0 ? SHORTEST : more === 1 ? SHORT : number % SHORT;
      for (const index of pairsAt(anchor, text, back)) {
        byPair.set(index, [...(byPair.get(index) ?? []), { anchor, text, back }]);
        GROUPS[index] = (GROUPS[index] as number) | (1 << group);
      }
      if (group !== SHORTEST)
        for (const index of pairsAt(anchor, text, back + 2)) GROUPS[index] = (GROUPS[index] as number) | (0x100 << group);
    }
  });
  // Many pairs have the same leads; the number of different lists fits a byte.
  const numbers = new Map<string, number>();
  for (const [index, leads] of byPair) {
    const name = leads.map(({ anchor, back }) => `${ANCHORS.indexOf(anchor)}:${back}`).join();
    if (!numbers.has(name)) numbers.set(name, LEADS.push(leads) - 1);
    LEADS_OF_PAIR[index] = numbers.get(name) as number;
  }
  if (LEADS.length > 256) throw new TypeError("too many anchors for the table");
}

/** Pairs that may stand at a place of an anchor. */
function pairsAt(anchor: Anchor, text: Uint8Array, place: number): readonly number[] {
  const seconds = bytesAt(anchor, text, place + 1);
  return bytesAt(anchor, text, place).flatMap((first) => seconds.map((second) => pairIndex(first, second)));
}

function bytesAt({ fold }: Anchor, text: Uint8Array, place: number): readonly number[] {
  const byte = text[place];
  if (byte === undefined) return Array.from({ length: 256 }, (_, any) => any);
  return fold && byte >= 0x61 && byte <= 0x7a ? [byte, byte - 0x20] : [byte];
}

/** Words that are read at once. */
const BLOCK = 4;
/** Words that are searched before what was met is looked at. */
const STRETCH = 4096 * BLOCK;
/** Pairs that something was met at, as their number: two to a word. */
const met = new Int32Array(2 * STRETCH + 1);

/** Fills `scan.finds` with all that detectors find in the document. Time grows with its length, whatever it holds. */
export function search(scan: Scan): void {
  const { src } = scan;
  const { length, buffer, byteOffset } = src;
  if (!LOW_FIRST) {
    for (let p = 0; p < length - 1; p++) follow(scan, p);
    return;
  }
  // Whole words, so that no rest has to be read bytewise: up to 3 bytes before the document and 18 behind it are read with it. What is met
  // there leads nowhere, because leads are followed in the document only.
  const first = byteOffset >> 2;
  const last = Math.min((byteOffset + length + 3) >> 2, buffer.byteLength >> 2);
  const blocks = Math.min(Math.ceil((last - first) / BLOCK), Math.floor(((buffer.byteLength >> 2) - first) / BLOCK));
  const words = new Int32Array(buffer, first << 2, blocks * BLOCK);
  const skew = (first << 2) - byteOffset;
  for (let from = 0; from < words.length; from += STRETCH) {
    const count = searchWords(words, from, Math.min(words.length, from + STRETCH));
    for (let i = 0; i < count; i++) follow(scan, skew + 2 * (met[i] as number));
  }
  // Only where the document ends with its buffer.
  for (let p = Math.max(0, skew + 4 * words.length - 2); p < length - 1; p++) follow(scan, p);
}

/** Notes the pairs in words `[from, end)`, and before them, that something is met at; returns how many. */
function searchWords(words: Int32Array, from: number, end: number): number {
  let count = 0;
  let before = from > 0 ? (GROUPS[(words[from - 1] as number) >>> 16] as number) : 0;
  for (let i = from; i < end; i += BLOCK) {
    const a = words[i] as number;
    const b = words[i + 1] as number;
    const c = words[i + 2] as number;
    const d = words[i + 3] as number;
    const p = GROUPS[a & 0xffff] as number;
    const q = GROUPS[a >>> 16] as number;
    const r = GROUPS[b & 0xffff] as number;
    const s = GROUPS[b >>> 16] as number;
    const t = GROUPS[c & 0xffff] as number;
    const u = GROUPS[c >>> 16] as number;
    const v = GROUPS[d & 0xffff] as number;
    const w = GROUPS[d >>> 16] as number;
    const groups =
      (before & (p >> 8)) |
      (p & (q >> 8)) |
      (q & (r >> 8)) |
      (r & (s >> 8)) |
      (s & (t >> 8)) |
      (t & (u >> 8)) |
      (u & (v >> 8)) |
      (v & (w >> 8));
    if (groups !== 0) {
      const pair = 2 * i;
      if ((before & (p >> 8)) !== 0) met[count++] = pair - 1;
      if ((p & (q >> 8)) !== 0) met[count++] = pair;
      if ((q & (r >> 8)) !== 0) met[count++] = pair + 1;
      if ((r & (s >> 8)) !== 0) met[count++] = pair + 2;
      if ((s & (t >> 8)) !== 0) met[count++] = pair + 3;
      if ((t & (u >> 8)) !== 0) met[count++] = pair + 4;
      if ((u & (v >> 8)) !== 0) met[count++] = pair + 5;
      if ((v & (w >> 8)) !== 0) met[count++] = pair + 6;
    }
    before = w;
  }
  return count;
}

/** Follows the leads of the pair at `p`, if that is in the document. */
function follow(scan: Scan, p: number): void {
  const { src } = scan;
  if (p < 0 || p >= src.length - 1) return;
  const leads = LEADS[LEADS_OF_PAIR[pairIndex(src[p] as number, src[p + 1] as number)] as number] as readonly Lead[];
  for (let i = 0; i < leads.length; i++) {
    const { anchor, text, back } = leads[i] as Lead;
    const at = p - back;
    if (standsAt(src, at, text, anchor.fold)) anchor.detect(scan, at);
  }
}
