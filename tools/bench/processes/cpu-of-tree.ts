import { descendants, listProcesses } from './list-processes.js';

/** Processor time in milliseconds, user and system. */
export interface TreeCpu {
  readonly main: number;
  readonly children: number;
}

/** The processor time of a process and its descendants; undefined without /proc. */
export function cpuOfTree(root: number): TreeCpu | undefined {
  const stats = listProcesses();
  const main = stats.get(root)?.cpuMs;
  if (main === undefined) return undefined;
  const below = descendants(stats, root).map((pid) => stats.get(pid)?.cpuMs ?? 0);
  return { main, children: below.reduce((sum, cpuMs) => sum + cpuMs, 0) };
}
