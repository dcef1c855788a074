import { readdirSync } from 'node:fs';
import { memoryOfTree } from '../bench/processes/memory-of-tree.js';
import { descendants, listProcesses, readProc } from '../bench/processes/list-processes.js';

/** Resources that must not grow. Memory in MB (10^6 bytes). */
export interface Vitals {
  readonly main: number;
  /** The oldest classifier process, where leaks show best. */
  readonly eldest: number;
  /** Of all processes, as PSS. */
  readonly tree: number;
  readonly descriptors: number;
  readonly processes: number;
}

/** The classifier processes of a service, oldest first; empty without /proc. */
export function classifiersOf(service: number): number[] {
  return descendants(listProcesses(), service).sort((a, b) => startOf(a) - startOf(b));
}

export function vitalsOf(service: number): Vitals {
  const classifiers = classifiersOf(service);
  const [eldest = 0] = classifiers;
  return {
    main: anonymousMemory(service),
    eldest: anonymousMemory(eldest),
    tree: memoryOfTree(service) ?? 0,
    descriptors: [service, ...classifiers].reduce((sum, pid) => sum + descriptorsOf(pid), 0),
    processes: classifiers.length,
  };
}

function anonymousMemory(pid: number): number {
  const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readProc(`${pid}/status`))?.[1];
  return (Number(kilobytes ?? 0) * 1024) / 1e6;
}

function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

/** A process's start in ticks since boot: field 22, `man 5 proc_pid_stat`. */
function startOf(pid: number): number {
  const line = readProc(`${pid}/stat`);
  return Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[19]);
}
