// An argument as it is typed into a POSIX shell. For commands that are suggested, never for ones that are run.

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** The word itself where no shell would read it otherwise, else in single quotes; with control characters in `$'…'`. */
export function shellWord(text: string): string {
  if (PLAIN.test(text)) return text;
  if (text.search(/[\u0000-\u001f\u007f]/) < 0) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text
    .replace(/['\\]/g, "\\$&")
    .replace(/[\u0000-\u001f\u007f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return `$'${escaped}'`;
}
