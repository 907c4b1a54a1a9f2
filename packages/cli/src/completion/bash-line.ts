// A command line as bash hands it to completion. It knows quotes and the characters at which bash breaks words, no command.
import type { Candidate } from "./candidates.js";

/** Words after the command's name; the last one is the one under the cursor, empty after a space. */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word = "";
  let isBegun = false; // so that '' is a word
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (quote === "" && /\s/.test(character)) {
      if (isBegun) words.push(word);
      word = "";
      isBegun = false;
      continue;
    }
    isBegun = true;
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\" && quote !== "'" && i + 1 < line.length) word += line[++i];
    else word += character;
  }
  return [...words, word].slice(1);
}

/** bash replaces only what stands behind the last break inside a word, so that is all that it must be given. */
export function afterBreaks(candidates: readonly Candidate[], word: string, breaks: string): string[] {
  const cut = Math.max(
    ...[":", "="].filter((character) => breaks.includes(character)).map((character) => word.lastIndexOf(character) + 1),
    0,
  );
  return candidates.map(({ value }) => value.slice(cut));
}
