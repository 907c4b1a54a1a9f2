// What targets demand besides "it did not crash". It knows the errors that may leave a public function, and no parser.
import { ExportError } from "../packages/core/src/errors/export-error.ts";

/**
 * @param {unknown} holds
 * @param {string} message
 */
export function expect(holds, message) {
  if (!holds) throw new Error(`expectation: ${message}`);
}

/**
 * The code of an error that a parser may throw. Everything else is thrown on: it is what fuzzing looks for.
 * @param {unknown} error
 * @param {RegExp} codes of codes without `ERR_EXPORT_`
 */
export function allowedCode(error, codes) {
  if (!(error instanceof ExportError)) throw error;
  const code = error.code.slice("ERR_EXPORT_".length);
  if (!codes.test(code)) throw new Error(`expectation: no ${code} from here`, { cause: error });
  return code;
}

/** The value of `work`, or the code of its allowed error. */
export async function outcomeOf(work, codes) {
  try {
    return { value: await work() };
  } catch (error) {
    return { code: allowedCode(error, codes) };
  }
}

/** Bytes in pieces of at most `pieceBytes`, each its own copy that is overwritten when the next one is asked for. */
export async function* inPieces(bytes, pieceBytes) {
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const piece = Uint8Array.from(bytes.subarray(at, at + pieceBytes));
    yield piece;
    piece.fill(0xa5);
  }
}
