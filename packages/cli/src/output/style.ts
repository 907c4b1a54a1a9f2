// Colours and weights, or none. It knows what a style is called, not when a terminal has colours.
import { styleText } from "node:util";

export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

export function styleOf(hasColor: boolean): Style {
  const apply = (format: Format) => (text: string) => (hasColor ? styleText(format, text, { validateStream: false }) : text);
  return { bold: apply("bold"), dim: apply("dim"), good: apply(["bold", "green"]), bad: apply(["bold", "red"]), warn: apply("yellow") };
}
