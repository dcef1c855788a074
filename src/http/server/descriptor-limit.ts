import { readFileSync } from 'node:fs';

/** How many files and sockets this process may have open; Infinity where no /proc says it. */
export function descriptorLimit(): number {
  try {
    return parseLimit(readFileSync('/proc/self/limits', 'utf8'));
  } catch {
    return Infinity;
  }
}

/** @param limits the text of `/proc/self/limits`, whose first number is the limit in force */
function parseLimit(limits: string): number {
  const value = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return value === undefined ? Infinity : Number(value);
}
