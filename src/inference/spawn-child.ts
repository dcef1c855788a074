import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SECRET_SETTINGS } from '../settings/index.js';
import type { ChildOptions } from './protocol/messages.js';

export interface SpawnOptions extends ChildOptions {
  /** Threads of libtensorflow. */
  readonly threads: number;
}

/**
 * Pixels lie outside of JavaScript's heap, so the young generation may be small. The initial size of the
 * old generation keeps the pixels from causing full collections.
 */
const NODE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=2',
  '--initial-old-space-size=128',
];
/**
 * Settings of glibc's malloc, see mallopt(3). Each arena keeps free memory of its own, so one does. Below
 * 64 MiB, pixels reuse its memory, which is cheaper than new pages. Above 8 MiB, free memory at its end is
 * given back.
 */
export const CHILD_MALLOC = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: String(64 << 20),
  MALLOC_TRIM_THRESHOLD_: String(8 << 20),
};
/** Below the main process's priority, so that a full queue never delays HTTP. */
const NICENESS = 5;

/** Spawns a child with its channel. Whether that succeeded, the process's own events tell. */
export function spawnChild({ threads, ...options }: SpawnOptions): ChildProcess {
  const entry = fileURLToPath(new URL('child/main.js', import.meta.url));
  const child = spawn(process.execPath, [...NODE_FLAGS, entry, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: {
      TF_CPP_MIN_LOG_LEVEL: '2',
      ...withoutSecrets(process.env),
      ...CHILD_MALLOC,
      TF_NUM_INTRAOP_THREADS: String(threads),
      // Negative: the graph runs on the calling thread, without waking another.
      TF_NUM_INTEROP_THREADS: '-1',
    },
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  return child;
}

/** An image that takes over a decoder finds no keys in the child's environment. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !SECRET_SETTINGS.has(name)),
  );
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // The child has already ended; its `close` event reports that.
  }
}
