/** Sent to a child: the number of times to run the graph, in sequence. */
export interface RunMessage {
  readonly runs: number;
}

/** Sent by the child: milliseconds per run. */
export interface RunAnswer {
  readonly times: number[];
}

export const SIDE = 227;

/** Synthetic pixels, RGB [side, side, 3]: the engines' time does not depend on the content. */
export function testPixels(): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, index) => (index * 7919) % 256);
}

/** Tells the parent that the child is ready, then answers its messages with the times of `run`. */
export function answerRuns(run: () => unknown): void {
  process.on('message', ({ runs }: RunMessage) => {
    void timeRuns(run, runs).then((times) => process.send?.({ times } satisfies RunAnswer));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({});
}

async function timeRuns(run: () => unknown, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times;
}
