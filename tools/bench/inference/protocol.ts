/** To a child that runs a graph: so many times, one after another. */
export interface RunMessage {
  readonly runs: number;
}

/** From it: the milliseconds that each run took. */
export interface RunAnswer {
  readonly times: number[];
}

export const SIDE = 227;

/** An image that is no photograph; the engines' work does not depend on it. RGB, [side, side, 3]. */
export function testPixels(): Uint8Array {
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, index) => (index * 7919) % 256);
}

/** Answers the parent's messages with the times of `run`, and says once that it is there. */
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
