import type { BenchOptions, Scenario } from './options.js';
import { prepare } from './prepare.js';
import type { CpuRow, Findings, ModelRow, Row } from './result.js';
import { agreement } from './scenarios/agreement.js';
import { bfloat16 } from './scenarios/bfloat16.js';
import type { Bench } from './scenarios/bench.js';
import { cold } from './scenarios/cold.js';
import { hot } from './scenarios/hot.js';
import { inference } from './scenarios/inference.js';
import { large } from './scenarios/large.js';
import { memory } from './scenarios/memory.js';
import { models } from './scenarios/models.js';
import { ready } from './scenarios/ready.js';
import { report } from './scenarios/report.js';
import { startContestant, type Contestant, type ContestantName } from './servers/contestants.js';
import { startImageServer } from './servers/start-image-server.js';

const RUN: Record<Scenario, (bench: Bench) => Promise<Findings>> = {
  ready,
  inference,
  models,
  cold,
  bfloat16,
  large,
  hot,
  report,
  agreement,
  memory,
};

export async function runBench(
  options: BenchOptions,
  progress: (line: string) => void,
): Promise<{ rows: Row[]; cpu: CpuRow[]; models: ModelRow[]; failed: Scenario[] }> {
  progress('making the images and the ONNX model …');
  const folders = await prepare(options.images);
  const images = await startImageServer(folders);
  const started = new Map<ContestantName, Promise<Contestant>>();
  const bench: Bench = {
    options,
    images,
    contestant(name) {
      const contestant = started.get(name) ?? startContestant(name);
      started.set(name, contestant);
      return contestant;
    },
  };
  const rows: Row[] = [];
  const cpu: CpuRow[] = [];
  const modelRows: ModelRow[] = [];
  const failed: Scenario[] = [];
  try {
    for (const scenario of options.only) {
      progress(`measuring: ${scenario} …`);
      try {
        const findings = await RUN[scenario](bench);
        rows.push(...findings.rows);
        cpu.push(...(findings.cpu ?? []));
        modelRows.push(...(findings.models ?? []));
      } catch (error) {
        // One failed scenario does not stop the others.
        progress(
          `${scenario} failed: ${error instanceof Error ? String(error.stack) : String(error)}`,
        );
        failed.push(scenario);
      }
    }
    return { rows, cpu, models: modelRows, failed };
  } finally {
    for (const contestant of await Promise.allSettled(started.values()))
      if (contestant.status === 'fulfilled') await contestant.value.stop();
    await images.stop();
  }
}
