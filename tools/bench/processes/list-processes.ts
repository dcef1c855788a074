import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  readonly parent: number;
  /** Processor time in milliseconds, user and system. */
  readonly cpuMs: number;
}

/** /proc's unit of processor time (USER_HZ), the same on every Linux. */
const TICKS_A_SECOND = 100;

/** All processes of the machine by id; empty without /proc. */
export function listProcesses(): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const pid of processIds()) {
    // The command's name may contain anything, so fields are counted from its closing parenthesis.
    const line = readProc(`${pid}/stat`);
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (Number.isNaN(ticks)) continue;
    stats.set(pid, { parent: Number(fields[1]), cpuMs: (ticks * 1000) / TICKS_A_SECOND });
  }
  return stats;
}

export function descendants(stats: ReadonlyMap<number, ProcessStat>, root: number): number[] {
  const children = [...stats].filter(([, { parent }]) => parent === root).map(([pid]) => pid);
  return [...children, ...children.flatMap((pid) => descendants(stats, pid))];
}

/** A file of /proc; empty if the process has ended. */
export function readProc(file: string): string {
  try {
    return readFileSync(`/proc/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}
