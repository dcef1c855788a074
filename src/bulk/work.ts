import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { hostname } from 'node:os';
import { startEngine } from '../cli/engine.js';
import { windowFor } from '../cli/window.js';
import type { Running } from '../lifecycle.js';
import { LastingRedis } from '../redis/lasting-redis.js';
import type { RedisAddress } from '../settings/redis-address.js';
import type { Settings } from '../settings/index.js';
import type { ServiceLog } from '../telemetry/log.js';
import { checkEviction } from './eviction.js';
import { Heartbeat } from './heartbeat.js';
import { HostTurns } from './host-turns.js';
import { imageClassifier } from './image-classifier.js';
import { ListStore } from './list-store.js';
import { startProbeServer } from './probe-server.js';
import { processJob } from './process-job.js';
import { openWorker } from './queue.js';
import { WorkerErrors } from './worker-errors.js';
import { WorkerMetrics } from './worker-metrics.js';

/** Share of `SHUTDOWN_TIMEOUT` in which jobs may still finish. After it they are given back. */
const FINISHING_SHARE = 0.7;
/** Milliseconds that a slow reader has to take the last lines of the log. */
const LAST_LINES = 1000;

export interface WorkOptions {
  /** Worked on at once. */
  readonly jobs: number;
  /** Of the probes; undefined: none are answered. */
  readonly port: number | undefined;
}

/**
 * Starts a worker: it takes jobs until it is stopped.
 *
 * @param folder the model's
 * @param broken called when the classifier processes cannot be brought back, so that the worker is of no use
 * @throws ModelError, ChildCrash, or Error for a Redis that cannot be worked with
 */
export async function startWork(
  { settings, folder, address }: { settings: Settings; folder: string; address: RedisAddress },
  { jobs, port }: WorkOptions,
  log: ServiceLog,
  broken: () => void,
): Promise<Running> {
  const { server, classifier, fetch, bulk } = settings;
  const redis = new LastingRedis(address, log);
  const state = { ready: false };
  const metrics = new WorkerMetrics(() => redis.up);
  const probes =
    port === undefined
      ? undefined
      : await startProbeServer(port, server.host, () => state.ready && redis.up, metrics);
  await checkEviction(redis, log);
  const { atOnce } = windowFor(classifier.processes);
  const engine = await startEngine(settings, folder, atOnce, log);
  const { model } = engine;
  const giveBack = new AbortController();
  setMaxListeners(0, giveBack.signal);
  const classify = imageClassifier(
    engine,
    new HostTurns(redis, bulk.hostRate),
    atOnce,
    fetch.maxBytes,
  );
  const work = {
    ...{ store: new ListStore(redis), model, metrics, log, stop: giveBack.signal },
    classify: async (url: string, stop: AbortSignal) => {
      try {
        return await classify(url, stop);
      } catch (error) {
        // One image may end processes, but only the loss of all of them makes a worker useless.
        if (!engine.ready && !stop.aborted) {
          giveBack.abort();
          broken();
        }
        throw error;
      }
    },
  };
  const worker = openWorker(model.name, redis, { lockTtl: bulk.lockTtl, jobs }, (job) =>
    processJob(job, work),
  );
  const errors = new WorkerErrors(log);
  worker.on('error', (error) => {
    if (redis.up) errors.report(error);
  });
  worker.on('stalled', (job) => {
    log.warn({ action: 'bulk-taken-over', job }, `job ${job} of a worker that died is taken over`);
  });
  const beat = new Heartbeat(redis, {
    ...{ id: randomUUID(), host: hostname(), pid: process.pid, model: model.name },
  });
  state.ready = true;
  log.info(
    { action: 'worker-started', model: model.name, processes: classifier.processes },
    `working on lists for ${model.card.title} from ${redis.server}`,
  );
  return {
    shutdownDelay: 0,
    shutdownTimeout: server.shutdownTimeout,
    announceStop: () => undefined,
    stop: async () => {
      state.ready = false;
      const timer = setTimeout(
        () => {
          giveBack.abort();
        },
        server.shutdownTimeout * 1000 * FINISHING_SHARE,
      );
      await worker.close();
      clearTimeout(timer);
      await beat.end();
      await engine.close();
      probes?.close();
      redis.close();
      log.info({ action: 'worker-stopped' }, 'stopped');
      await log.drain(LAST_LINES);
    },
  };
}
