import type { Log } from './telemetry/log.js';

/** Something that holds connections, timers or processes. */
export interface Closeable {
  close(): Promise<void> | void;
}

/** Registered once for each closeable, in closing order. */
export const CLOSEABLE = Symbol('Closeable');

/** Closes everything in order. A failure is logged and does not stop the rest. */
export async function closeAll(closeables: readonly Closeable[], log: Log): Promise<void> {
  for (const closeable of closeables) {
    try {
      await closeable.close();
    } catch (err) {
      log.error({ err }, 'something could not be closed');
    }
  }
}
