// What one invocation gives to its command: how to print, whether to stop, what may be shown. It knows no command.
import { addAbortSignal, type Readable } from "node:stream";
import type { Environment } from "./environment.js";
import type { StandardOutput } from "./output/standard-output.js";
import { type Style, styleOf } from "./output/style.js";
import { safeText } from "./output/safe-text.js";
import { toJsonLine, toJsonText, toYamlText } from "./output/structured-text.js";

export const FORMATS = ["table", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];

/** Values of the options that every command takes. */
export interface GlobalOptions {
  readonly format: Format;
  readonly progress: boolean;
  readonly quiet?: boolean;
  readonly offline?: boolean;
}

/** What a command ends with. */
export type CommandExit = 0 | 5;

/** Runs a command's work; what it loads on the way is not loaded for `--help`. */
export type Perform = (work: (session: Session) => Promise<CommandExit>) => Promise<void>;

export interface SessionParts {
  readonly options: GlobalOptions;
  readonly environment: Environment;
  readonly stdout: StandardOutput;
  readonly signal: AbortSignal;
  readonly report: (error: unknown) => Promise<number>;
}

/** Something that the user should know and that changes nothing. */
export interface Warning {
  /** `WARN_EXPORT_<WHAT>` */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly path: string;
}

export class Session {
  readonly format: Format;
  /** Aborted with an ExportError when the user stops the command. */
  readonly signal: AbortSignal;
  readonly stdout: StandardOutput;
  readonly showsProgress: boolean;
  readonly style: Style;
  readonly environment: Environment;
  /** Network calls are refused. */
  readonly isOffline: boolean;

  readonly #isQuiet: boolean;
  readonly #report: (error: unknown) => Promise<number>;
  #stdin: Readable | undefined;

  constructor({ options, environment, stdout, signal, report }: SessionParts) {
    this.#report = report;
    this.environment = environment;
    this.#isQuiet = options.quiet === true;
    this.isOffline = options.offline === true;
    this.format = options.format;
    this.signal = signal;
    this.stdout = stdout;
    this.showsProgress = process.stderr.isTTY && options.progress && options.quiet !== true && !environment.dumbTerminal;
    this.style = styleOf(stdout.isTerminal && !environment.noColor && !environment.dumbTerminal);
  }

  /** Standard input, which ends with an error when the command is stopped. May be asked for once. */
  openStdin(): AsyncIterable<Uint8Array> {
    this.#stdin = addAbortSignal(this.signal, process.stdin);
    return this.#stdin;
  }

  /** Standard input may still be open: it is waited for no more. */
  close(): void {
    this.#stdin?.destroy();
  }

  /** Prints the result: the value as it is, or what the table makes of it. */
  async print(value: unknown, table: (style: Style) => string | Promise<string>): Promise<void> {
    const { format } = this;
    const text = format === "json" ? toJsonText(value) : format === "yaml" ? await toYamlText(value) : await table(this.style);
    await this.stdout.write(text);
  }

  /** Prints a warning on stderr, unless nothing but results and errors is wanted. */
  warn(warning: Warning): void {
    if (this.#isQuiet) return;
    const { message, hint, path } = warning;
    const text = `${this.style.warn("warning:")} ${safeText(message)}\n  at ${safeText(path)}\n  hint: ${safeText(hint)}\n`;
    process.stderr.write(this.format === "table" ? text : `${toJsonLine(warning)}\n`);
  }

  /** Prints an error for a command that ends with a result of its own all the same. */
  async report(error: unknown): Promise<void> {
    await this.#report(error);
  }
}
