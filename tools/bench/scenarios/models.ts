import { basename } from 'node:path';
import { existsSync, readdirSync } from 'node:fs';
import { classifyRequest } from '../load/http-connection.js';
import { forSeconds, runLoad } from '../load/run-load.js';
import { Engine, timeInTurns } from '../inference/engine.js';
import { readModelFile } from '../../../src/model/model-file.js';
import { ROOT } from '../paths.js';
import type { Findings, ModelRow } from '../result.js';
import { startService } from '../servers/contestants.js';
import { median, medianRatio } from '../statistics.js';
import type { Bench } from './bench.js';

const CONCURRENCY = 8;
const WARM_UP_SECONDS = 0.5;
/** nsfwjs' graph model, and how many times as fast as node by node it must be. */
const TARGETS: Readonly<Record<string, number>> = { mobilenet_v2_mid: 2 };

/** Each model by itself: as one graph and node by node, one thread each, and served to 8 clients. */
export async function models(bench: Bench): Promise<Findings> {
  const rows: ModelRow[] = [];
  for (const folder of bench.options.models ?? madeModels())
    rows.push(await measure(bench, folder));
  return { rows: [], models: rows };
}

/** The folders of all models that are made, in models/ and by `make nsfwjs`. */
function madeModels(): string[] {
  return [`${ROOT}models`, `${ROOT}build/nsfwjs`]
    .filter((parent) => existsSync(parent))
    .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
    .filter((folder) =>
      ['model.json', 'card.json'].every((name) => existsSync(`${folder}/${name}`)),
    )
    .sort();
}

async function measure(bench: Bench, folder: string): Promise<ModelRow> {
  const { rounds, inferenceRuns } = bench.options;
  const model = basename(folder);
  const engines = [
    Engine.start('ours.js', [folder], 1),
    Engine.start('node-by-node.js', [folder], 1),
  ] as const;
  const [ours, nodeByNode] = await timeInTurns(model, engines, rounds, inferenceRuns);
  const timesAsFast = medianRatio(nodeByNode, ours);
  const atLeast = TARGETS[model];
  return {
    model,
    megabytes: (await readModelFile(folder)).weightData.byteLength / 1e6,
    graph: median(ours),
    nodeByNode: median(nodeByNode),
    timesAsFast,
    imagesPerSecond: await imagesPerSecond(bench, folder),
    ...(atLeast !== undefined && { atLeast, met: timesAsFast >= atLeast }),
  };
}

async function imagesPerSecond(bench: Bench, folder: string): Promise<number> {
  const service = await startService({ MODEL: '', MODEL_DIR: folder });
  const load = (seconds: number) => {
    const next = forSeconds(seconds, () => classifyRequest(bench.images.nextOrdinary()));
    return runLoad({ port: service.port, concurrency: CONCURRENCY, next });
  };
  try {
    await load(WARM_UP_SECONDS);
    const rates: number[] = [];
    for (let round = 0; round < bench.options.rounds; round++) {
      const { completed, seconds } = await load(bench.options.seconds);
      rates.push(completed / seconds);
    }
    return median(rates);
  } finally {
    await service.stop();
  }
}
