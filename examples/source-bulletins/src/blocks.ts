// Cuts a text file into blocks at lines that are "---". It knows no bulletins.

export interface Block {
  readonly bytes: Uint8Array;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Blocks without the white space at their end; those of white space only are left out. */
export function* blocks(file: Buffer): Generator<Block> {
  // One character a byte, so that places in the text are places in the file, whatever its encoding.
  const text = file.toString("latin1");
  const separators = [...text.matchAll(/^---\r?(\n|$)/gm)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  let start = 0;
  let line = 1;
  for (const separator of [...separators, { start: text.length, end: text.length }]) {
    let end = separator.start;
    while (end > start && (file[end - 1] as number) <= 0x20) end--;
    if (end > start) yield { bytes: file.subarray(start, end), line };
    line += text.slice(start, separator.end).split("\n").length - 1;
    start = separator.end;
  }
}
