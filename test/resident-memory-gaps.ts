/** A process that leaves gaps in malloc's memory, and prints its RSS in MB once a second. */
import { keepMemoryTrimmed } from '../src/resident-memory.js';

const SIZE = 50_000;
const megabytes = () => process.memoryUsage.rss() / 1e6;

if (process.argv[2] === 'trimmed') keepMemoryTrimmed();
console.log(`start ${megabytes()}`);
const kept = allocate();
globalThis.gc?.();
console.log(`freed ${megabytes()}`);
setInterval(() => {
  console.log(`later ${megabytes()} ${kept.length}`);
}, 1000);

/** @returns one of 20 buffers: the others are freed, and these lie between them */
function allocate(): Buffer[] {
  const buffers = Array.from({ length: 4000 }, () => Buffer.allocUnsafeSlow(SIZE).fill(1));
  return buffers.filter((_, index) => index % 20 === 0);
}
