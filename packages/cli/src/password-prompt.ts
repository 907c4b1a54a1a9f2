// Asks for a password on the terminal, without showing it. Standard input may be data, so the terminal is opened by its own name.
import { openSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";
import { ExportError } from "@stella-export/core";

const TERMINAL = "/dev/tty";
const MAX_BYTES = 4096;

/** Bytes that a terminal in raw mode sends for keys with a meaning. */
const KEY = { interrupt: 0x03, end: 0x04, backspace: 0x08, newline: 0x0a, enter: 0x0d, kill: 0x15, delete: 0x7f } as const;

/** Throws KEY_PASSWORD_MISSING where there is no terminal, INTERRUPTED for Ctrl-C, and the signal's reason. */
export async function askPassword(question: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { file, input } = openTerminal();
  try {
    input.setRawMode(true);
    writeSync(file, question);
    return await readLine(input, signal);
  } finally {
    input.setRawMode(false);
    writeSync(file, "\n");
    input.destroy();
  }
}

function openTerminal(): { readonly file: number; readonly input: ReadStream } {
  try {
    const file = openSync(TERMINAL, "r+");
    return { file, input: new ReadStream(file) };
  } catch (cause) {
    throw new ExportError("ERR_EXPORT_KEY_PASSWORD_MISSING", "the key's password is needed, and there is no terminal to ask on", { cause });
  }
}

/** What is typed up to the end of the line. */
async function readLine(input: ReadStream, signal: AbortSignal): Promise<string> {
  const line: number[] = [];
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    input.on("error", (cause) => reject(gone(cause)));
    input.on("end", () => reject(gone()));
    input.on("data", (chunk: Buffer) => {
      for (const byte of chunk) {
        if (byte === KEY.enter || byte === KEY.newline || byte === KEY.end) return resolve(Buffer.from(line).toString("utf8"));
        if (byte === KEY.interrupt) return reject(new ExportError("ERR_EXPORT_INTERRUPTED", "stopped at the question for a password"));
        take(line, byte);
      }
    });
  });
}

function take(line: number[], byte: number): void {
  if (byte === KEY.kill) line.length = 0;
  else if (byte === KEY.backspace || byte === KEY.delete) dropCharacter(line);
  else if (line.length < MAX_BYTES) line.push(byte);
}

function gone(cause?: unknown): ExportError {
  return new ExportError("ERR_EXPORT_KEY_PASSWORD_MISSING", "the terminal went away at the question for a password", { cause });
}

/** Takes off the last character, which is several bytes where it is not ASCII. */
function dropCharacter(bytes: number[]): void {
  for (let byte = bytes.pop(); byte !== undefined && (byte & 0xc0) === 0x80;) byte = bytes.pop();
}
