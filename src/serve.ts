import type { Dependencies } from './container.js';
import { selfCheck } from './inference/self-check.js';
import type { Running } from './lifecycle.js';
import { Service } from './service.js';
import type { Settings } from './settings/index.js';
import { NO_TRACING, startTracing } from './telemetry/tracing/tracing.js';

/** Milliseconds that a slow reader has to take the last lines of the log. */
const LAST_LINES = 1000;

const UNCHECKED =
  'the model has no golden predictions, so nothing tells a wrong answer from a right one: make golden MODEL_DIR=FOLDER computes them';

/**
 * Checks the models, wires everything, opens the port.
 *
 * @throws ModelError, ChildCrash, or the operating system's error when the port cannot be opened
 */
export async function serve(dependencies: Dependencies): Promise<Running> {
  const { settings, log, models, classifier } = dependencies;
  for (const model of models.all)
    if (!(await selfCheck(classifier, model))) log.warn({ model: model.name }, UNCHECKED);
  const { log: logged, traces } = settings.telemetry;
  const tracing = traces ? await startTracing(logged.imageUrls, log) : NO_TRACING;
  const service = await Service.start({ ...dependencies, tracing });
  const titles = models.all.map(({ card }) => card.title);
  const seconds = (performance.now() / 1000).toFixed(1);
  log.info(
    { action: 'service-started', models: models.names, processes: settings.classifier.processes },
    `listening on ${addressOf(settings.server, service)} with ${titles.join(', ')}, ready after ${seconds} s`,
  );
  const { shutdownDelay, shutdownTimeout } = settings.server;
  return {
    shutdownDelay,
    shutdownTimeout,
    announceStop: () => {
      service.announceStop();
    },
    stop: async () => {
      await service.stop();
      log.info({ action: 'service-stopped' }, 'stopped');
      await log.drain(LAST_LINES);
    },
  };
}

/** A URL that reaches the service: `localhost` if it listens on all addresses. */
function addressOf({ host = 'localhost' }: Settings['server'], { port }: Service): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
