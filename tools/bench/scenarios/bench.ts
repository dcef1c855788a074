import { classifyRequest } from '../load/http-connection.js';
import type { BenchOptions } from '../options.js';
import type { Contestant, ContestantName } from '../servers/contestants.js';

export interface Bench {
  readonly options: BenchOptions;
  readonly images: ImageServer;
  /** Starts the contestant at the first call. All keep running, idle, until the end. */
  contestant(name: ContestantName): Promise<Contestant>;
}

export interface ImageServer {
  readonly pid: number;
  /** The next image, at a URL that was never used before. */
  nextOrdinary(): string;
  nextLarge(): string;
  /** A URL that never changes. */
  readonly hot: string;
  /** Each image of ordinary size: its file, and a new URL of it. */
  eachOrdinary(): { file: string; url: string }[];
}

/** Gives each side one turn per round, reversing the order every time. */
export async function alternate<Turn>(
  bench: Bench,
  names: readonly ContestantName[],
  turn: (contestant: Contestant) => Promise<Turn>,
): Promise<Map<ContestantName, Turn[]>> {
  const turns = new Map<ContestantName, Turn[]>(names.map((name) => [name, []]));
  for (let round = 0; round < bench.options.rounds; round++) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) turns.get(name)?.push(await turn(await bench.contestant(name)));
  }
  return turns;
}

export function pick<Turn>(
  turns: ReadonlyMap<ContestantName, readonly Turn[]>,
  number: (turn: Turn) => number,
): Partial<Record<ContestantName, number[]>> {
  return Object.fromEntries([...turns].map(([name, list]) => [name, list.map(number)]));
}

export function nextOrdinaryRequest({ images }: Bench): () => Buffer {
  return () => classifyRequest(images.nextOrdinary());
}
