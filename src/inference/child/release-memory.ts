import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dropStartMemory } from '../../resident-memory.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of pixels above which they are not left to V8's own collections. */
const LARGE = 1 << 26;

/**
 * Releases the pixels of a large image, so that the next one does not need memory in addition. V8
 * alone would keep them until it has allocated much more.
 */
export async function releaseMemory(): Promise<void> {
  if (getHeapStatistics().external_memory >= LARGE) await collectBuffers();
}

/** Releases what loading the model used: its files, and free memory of malloc and of libtensorflow. */
export async function releaseStartMemory(): Promise<void> {
  await collectBuffers();
  dropStartMemory();
}

async function collectBuffers(): Promise<void> {
  collectGarbage();
  // sharp's buffers are freed by an immediate callback, V8's by a thread that the next collection waits for.
  await setImmediate();
  collectGarbage();
}
