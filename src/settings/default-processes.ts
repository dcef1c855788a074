import { availableParallelism } from 'node:os';
import { cpuQuota } from './cpu-quota.js';

/**
 * One classifier process for each whole CPU that this process may use, at least one.
 *
 * @param cores that the process may run on
 * @param quota of CPUs; undefined means no quota
 */
export function defaultProcesses(cores = availableParallelism(), quota = cpuQuota()): number {
  return Math.max(1, Math.floor(Math.min(cores, quota ?? Infinity)));
}
