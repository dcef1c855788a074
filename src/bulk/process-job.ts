import { DelayedError, WaitingError } from 'bullmq';
import { JsonLines } from '../cli/output/json-lines.js';
import { plural } from '../cli/output/progress.js';
import type { ServedModel } from '../model/served-model.js';
import type { Log } from '../telemetry/log.js';
import { classifyChunk } from './classify-chunk.js';
import { errorCodeOf, pack, type Progress } from './codec.js';
import type { List } from './list.js';
import type { ListStore } from './list-store.js';
import type { ChunkJob } from './queue.js';
import type { WorkerMetrics } from './worker-metrics.js';

/** Milliseconds until the URLs whose servers failed are tried again, after the first try and so on. */
const BACKOFF = [2000, 10_000, 30_000];
/** Milliseconds until another worker may take a job that this one has the wrong model for. */
const FOREIGN_PAUSE = 10_000;

export interface JobWork {
  readonly store: ListStore;
  readonly model: ServedModel;
  readonly classify: (url: string, stop: AbortSignal) => Promise<Float32Array>;
  readonly metrics: WorkerMetrics;
  readonly log: Log;
  /** Fires when the job is to be given back. */
  readonly stop: AbortSignal;
}

/** Does one job: classifies a chunk, and writes its results, or what is done of them. */
export async function processJob(job: ChunkJob, work: JobWork): Promise<void> {
  const { store, model, metrics, stop } = work;
  const { list: name, uid, chunk } = job.data;
  const list = await store.find(name);
  if (list?.uid !== uid || list.removing) return;
  if (list.identity !== model.identity) {
    await refuse(job, list, work);
    return;
  }
  const loaded = await store.load(uid, chunk);
  if (loaded === undefined) return;
  const start = performance.now();
  const format = jsonLines(model, list);
  const progress = await classifyChunk(
    loaded.urls,
    loaded.progress,
    { classify: work.classify, format, tries: list.options.tries },
    stop,
  );
  if (isWhole(progress)) {
    await finish(list, chunk, progress, start, work);
    return;
  }
  await store.save(list, chunk, progress);
  if (stop.aborted) {
    await job.moveToWait(job.token);
    metrics.jobs.inc({ outcome: 'given_back' });
    throw new WaitingError();
  }
  metrics.jobs.inc({ outcome: 'to_be_retried' });
  return await later(job, BACKOFF[progress.tries - 1] ?? BACKOFF.at(-1) ?? 0);
}

function jsonLines({ labels, wordnetIds }: ServedModel, { options }: List): JsonLines {
  const { topK, minConfidence } = options;
  return new JsonLines({ labels, wordnetIds, topK, minConfidence, explained: false });
}

type WholeProgress = Progress & { readonly lines: readonly string[] };

function isWhole(progress: Progress): progress is WholeProgress {
  return !progress.lines.includes(null);
}

async function finish(
  list: List,
  chunk: number,
  { lines }: WholeProgress,
  start: number,
  { store, metrics, log }: JobWork,
): Promise<void> {
  const codes = lines.map(errorCodeOf);
  const errors = codes.filter((code) => code !== undefined).length;
  const counts = { urls: lines.length, errors };
  if (!(await store.finish(list, chunk, pack(lines.join('')), counts))) return;
  for (const code of codes) metrics.images.inc({ code: code ?? 'none' });
  metrics.jobs.inc({ outcome: 'finished' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  log.info(
    { action: 'bulk-chunk', list: list.name, chunk, ...counts },
    `${list.name}: ${plural(counts.urls, 'URL')} of job ${chunk} in ${seconds} s, ${plural(errors, 'error')}`,
  );
}

/** A list's results are of one model, so that a worker with another one leaves its jobs to others. */
async function refuse(job: ChunkJob, list: List, { model, metrics, log }: JobWork): Promise<void> {
  log.warn(
    { action: 'bulk-other-model', list: list.name },
    `the list ${list.name} is for the model ${list.model} with the identity ${list.identity}, and this worker's is ${model.identity}: it leaves the job to others`,
  );
  metrics.jobs.inc({ outcome: 'other_model' });
  await later(job, FOREIGN_PAUSE);
}

async function later(job: ChunkJob, pause: number): Promise<never> {
  await job.moveToDelayed(Date.now() + pause, job.token);
  throw new DelayedError();
}
