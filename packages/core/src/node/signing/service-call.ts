// One call to a service that helps to sign. It knows how calls fail, and that no secret enters a message; what is asked, the caller knows.
import { ExportError } from "../../errors/export-error.js";

/** Longer than any healthy service takes. */
export const SERVICE_TIMEOUT_MS = 15_000;

/** Throws OFFLINE where calls are not allowed. */
export function assertOnline(isOffline: boolean, service: string, url: string): void {
  if (isOffline) throw new ExportError("ERR_EXPORT_OFFLINE", `${service} at ${placeOf(url)} would have to be asked`);
}

/** The failure of a service, without what it was sent. */
export function serviceError(service: string, url: string, what: string, cause?: unknown): ExportError {
  return new ExportError("ERR_EXPORT_SIGNING_SERVICE", `${service} at ${placeOf(url)} ${what}`, { cause });
}

/** Origin and path of a URL: user, password, query and fragment may be secrets. */
function placeOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return pathname === "/" ? origin : origin + pathname;
}
