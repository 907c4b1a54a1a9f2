// Text that came from data, made harmless for a terminal. It knows characters, not where the text goes.

/** What moves a cursor, hides, reorders or breaks a line: C0, DEL, C1, line separators, marks and overrides of direction, tags, lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;
/** The same without the line ends and spaces that lay out JSON or YAML. */
const UNSAFE_IN_LINES =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Beyond U+FFFF in two halves, as JSON has it. */
const escape = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`).join("");

/** One line that can be printed: what is unsafe becomes visible as `\u001b`. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, escape);
}

/** Text of several lines, or JSON, in which strings stay equal in value: an escape of JSON means the character that it stands for. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE_IN_LINES, escape);
}

/** True where {@link safeLines} would change something. */
export function hasUnsafe(text: string): boolean {
  return text.search(UNSAFE_IN_LINES) >= 0;
}
