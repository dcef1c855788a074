import type { Window } from './map-in-order.js';

/** Images at once, however few processes there are: URLs spend most of their time on the way. */
const MIN_AT_ONCE = 16;
/** One is classified, the next waits, and two more are loaded. */
const PER_PROCESS = 4;
/** Results that may wait for a slow image before them. */
const MAX_WAITING = 256;

/** How many images are under way at once. */
export function windowFor(processes: number): Window {
  const atOnce = Math.max(MIN_AT_ONCE, PER_PROCESS * processes);
  return { atOnce, ahead: atOnce + MAX_WAITING };
}
