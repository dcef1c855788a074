import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The addon of tools/provision-libtensorflow/resident-memory.cc. */
interface MemoryAddon {
  trimMalloc(): void;
  dropLibraryPages(): void;
}

/** Milliseconds between two looks at the memory of the process. */
const INTERVAL = 1000;
/** Growth in bytes after which free memory is given back. */
const GROWTH = 16 << 20;
/** How often it is tried before the growth is taken for memory in use. */
const ATTEMPTS = 4;

const require = createRequire(import.meta.url);

/**
 * Gives free memory of malloc, and pages of libtensorflow that are in its file, back to the system. The
 * start of libtensorflow leaves much of both. Does nothing where the addon is missing, as on macOS.
 */
export function dropStartMemory(): void {
  const addon = loadAddon();
  addon?.trimMalloc();
  addon?.dropLibraryPages();
}

/**
 * Gives free memory of malloc back whenever the process has grown. Without it the buffers of images
 * leave gaps that malloc keeps, 100 MB after a few thousand images. Does not keep the process running.
 */
export function keepMemoryTrimmed(): void {
  const addon = loadAddon();
  if (addon === undefined) return;
  let least = process.memoryUsage.rss();
  let attempts = 0;
  setInterval(() => {
    const now = process.memoryUsage.rss();
    least = Math.min(least, now);
    if (now < least + GROWTH) return;
    addon.trimMalloc();
    const left = process.memoryUsage.rss();
    // Little was free: the buffers may be in use, or V8 is about to free them.
    attempts = left >= least + GROWTH ? (attempts + 1) % ATTEMPTS : 0;
    if (attempts === 0) least = left;
  }, INTERVAL).unref();
}

/** @returns undefined if the addon is missing or does not load: the service works without it */
export function loadAddon(file = addonPath()): MemoryAddon | undefined {
  try {
    return require(file) as MemoryAddon;
  } catch {
    return undefined;
  }
}

/** `make native` compiles the addon beside tfjs-node's binding. */
function addonPath(): string {
  const tfjsNode = dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  return join(tfjsNode, 'lib/napi-v8/resident-memory.node');
}
