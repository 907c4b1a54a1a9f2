// What went wrong, on stderr: one JSON object a line with `-o json|yaml`, else sentences. It decides the exit code of a failure.
import type { ErrorPlace, ExportError } from "@stella-export/core";
import { CommandError } from "./command-error.js";
import { safeText } from "./output/safe-text.js";
import { toJsonLine } from "./output/structured-text.js";
import type { Style } from "./output/style.js";
import type { Format } from "./session.js";

export interface ErrorOutput {
  readonly format: Format;
  readonly style: Style;
  readonly signal: AbortSignal;
  /** Show the stack of a defect. */
  readonly debug: boolean;
  write(text: string): void;
}

/** Prints an error, before it the errors that it sums up, and returns the exit code. */
export async function reportError(thrown: unknown, output: ErrorOutput): Promise<number> {
  const core = await import("@stella-export/core");
  const error = toExportError(thrown, output.signal, core.ExportError);
  const parts = error.cause instanceof AggregateError ? (error.cause.errors as readonly unknown[]) : [];
  for (const part of parts) if (part instanceof core.ExportError) output.write(errorText(part, output, false));
  output.write(errorText(error, output, true));
  return error.exitCode;
}

function toExportError(thrown: unknown, signal: AbortSignal, Class: typeof ExportError): ExportError {
  if (thrown instanceof Class) return thrown;
  if (thrown instanceof CommandError) return new Class(thrown.code, thrown.message, thrown.hint === undefined ? {} : { hint: thrown.hint });
  // Streams that a signal ended throw an error of their own.
  if (signal.aborted && signal.reason instanceof Class) return signal.reason;
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new Class("ERR_EXPORT_INTERNAL", message, { cause: thrown });
}

function errorText(error: ExportError, output: ErrorOutput, withHint: boolean): string {
  const stack = output.debug && error.code === "ERR_EXPORT_INTERNAL" && error.cause instanceof Error ? error.cause.stack : undefined;
  if (output.format !== "table") return `${toJsonLine({ ...error.toJSON(), ...(stack === undefined ? {} : { stack }) })}\n`;
  const { style } = output;
  const place = placeText(error.place);
  const lines = [
    `${style.bad(`error ${error.code}:`)} ${safeText(error.message)}`,
    ...(place === "" ? [] : [`  at ${safeText(place)}`]),
    ...(withHint && error.hint !== "" ? [`  ${style.bold("hint:")} ${safeText(error.hint)}`] : []),
    ...(stack === undefined ? [] : stack.split("\n").map(safeText)),
  ];
  return `${lines.join("\n")}\n`;
}

function placeText({ source, path, record, offset }: ErrorPlace): string {
  const parts = [
    ...(source === undefined ? [] : [`source ${source}`]),
    ...(path === undefined ? [] : [path]),
    ...(record === undefined ? [] : [`line ${record}`]),
    ...(offset === undefined ? [] : [`byte ${offset}`]),
  ];
  return parts.join(", ");
}
