// A program without commands: the options that every edition of the command line takes. It declares, and does nothing.
import { Command, Option } from "commander";
import { FORMATS } from "./session.js";

export interface ProgramSettings {
  readonly version: string;
  readonly bold: (text: string) => string;
  /** Takes help and version, whether they were asked for or shown instead of a missing command. */
  readonly show: (text: string) => void;
}

/** A program without commands: what every edition has in common. */
export function newProgram(name: string, { version, bold, show }: ProgramSettings): Command {
  return new Command(name)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, styleTitle: bold })
    .configureOutput({ writeOut: show, writeErr: show, outputError: () => {} })
    .addOption(
      new Option("-o, --format <format>", "form of the result on stdout, and of errors on stderr").choices(FORMATS).default("table"),
    )
    .option("--no-progress", "show no progress, not even on a terminal")
    .option("-q, --quiet", "say nothing but results and errors")
    .option("--offline", "refuse network calls; only signing with a timestamp or without a key makes one")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "show help");
}
