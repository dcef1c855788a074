import { classifyRequest } from '../load/http-connection.js';
import { forSeconds, runLoad } from '../load/run-load.js';
import { cpuOfTree } from '../processes/cpu-of-tree.js';
import { compare, type CpuRow, type Findings, type Target } from '../result.js';
import type { Contestant, ContestantName, Ours } from '../servers/contestants.js';
import { median } from '../statistics.js';
import { alternate, pick, type Bench } from './bench.js';

interface Throughput {
  readonly what: string;
  readonly concurrency: number;
  readonly nextUrl: () => string;
  /** `ours` without it. */
  readonly variant?: Ours;
  /** The others. */
  readonly names: readonly ContestantName[];
  readonly against: ContestantName;
  readonly target?: Target;
  readonly unit: string;
}

interface Turn {
  readonly perSecond: number;
  /** Milliseconds of processor time per answer; undefined without /proc. */
  readonly cpu: Omit<CpuRow, 'what' | 'contestant'> | undefined;
}

const WARM_UP_SECONDS = 0.3;

/** Answers per second under load, and the processor time per answer. */
export async function measureThroughput(bench: Bench, how: Throughput): Promise<Findings> {
  const { what, unit, against, target, variant = 'ours' } = how;
  const names = [variant, ...how.names];
  for (const name of names) await load(bench, how, await bench.contestant(name), WARM_UP_SECONDS);
  const turns = await alternate(bench, names, (contestant) =>
    load(bench, how, contestant, bench.options.seconds),
  );
  const rounds = pick(turns, ({ perSecond }) => perSecond);
  const row = compare({ what, unit, ours: variant, rounds, against, ...(target && { target }) });
  return { rows: [row], cpu: names.flatMap((name) => cpuRow(what, name, turns.get(name) ?? [])) };
}

async function load(
  { images }: Bench,
  { concurrency, nextUrl }: Throughput,
  { port, pid }: Contestant,
  seconds: number,
): Promise<Turn> {
  const read = () => ({
    tree: cpuOfTree(pid),
    images: cpuOfTree(images.pid),
    own: process.cpuUsage(),
  });
  const before = read();
  const next = forSeconds(seconds, () => classifyRequest(nextUrl()));
  const result = await runLoad({ port, concurrency, next });
  const after = read();
  const perAnswer = (ms: number) => ms / result.completed;
  const own = process.cpuUsage(before.own);
  return {
    perSecond: result.completed / result.seconds,
    cpu: before.tree &&
      after.tree && {
        main: perAnswer(after.tree.main - before.tree.main),
        children: perAnswer(after.tree.children - before.tree.children),
        imageServer: perAnswer((after.images?.main ?? 0) - (before.images?.main ?? 0)),
        loadGenerator: perAnswer((own.user + own.system) / 1000),
      },
  };
}

function cpuRow(what: string, contestant: ContestantName, turns: readonly Turn[]): CpuRow[] {
  const cpu = turns.map((turn) => turn.cpu).filter((turn) => turn !== undefined);
  if (cpu.length === 0) return [];
  const middle = (part: keyof (typeof cpu)[number]) => median(cpu.map((turn) => turn[part]));
  return [
    {
      what,
      contestant,
      main: middle('main'),
      children: middle('children'),
      imageServer: middle('imageServer'),
      loadGenerator: middle('loadGenerator'),
    },
  ];
}
