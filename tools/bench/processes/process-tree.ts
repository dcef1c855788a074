import { readdirSync, readFileSync } from 'node:fs';

/** What /proc counts a second of processor time in, on Linux everywhere (USER_HZ). */
const TICKS_A_SECOND = 100;

interface ProcessStat {
  readonly parent: number;
  readonly cpuMs: number;
}

/** Processor time in milliseconds, user and system. */
export interface TreeCpu {
  readonly main: number;
  readonly children: number;
}

/** The processor time of a process and of all below it so far; undefined where there is no /proc. */
export function cpuOfTree(root: number): TreeCpu | undefined {
  const stats = readAllStats();
  const main = stats.get(root)?.cpuMs;
  if (main === undefined) return undefined;
  const below = descendants(stats, root).map((pid) => stats.get(pid)?.cpuMs ?? 0);
  return { main, children: below.reduce((sum, cpuMs) => sum + cpuMs, 0) };
}

/**
 * The memory in MB (10^6 bytes) of a process and of all below it, each page that several processes share
 * counted in shares (PSS); undefined where there is no /proc.
 */
export function memoryOfTree(root: number): number | undefined {
  const stats = readAllStats();
  if (!stats.has(root)) return undefined;
  const kilobytes = [root, ...descendants(stats, root)].map((pid) => {
    const rollup = readText(`/proc/${pid}/smaps_rollup`);
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
  });
  return (kilobytes.reduce((sum, kb) => sum + kb, 0) * 1024) / 1e6;
}

function descendants(stats: ReadonlyMap<number, ProcessStat>, root: number): number[] {
  const children = [...stats].filter(([, { parent }]) => parent === root).map(([pid]) => pid);
  return [...children, ...children.flatMap((pid) => descendants(stats, pid))];
}

function readAllStats(): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const pid of listProcesses()) {
    // The command's name may hold anything, so the fields are counted from its closing bracket.
    const line = readText(`/proc/${pid}/stat`);
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    if (Number.isNaN(ticks)) continue;
    stats.set(pid, { parent: Number(fields[1]), cpuMs: (ticks * 1000) / TICKS_A_SECOND });
  }
  return stats;
}

function listProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Empty for a process that has gone meanwhile. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
