/** Sent to a child: the number of times to run the graph, in sequence. */
export interface RunMessage {
  readonly runs: number;
}

/** Sent by the child. */
export interface RunAnswer {
  /** Milliseconds per run. */
  readonly times: number[];
  /** What the last run gave. */
  readonly probabilities: number[];
}

/** Synthetic pixels, RGB [side, side, 3]: the engines' time does not depend on the content. */
export function testPixels(side: number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, index) => {
    const [row, column, channel] = [
      Math.floor(index / 3 / side),
      Math.floor(index / 3) % side,
      index % 3,
    ];
    // Smooth, with edges: noise would leave most classes equally improbable.
    return (row * (channel + 1) + column * (3 - channel) + (row ^ column)) % 256;
  });
}

/** Tells the parent that the child is ready, then answers its messages with the times of `run`. */
export function answerRuns(run: () => Float32Array | Promise<Float32Array>): void {
  process.on('message', ({ runs }: RunMessage) => {
    void timeRuns(run, runs).then((answer) => process.send?.(answer));
  });
  process.on('disconnect', () => process.exit());
  process.send?.({});
}

async function timeRuns(
  run: () => Float32Array | Promise<Float32Array>,
  runs: number,
): Promise<RunAnswer> {
  const times: number[] = [];
  let probabilities = new Float32Array();
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    probabilities = new Float32Array(await run());
    times.push(performance.now() - start);
  }
  return { times, probabilities: [...probabilities] };
}
