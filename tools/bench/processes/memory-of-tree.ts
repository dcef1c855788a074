import { descendants, listProcesses, readProc } from './list-processes.js';

/** Memory in MB (10^6 bytes). */
export interface TreeMemory {
  readonly main: number;
  readonly children: number;
}

/**
 * The memory in MB (10^6 bytes) of a process and its descendants. Undefined without /proc.
 */
export function memoryOfTree(root: number): number | undefined {
  const parts = memoryPartsOf(root);
  return parts && parts.main + parts.children;
}

/**
 * The memory of a process, and of its descendants together, as PSS: a page that several processes map
 * counts in equal parts for each. Undefined without /proc.
 *
 * Other processes with the same libraries therefore change it a little when they start or end.
 */
export function memoryPartsOf(root: number): TreeMemory | undefined {
  const stats = listProcesses();
  if (!stats.has(root)) return undefined;
  const children = descendants(stats, root).reduce((sum, pid) => sum + memoryOf(pid), 0);
  return { main: memoryOf(root), children };
}

function memoryOf(pid: number): number {
  // Linux before 4.14 has only the long file, with a line for each mapping.
  const lines = readProc(`${pid}/smaps_rollup`) || readProc(`${pid}/smaps`);
  const kilobytes = [...lines.matchAll(/^Pss:\s+(\d+) kB$/gm)];
  return kilobytes.reduce((sum, [, value]) => sum + Number(value) * 1024, 0) / 1e6;
}
