// What may stand at the cursor, read off the tree of commands. It knows options and arguments by their declarations, not what they do.
import type { Argument, Command, Option } from "commander";
import { listPaths } from "./paths.js";

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Bits of the directive, as cobra numbers them. */
const NO_SPACE = 2;
const NO_FILES = 4;

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** 0: the shell offers files where there are no candidates. */
  readonly directive: number;
  /** The part of the last word that the candidates replace: all of it, or what stands behind `--option=`. */
  readonly word: string;
}

/** Names of values that are paths; the shell completes those better than we could. */
const PATH_NAMES = ["path", "bundle", "file", "dir"];

/** @param words the arguments so far; the last one is under the cursor and may be empty. */
export async function complete(program: Command, words: readonly string[]): Promise<Completion> {
  const { command, awaited, position, onlyArguments } = readWords(program, words.slice(0, -1));
  const last = words.at(-1) ?? "";
  if (awaited !== undefined) return valuesOf(awaited, command, last);
  if (last.startsWith("-") && !onlyArguments) {
    const cut = last.indexOf("=");
    const option = cut < 0 ? undefined : optionOf(command, last.slice(0, cut));
    if (cut >= 0) return option === undefined ? nothing(last) : valuesOf(option, command, last.slice(cut + 1));
    return matching(
      last,
      optionsOf(command).map((each) => ({ value: each.long ?? each.short ?? "", description: each.description })),
    );
  }
  if (command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return matching(
      last,
      commands.map((each) => ({ value: each.name(), description: each.summary() || each.description() })),
    );
  }
  const argument = command.registeredArguments[position];
  return argument === undefined ? nothing(last) : valuesOf(argument, command, last);
}

interface Position {
  readonly command: Command;
  /** The option whose value comes next. */
  readonly awaited: Option | undefined;
  /** Arguments that are there already. */
  readonly position: number;
  /** After `--`. */
  readonly onlyArguments: boolean;
}

function readWords(program: Command, words: readonly string[]): Position {
  let command = program;
  let awaited: Option | undefined;
  let position = 0;
  let onlyArguments = false;
  for (const word of words) {
    if (awaited !== undefined) awaited = undefined;
    else if (word === "--") onlyArguments = true;
    else if (word.startsWith("-") && !onlyArguments) {
      const option = optionOf(command, word);
      if (option?.required === true) awaited = option;
    } else {
      const below = command.commands.find((each) => each.name() === word);
      if (below === undefined) position++;
      else command = below;
    }
  }
  return { command, awaited, position, onlyArguments };
}

/** Options of the command and of those above it, without the hidden ones. */
function optionsOf(command: Command): Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent === null
    ? own
    : [...own, ...optionsOf(command.parent).filter(({ long }) => !own.some((each) => each.long === long))];
}

function optionOf(command: Command, flag: string): Option | undefined {
  return optionsOf(command).find(({ short, long }) => flag === long || flag === short);
}

async function valuesOf(wanted: Option | Argument, command: Command, word: string): Promise<Completion> {
  const name = "long" in wanted ? (wanted.long ?? "") : wanted.name();
  const { argChoices } = wanted;
  if (argChoices !== undefined) return matching(word, argChoices.map(plain));
  if (name === "--from") return pathOfSource(word);
  if (name === "--profile" || name === "profile") {
    const { adapters } = await import("@stella-export/preset");
    const names = matching(
      word,
      adapters.map((adapter) => plain(adapter.name)),
    );
    return command.name() === "verify" ? names : { ...names, directive: 0 };
  }
  if (name === "--kind" || name === "--include") {
    const { KINDS } = await import("@stella-export/core");
    if (name === "--kind") return matching(word, KINDS.map(plain));
    const before = word.slice(0, word.lastIndexOf(",") + 1);
    const given = before.split(",");
    return {
      ...matching(
        word,
        KINDS.filter((kind) => !given.includes(kind)).map((kind) => plain(before + kind)),
      ),
      directive: NO_SPACE | NO_FILES,
    };
  }
  const valueName = "flags" in wanted ? (/<(.+)>/.exec(wanted.flags)?.[1] ?? "") : name;
  return PATH_NAMES.includes(valueName) ? { candidates: [], directive: 0, word } : nothing(word);
}

/** `NAME=PATH`: shells that do not break words at `=` would look for a file of that whole name. */
function pathOfSource(word: string): Completion {
  const cut = word.indexOf("=") + 1;
  if (cut === 0) return nothing(word);
  return { candidates: listPaths(word.slice(cut)).map((path) => plain(word.slice(0, cut) + path)), directive: NO_SPACE, word };
}

function plain(value: string): Candidate {
  return { value, description: "" };
}

function matching(word: string, candidates: readonly Candidate[]): Completion {
  return { candidates: candidates.filter(({ value }) => value.startsWith(word)), directive: NO_FILES, word };
}

function nothing(word: string): Completion {
  return { candidates: [], directive: NO_FILES, word };
}
