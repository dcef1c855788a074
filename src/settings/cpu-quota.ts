import { controlGroups, type Read, readText } from './control-groups.js';

/**
 * The number of CPUs that the control groups of this process allow, as a fraction: what a container's CPU limit sets.
 *
 * Not every Node.js version counts it in `availableParallelism`.
 *
 * @param read for tests; the files of this machine by default
 * @returns the smallest quota of the process's group and the groups around it, in CPUs; undefined without one
 */
export function cpuQuota(read: Read = readText): number | undefined {
  const quotas = controlGroups('cpu', read).map(({ version, file }) =>
    version === 2
      ? parseCpuMax(file('cpu.max') ?? '')
      : parseCfsQuota(file('cpu.cfs_quota_us') ?? '', file('cpu.cfs_period_us') ?? ''),
  );
  const given = quotas.filter((quota) => quota !== undefined);
  return given.length === 0 ? undefined : Math.min(...given);
}

/** Control groups v2: `QUOTA PERIOD` in microseconds, or `max PERIOD`. */
export function parseCpuMax(text: string): number | undefined {
  const [quota = '', period = ''] = text.trim().split(' ');
  return parseCfsQuota(quota, period);
}

/** Control groups v1: both in microseconds; a quota of -1 means none. */
export function parseCfsQuota(quota: string, period: string): number | undefined {
  const cpus = wholeNumber(quota) / wholeNumber(period);
  return Number.isFinite(cpus) && cpus > 0 ? cpus : undefined;
}

function wholeNumber(text: string): number {
  return /^\d+$/.test(text.trim()) ? Number(text) : NaN;
}
