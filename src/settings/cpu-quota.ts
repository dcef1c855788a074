import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Reads a file; undefined if there is none. */
type Read = (path: string) => string | undefined;

/**
 * The number of CPUs that the control groups of this process allow, as a fraction: what a container's CPU limit sets.
 *
 * Not every Node.js version counts it in `availableParallelism`.
 *
 * @param read for tests; the files of this machine by default
 * @returns the smallest quota of the process's group and the groups around it, in CPUs; undefined without one
 */
export function cpuQuota(read: Read = readText): number | undefined {
  const quotas = groups(read('/proc/self/cgroup') ?? '').flatMap(({ folder, version }) =>
    ancestors(folder).map((group) => {
      const under = (file: string) => read(`${group}/${file}`);
      return version === 2
        ? parseCpuMax(under('cpu.max') ?? '')
        : parseCfsQuota(under('cpu.cfs_quota_us') ?? '', under('cpu.cfs_period_us') ?? '');
    }),
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

interface Group {
  readonly version: 1 | 2;
  /** Below where the kind of group is mounted. */
  readonly folder: string;
}

const MOUNT = '/sys/fs/cgroup';

/** The groups in `/proc/self/cgroup` that can limit the CPU, one a line: `ID:CONTROLLERS:PATH`. */
function groups(text: string): Group[] {
  return text.split('\n').flatMap((line): Group[] => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (id === '0') return [{ version: 2, folder: posix.resolve(MOUNT, `.${path}`) }];
    if (!controllers.split(',').includes('cpu')) return [];
    return [{ version: 1, folder: posix.resolve(MOUNT, 'cpu', `.${path}`) }];
  });
}

/**
 * A folder and the ones around it, up to the mount: each group's quota holds for what is in it. In a container
 * the path may be the host's, whose folders are not there; the container's own group is the mount then.
 */
function ancestors(folder: string): string[] {
  const parent = posix.dirname(folder);
  return parent.startsWith(MOUNT) ? [folder, ...ancestors(parent)] : [folder];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
