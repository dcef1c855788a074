import { totalmem } from 'node:os';
import { controlGroups, type Read, readText } from './control-groups.js';

/**
 * The memory that this process and its children may use together, in bytes: the smallest limit of the control groups
 * around the process, or the machine's memory if that is less.
 *
 * Node.js's own `process.constrainedMemory` does not see the groups around on every version.
 *
 * @param read for tests; the files of this machine by default
 * @param machine bytes that the machine has
 */
export function memoryLimit(read: Read = readText, machine = totalmem()): number {
  const limits = controlGroups('memory', read).map(({ version, file }) =>
    parseBytes(file(version === 2 ? 'memory.max' : 'memory.limit_in_bytes') ?? ''),
  );
  return Math.min(machine, ...limits);
}

/** `max` in version 2 and -1 in version 1 mean no limit; version 1 also shows 2^63 less a page for it. */
function parseBytes(text: string): number {
  const digits = /^\d+$/.exec(text.trim())?.[0];
  return digits === undefined ? Infinity : Number(digits);
}
