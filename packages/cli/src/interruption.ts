// SIGINT and SIGTERM as one AbortSignal, installed before anything else is loaded. It knows no work, only how to ask it to stop.

const EXIT_INTERRUPTED = 130;

/**
 * The first signal aborts with ERR_EXPORT_INTERRUPTED as the reason, so that work can clean up; the second ends the process at once.
 */
export function catchInterruption(): AbortSignal {
  const controller = new AbortController();
  let caught = false;
  const interrupt = (name: NodeJS.Signals): void => {
    if (caught) process.exit(EXIT_INTERRUPTED);
    caught = true;
    // The error's class comes with core, which is not worth its loading time to a command that never gets that far.
    import("@stella-export/core").then(
      ({ ExportError }) => controller.abort(new ExportError("ERR_EXPORT_INTERRUPTED", `stopped by ${name}`)),
      () => process.exit(EXIT_INTERRUPTED),
    );
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return controller.signal;
}
