import { constants } from 'node:os';

/**
 * The first signal stops the command, which then writes what is done. The second ends it at once.
 *
 * @returns the exit code of the signal that has come, if one has
 */
export function stopAtSignals(stop: AbortController): () => number | undefined {
  let code: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const own = 128 + constants.signals[signal];
    if (code !== undefined) process.exit(own);
    code = own;
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => code;
}

/** The stack only when the error is a bug of ours. */
export function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof ReferenceError) return String(error.stack);
  return error.message;
}
