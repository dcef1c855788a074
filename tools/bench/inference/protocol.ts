import type { InputPixels } from '../../../src/inference/child/pixels.js';
import type { Preprocessing } from '../../../src/model/preprocessing.js';
import { resizesToBytes } from '../../../src/model/resamplings.js';

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

/**
 * A synthetic image as the service gives it to a graph: RGB 0…255, shape [height, width, 3]. The engines' time
 * does not depend on the content.
 */
export function testInput({ crop: { width, height }, resampling }: Preprocessing): InputPixels {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const at = Math.floor(index / 3);
    const [row, column, channel] = [Math.floor(at / width), at % width, index % 3];
    // Smooth, with edges: for noise all classes are nearly as improbable.
    return (row * (channel + 1) + column * (3 - channel) + (row ^ column)) % 256;
  });
  return resizesToBytes(resampling) ? pixels : Float32Array.from(pixels);
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
