// Paths as they may stand in a key, a list of digests, a report or on a terminal.

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** True where no control character or line separator is in the path (contract: Sources). */
export function isPrintablePath(path: string): boolean {
  return path.search(CONTROL) < 0;
}

/** The path with every control character as `\u00xx`, so that it can be named without breaking the line or the terminal. */
export function toPrintable(path: string): string {
  return path.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
