/** Milliseconds that have passed since some fixed moment; never goes back. */
export type Clock = () => number;

export const CLOCK = Symbol('Clock');

/** The process's own clock, unmoved by changes of the time of day. */
export function monotonicClock(): number {
  return performance.now();
}
