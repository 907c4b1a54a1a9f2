// Values that stand where a secret would stand and are none: variables, templates, what documentation writes, and our own markers.
import { standsAt } from "./byte-class.js";
import { MARKER_START } from "../rules.js";

const encoder = new TextEncoder();
const MARKER = encoder.encode(MARKER_START);

const WORDS = ["null", "none", "nil", "true", "false", "undefined", "string", "required", "optional", "redacted", "hidden"].map((word) =>
  encoder.encode(word),
);

/** True where `[from, end)` is no value of its own. */
export function isPlaceholder(src: Uint8Array, from: number, end: number): boolean {
  const first = src[from];
  // <value> ${VALUE} {{ value }} %s
  if (first === 0x3c || first === 0x24 || first === 0x7b || first === 0x25) return true;
  if (standsAt(src, from, MARKER, false)) return true;
  if (WORDS.some((word) => word.length === end - from && standsAt(src, from, word, true))) return true;
  return isMask(src, from, end);
}

/** True where one byte, a star, x, dot or dash, is all there is. */
function isMask(src: Uint8Array, from: number, end: number): boolean {
  const first = src[from] as number;
  if (first !== 0x2a && (first | 0x20) !== 0x78 && first !== 0x2e && first !== 0x2d) return false;
  const until = Math.min(end, from + 64);
  for (let p = from; p < until; p++) if (src[p] !== first) return false;
  return true;
}
