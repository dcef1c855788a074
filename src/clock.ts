/** Milliseconds since some fixed moment. Never goes back. */
export type Clock = () => number;

export const CLOCK = Symbol('Clock');

/** Unaffected by changes of the system time. */
export function monotonicClock(): number {
  return performance.now();
}
