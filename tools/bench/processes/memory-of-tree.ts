import { descendants, listProcesses, readProc } from './list-processes.js';

/** One mapping, sizes in kB: see `man 5 proc_pid_smaps`. */
interface Mapping {
  /** File and offset; undefined for anonymous memory. */
  readonly file: string | undefined;
  readonly resident: number;
  readonly anonymous: number;
}

/**
 * The memory in MB (10^6 bytes) of a process and its descendants; undefined without /proc.
 *
 * File pages that several of them map count once. This equals their PSS if no other process maps these
 * files. PSS itself would grow whenever an unrelated process with the same libraries ends.
 */
export function memoryOfTree(root: number): number | undefined {
  const stats = listProcesses();
  if (!stats.has(root)) return undefined;
  const files = new Map<string, number>();
  let anonymous = 0;
  for (const pid of [root, ...descendants(stats, root)])
    for (const mapping of mappingsOf(pid)) {
      anonymous += mapping.anonymous;
      if (mapping.file === undefined) continue;
      const pages = mapping.resident - mapping.anonymous;
      files.set(mapping.file, Math.max(files.get(mapping.file) ?? 0, pages));
    }
  const kilobytes = [...files.values()].reduce((sum, kb) => sum + kb, anonymous);
  return (kilobytes * 1024) / 1e6;
}

/** A line such as `7f0a1c000000-7f0a1c021000 r--p 00021000 08:01 1234   /lib/libc.so`. */
const HEAD = /^[0-9a-f]+-[0-9a-f]+ \S+ ([0-9a-f]+) \S+ (\d+) *(.*)$/;

function mappingsOf(pid: number): Mapping[] {
  const mappings: Mapping[] = [];
  let head: RegExpExecArray | null = null;
  let resident = 0;
  for (const line of readProc(`${pid}/smaps`).split('\n')) {
    head = HEAD.exec(line) ?? head;
    if (line.startsWith('Rss:')) resident = kilobytesOf(line);
    if (!line.startsWith('Anonymous:')) continue;
    const [, offset = '', inode = '0', path = ''] = head ?? [];
    const file = inode === '0' ? undefined : `${path}@${offset}`;
    mappings.push({ file, resident, anonymous: kilobytesOf(line) });
  }
  return mappings;
}

function kilobytesOf(line: string): number {
  return Number(/(\d+) kB/.exec(line)?.[1] ?? 0);
}
