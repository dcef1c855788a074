import { EDGE_EXCLUSIONS } from './edge-exclusions.js';
import type { Exclusion } from './exclusion.js';

/** Log lines, strings and WebAssembly (compiled by itself) are never changed. */
export const EXCLUSIONS: readonly Exclusion[] = [
  ...EDGE_EXCLUSIONS,
  {
    file: 'src/inference/child/resample/pillow-filter.ts',
    text: 'distance < 1',
    reason: 'at a distance of 1 the weight is 0 either way',
  },
  {
    file: 'src/inference/child/decode/file-format.ts',
    text: 'countTiffPages(view, limit) : 1',
    reason: 'only more than one counts',
  },
  {
    file: 'src/container.ts',
    text: 'registerSingleton(RequestObserver)',
    reason: 'it keeps nothing: several do the same',
  },
  {
    file: 'src/fetch/names/hosts-file.ts',
    text: 'const version',
    reason: 'any text will do that differs from that of a file',
  },
  {
    file: 'src/inference/child/release-memory.ts',
    text: 'await setImmediate()',
    reason: 'when memory is freed: make soak measures it',
  },
  {
    file: 'src/cache/memory-cache.ts',
    text: 'const SWEEP_PERIOD',
    reason: 'what expired is never answered, swept away or not',
  },
  {
    file: 'src/top-n.ts',
    text: '2 * n',
    reason: 'how often is sorted; the result is the same',
  },
  {
    file: 'src/top-n.ts',
    text: 'worstKept =',
    reason: 'spares insertions; the result is the same',
  },
  {
    file: 'src/inference/spawn-child.ts',
    text: 'const NICENESS',
    reason: 'performance only',
  },
  {
    file: 'src/inference/child-link.ts',
    text: 'const STDERR_KEPT',
    reason: 'how much of an error is kept for the log',
  },
  {
    file: 'src/fetch/names/name-resolver.ts',
    text: 'const FIRST_TRY_MS',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/inference/self-check.ts',
    text: 'probabilities[index] ?? 0',
    reason: 'for the type checker: there are as many probabilities as labels',
  },
  {
    file: 'src/inference/classifier.ts',
    text: 'timings[0]?.queue ?? 0',
    reason: 'for the type checker: there is at least one model',
  },
  {
    file: 'src/cli/options.ts',
    text: 'values.recursive ?? false',
    reason: 'for the type checker: undefined does the same',
  },
  {
    file: 'src/fetch/guard/guarded-connection.ts',
    text: "socket.remoteAddress ?? ''",
    reason: 'for the type checker: neither is an address',
  },
  {
    file: 'src/cache/memory-cache.ts',
    text: "this.keys.oldest ?? ''",
    reason: 'for the type checker: a full cache has an oldest result',
  },
  {
    file: 'src/cache/memory-cache.ts',
    text: 'this.entries.close()',
    reason: 'ends a timer that keeps no process alive',
  },
  {
    file: 'src/inference/child/decode/jpeg-header.ts',
    text: 'marker <= 0xcf',
    reason: 'the next marker is a restart, which is skipped before',
  },
  {
    file: 'src/inference/child/explain/paint-map.ts',
    text: 'column > seen.left + seen.width',
    reason: 'a pixel whose centre lies on the very edge may be in or out',
  },
  {
    file: 'src/cli/inputs/walk.ts',
    text: 'let level = levels.at(-1)',
    reason: 'there is one level at the start: the first is the last',
  },
  {
    file: 'src/redis/redis-link.ts',
    text: 'Math.random()',
    reason: 'replicas come back at different times, whatever these are',
  },
  {
    file: 'src/inference/protocol/frames.ts',
    text: 'let payloadLength = 0',
    reason: 'each frame sets it before it is read',
  },
  {
    file: 'src/inference/child/decode/sharp-decoder.ts',
    text: 'sharp.concurrency(1)',
    reason: 'performance only',
  },
  {
    file: 'src/inference/child-link.ts',
    text: 'const IMAGE_DEADLINE',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/classification/replica-flight.ts',
    text: 'const MAX_PATIENCE',
    reason: 'a millisecond more or less',
  },
  {
    file: 'src/container.ts',
    text: 'registerSingleton(App)',
    reason: 'it is resolved once',
  },
];
