// Texts of options as values, each with a sentence for what is wrong with it. It knows the options' forms, not what they are for.
import { isKind, type Kind, KINDS, parseDuration, parseInstant } from "@stella-export/core";
import { usageError } from "./command-error.js";

/** `NAME=PATH` of `--from`. */
export interface SourceChoice {
  readonly name: string;
  readonly path: string;
}

const SOURCE_NAME = /^[a-z0-9-]{1,63}$/;

export function parseSourceChoices(texts: readonly string[]): SourceChoice[] {
  const choices = texts.map(parseSourceChoice);
  if (choices.filter(({ path }) => path === "-").length > 1) throw usageError("standard input (-) can be the PATH of one --from only");
  return choices;
}

function parseSourceChoice(text: string): SourceChoice {
  const cut = text.indexOf("=");
  const name = text.slice(0, Math.max(cut, 0));
  const path = text.slice(cut + 1);
  if (cut < 0 || path === "") throw usageError(`--from ${text}: not of the form NAME=PATH`, "For example --from osv=./advisories");
  if (!SOURCE_NAME.test(name)) throw usageError(`--from ${text}: the name ${JSON.stringify(name)} is not of the form [a-z0-9-]{1,63}`);
  return { name, path };
}

/** Seconds since the epoch. */
export function parseTime(option: string, text: string): number {
  const seconds = parseInstant(text);
  if (seconds === undefined)
    throw usageError(
      `${option} ${text}: not an RFC 3339 time with a zone and a year from 1971`,
      `For example ${option} 2026-08-01T00:00:00Z`,
    );
  return seconds;
}

/** Seconds. */
export function parseSpan(option: string, text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) throw usageError(`${option} ${text}: not a number of s, m, h, d or w`, `For example ${option} 7d`);
  return seconds;
}

export function parseWhole(option: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^[0-9]{1,16}$/.test(text) || value < 1 || value > max) throw usageError(`${option} ${text}: not a whole number from 1 to ${max}`);
  return value;
}

export function parseKinds(option: string, text: string): Kind[] {
  return text.split(",").map((name) => parseKind(option, name.trim()));
}

export function parseKind(option: string, name: string): Kind {
  if (!isKind(name)) throw usageError(`${option}: no kind ${JSON.stringify(name)}; there are ${KINDS.join(", ")}`);
  return name;
}
