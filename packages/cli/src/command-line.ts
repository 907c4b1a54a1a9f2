// One invocation from its arguments to its exit code. It knows commander's ways of refusing; the commands themselves are elsewhere.
import { type Command, CommanderError } from "commander";
import type { ProgramSettings } from "./program.js";
import { usageError } from "./command-error.js";
import { type Environment, readEnvironment } from "./environment.js";
import { reportError } from "./error-report.js";
import { StandardOutput } from "./output/standard-output.js";
import { styleOf } from "./output/style.js";
import { refuseRepeats } from "./repeated-options.js";
import { type GlobalOptions, type Perform, Session } from "./session.js";

const EXIT_USAGE = 2;

/** What is started: a tree of commands and its version. */
export interface Edition {
  readonly build: (settings: ProgramSettings, perform: Perform) => Command;
  readonly version: string;
}

/** What is still open after this has no business to be: the process is then ended by force. */
const GRACE_MS = 2000;

/** Runs the command line and ends the process. */
export async function start(args: readonly string[], signal: AbortSignal, edition: Edition): Promise<void> {
  process.stderr.on("error", () => {}); // nobody is left to be told
  const invocation = new Invocation(signal, edition);
  // A defect: other work may still go on, and is not waited for.
  const fail = (error: unknown): void => void invocation.report(error).then((code) => process.exit(code));
  process.on("uncaughtException", fail);
  process.on("unhandledRejection", fail);
  const exitCode = await invocation.run(args);
  await new Promise((resolve) => process.stderr.write("", resolve));
  end(exitCode);
}

/**
 * Lets the process end by itself: `process.exit` waits for V8's compiling threads, and such a thread that waits for a garbage collection of this one
 * never ends (nodejs/node#54918, seen in one of eight small runs).
 */
function end(exitCode: number): void {
  process.exitCode = exitCode;
  setTimeout(() => process.exit(exitCode), GRACE_MS).unref();
}

class Invocation {
  readonly #environment: Environment = readEnvironment();
  readonly #stdout = new StandardOutput(process.stdout);
  readonly #signal: AbortSignal;
  readonly #program: Command;
  /** The command whose arguments are being read. */
  #command: Command;
  /** What commander printed, kept until it is known where it goes. */
  #help = "";
  #exitCode = 0;

  constructor(signal: AbortSignal, { build, version }: Edition) {
    this.#signal = signal;
    const show = (text: string): void => void (this.#help += text);
    const report = (error: unknown): Promise<number> => this.report(error);
    this.#program = build({ version, bold: styleOf(this.#hasColor(process.stdout)).bold, show }, async (work) => {
      const session = new Session({ options: this.#options, environment: this.#environment, stdout: this.#stdout, signal, report });
      try {
        this.#exitCode = await work(session);
      } finally {
        session.close();
      }
    });
    refuseRepeats(this.#program);
    this.#command = this.#program;
    this.#follow(this.#program);
  }

  async run(args: readonly string[]): Promise<number> {
    try {
      if (args[0] === "complete") return await this.#complete(args.slice(1));
      await this.#program.parseAsync(args, { from: "user" });
      return this.#exitCode;
    } catch (error) {
      return error instanceof CommanderError ? this.#endOf(error) : this.report(error);
    }
  }

  /** What the scripts of `stella completion` ask for. */
  async #complete(args: readonly string[]): Promise<number> {
    const { printCandidates } = await import("./actions/completion.js");
    await printCandidates(this.#stdout, this.#program, args);
    return 0;
  }

  /** Prints an error and returns its exit code. */
  async report(error: unknown): Promise<number> {
    return reportError(error, {
      format: this.#options.format,
      style: styleOf(this.#hasColor(process.stderr)),
      signal: this.#signal,
      debug: this.#environment.debug,
      write: (text) => void process.stderr.write(text),
    });
  }

  async #endOf(error: CommanderError): Promise<number> {
    if (error.exitCode === 0) {
      try {
        await this.#stdout.write(this.#help);
        return 0;
      } catch (failure) {
        return this.report(failure);
      }
    }
    if (error.code !== "commander.help") return this.report(toUsageError(error, this.#command));
    // A command is missing: people get the help that commander made, programs an error.
    if (this.#options.format !== "table") return this.report(missingCommand(this.#command));
    process.stderr.write(this.#help);
    return EXIT_USAGE;
  }

  get #options(): GlobalOptions {
    return this.#program.opts<GlobalOptions>();
  }

  #hasColor(stream: NodeJS.WriteStream): boolean {
    return stream.isTTY && !this.#environment.noColor && !this.#environment.dumbTerminal;
  }

  #follow(parent: Command): void {
    parent.hook("preSubcommand", (_, command) => void (this.#command = command));
    for (const command of parent.commands) this.#follow(command);
  }
}

/** commander says what is wrong and, on a second line, what may have been meant. */
function toUsageError(error: CommanderError, command: Command): Error {
  const [problem = "", meant] = error.message.replace(/^error: /, "").split("\n(");
  const help = `See \`${pathOf(command)} --help\`.`;
  return usageError(problem, meant === undefined ? help : `${meant.replace(/\)$/, "")} ${help}`);
}

function missingCommand(command: Command): Error {
  const names = command
    .createHelp()
    .visibleCommands(command)
    .map((each) => each.name());
  return usageError(`${pathOf(command)} needs a command: ${names.join(", ")}`, `See \`${pathOf(command)} --help\`.`);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
