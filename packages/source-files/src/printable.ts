// Names from outside as they may stand in a message, which ends on a terminal.

/** Control characters, line separators, and what turns the direction of text. */
const HIDING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const SHOWN = 300;

/** The name with what could deceive as `\\u00xx`, cut to 300 characters, so that a message stays a line. */
export function toPrintable(name: string): string {
  const text = name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name;
  return text.replace(HIDING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
