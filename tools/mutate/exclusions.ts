/** Mutants that are not made, because they change nothing that is promised. */
export interface Exclusion {
  /** Path of the source, or the folder it is in. */
  readonly file: string;
  /** Text of the lines of the compiled module that are left as they are. */
  readonly text: string;
  readonly reason: string;
}

/** Log lines, strings and WebAssembly (compiled by itself) are never changed. */
export const EXCLUSIONS: readonly Exclusion[] = [
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
    file: 'src/classification/admission.ts',
    text: 'const MAX_BYTES',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/monitor/memory-monitor.ts',
    text: 'const CHARACTERS_PER_URL',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/monitor/memory-monitor.ts',
    text: 'const MIN_CHARACTERS',
    reason: 'the bound of memory is an order of magnitude',
  },
  {
    file: 'src/inference/classifier-process.ts',
    text: 'const NICENESS',
    reason: 'performance only',
  },
  {
    file: 'src/inference/classifier-process.ts',
    text: 'const STDERR_KEPT',
    reason: 'how much of an error is kept for the log',
  },
];
