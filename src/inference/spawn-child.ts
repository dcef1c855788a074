import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ChildOptions } from './protocol/messages.js';

export interface SpawnOptions extends ChildOptions {
  /** Threads of libtensorflow. */
  readonly threads: number;
}

/**
 * An image's pixels lie outside of JavaScript's heap. Young generations this large free them in passing;
 * smaller ones cause full collections, a tenth of the time an image takes.
 */
const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--initial-old-space-size=128',
];
/** Below the main process's priority, so that a full queue never delays HTTP. */
const NICENESS = 5;

/** Spawns a child with its channel. Whether that succeeded, the process's own events tell. */
export function spawnChild({ threads, ...options }: SpawnOptions): ChildProcess {
  const entry = fileURLToPath(new URL('child/main.js', import.meta.url));
  const child = spawn(process.execPath, [...NODE_FLAGS, entry, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: {
      TF_CPP_MIN_LOG_LEVEL: '2',
      ...process.env,
      TF_NUM_INTRAOP_THREADS: String(threads),
      // Negative: the graph runs on the calling thread, without waking another.
      TF_NUM_INTEROP_THREADS: '-1',
    },
  });
  if (child.pid !== undefined) lowerPriority(child.pid);
  return child;
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // The child has already ended; its `close` event reports that.
  }
}
