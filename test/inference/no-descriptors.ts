/** Starts a classifier process with no descriptor left for its pipes, and prints the result. */
import { closeSync, openSync } from 'node:fs';
import { ClassifierProcess } from '../../src/inference/classifier-process.js';

const models = [{ name: 'tiny', folder: process.argv[2] ?? '' }];
const open: number[] = [];
try {
  for (;;) open.push(openSync('/dev/null', 'r'));
} catch {
  // No descriptor is left.
}
const child = new ClassifierProcess({ models, threads: 1 });
for (const descriptor of open) closeSync(descriptor);
await child.exited;
const outcome = await child.ready.catch((error: unknown) => error as Error);
process.stdout.write(JSON.stringify({ name: (outcome as Error).name, load: String(child.load) }));
