import { availableParallelism } from 'node:os';
import { type Read, readText } from './control-groups.js';
import { cpuQuota } from './cpu-quota.js';

/**
 * One classifier process for each whole CPU that this process may use, at least one.
 *
 * @param cores that the process may run on
 * @param read for tests; the files of this machine by default
 */
export function defaultProcesses(cores = availableParallelism(), read: Read = readText): number {
  return Math.max(1, Math.floor(Math.min(cores, cpuQuota(read) ?? Infinity)));
}
