import { setMaxListeners } from 'node:events';
import { argmax } from '../inference/top-k.js';
import type { Settings } from '../settings/index.js';
import type { Drawings } from './drawings.js';
import type { Engine } from './engine.js';
import { expand } from './inputs/expand.js';
import type { Item } from './inputs/item.js';
import { inShard } from './inputs/shard.js';
import type { WalkTally } from './inputs/walk.js';
import { ImageLoader } from './load-image.js';
import { mapInOrder, type Window } from './map-in-order.js';
import type { ClassifyOptions } from './options.js';
import { failureOf, type Result } from './output/result.js';
import type { Sink } from './output/sink.js';
import type { Terminal } from './output/terminal.js';
import { Tracker } from './tracker.js';
import { untilAborted } from './until-aborted.js';

export interface Run {
  readonly options: ClassifyOptions;
  readonly settings: Settings;
  readonly engine: Engine;
  /** None are made if undefined. */
  readonly drawings: Drawings | undefined;
  readonly sink: Sink;
  readonly terminal: Terminal;
  readonly window: Window;
  /** Fires when the command is to stop: what is done by then is written. */
  readonly stop: AbortSignal;
  /** Whether that is because a person or the system has asked for it. */
  readonly interrupted: () => boolean;
}

/**
 * Classifies all images and writes the results in the order of the inputs.
 *
 * @returns how many failed
 * @throws Error when a list cannot be read or a result cannot be written
 */
export async function classifyAll(run: Run): Promise<number> {
  const { options, settings, engine, drawings, sink, terminal, window, stop, interrupted } = run;
  setMaxListeners(0, stop);
  const loader = new ImageLoader(engine.fetcher, settings.fetch.maxBytes);
  const tally: WalkTally = { otherFiles: 0, folders: 0 };
  const isDone = (name: string) => sink.has(name);
  const tracker = new Tracker(terminal);
  if (!options.lists.includes('-'))
    void tracker.expect(() => ownItems(options, { ...tally }, isDone));
  const items = remaining(ownItems(options, tally, isDone), isDone, tracker);
  const work = (item: Item) =>
    untilAborted(classifyOne(item, loader, engine, drawings, stop), stop);
  try {
    for await (const result of mapInOrder(items, work, window, stop)) {
      if (result === undefined) continue;
      tracker.add(result);
      await sink.write(result);
      if ('failure' in result)
        terminal.problem('error', `${result.name}: ${result.failure.message}`);
    }
  } finally {
    tracker.end(tally, interrupted(), options.out !== undefined);
  }
  return tracker.failed;
}

/** The images of this shard. */
async function* ownItems(
  options: ClassifyOptions,
  tally: WalkTally,
  isDone: (name: string) => boolean,
): AsyncGenerator<Item> {
  const { shard } = options;
  for await (const item of expand(options, tally, isDone))
    if (shard === undefined || inShard(item.name, shard)) yield item;
}

/** Those that have no result yet. */
async function* remaining(
  items: AsyncIterable<Item>,
  isDone: (name: string) => boolean,
  tracker: Tracker,
): AsyncGenerator<Item> {
  for await (const item of items)
    if (isDone(item.name)) tracker.skip();
    else yield item;
}

async function classifyOne(
  item: Item,
  loader: ImageLoader,
  engine: Engine,
  drawings: Drawings | undefined,
  signal: AbortSignal,
): Promise<Result> {
  const { name } = item;
  try {
    const { bytes, release } = await loader.load(item, signal);
    try {
      const probabilities = await engine.classify(bytes, signal);
      const explanation = await drawings?.draw(name, bytes, argmax(probabilities), signal);
      return { name, probabilities, explanation };
    } finally {
      release();
    }
  } catch (error) {
    return { name, failure: failureOf(error) };
  }
}
