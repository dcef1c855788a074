import 'reflect-metadata';
import { container as root, type DependencyContainer, instanceCachingFactory } from 'tsyringe';
import { MemoryCache } from './cache/memory-cache.js';
import { RESULT_CACHE } from './cache/result-cache.js';
import { Admission } from './classification/admission.js';
import { ClassifyImage } from './classification/classify-image.js';
import { CLOCK, monotonicClock } from './clock.js';
import { CLOSEABLE, type Closeable } from './closing.js';
import { AxiosImageFetcher } from './fetch/axios-image-fetcher.js';
import { IMAGE_FETCHER } from './fetch/image-fetcher.js';
import { App } from './http/app.js';
import { ROUTE } from './http/route.js';
import { ClassifyImageRoute } from './http/routes/classify-image-route.js';
import { HealthRoute } from './http/routes/health-route.js';
import { ReportRoute } from './http/routes/report-route.js';
import { Readiness } from './http/server/readiness.js';
import { CLASSIFIER, type Classifier } from './inference/classifier.js';
import { SERVED_MODELS, type ServedModels } from './model/served-models.js';
import { MemoryMonitor } from './monitor/memory-monitor.js';
import { REQUEST_MONITOR } from './monitor/request-monitor.js';
import { SETTINGS, type Settings } from './settings/index.js';
import { LOG, type Log } from './telemetry/log.js';

/** What is made before the container: it needs the environment, files or child processes. */
export interface Dependencies {
  readonly settings: Settings;
  readonly log: Log;
  readonly models: ServedModels;
  readonly classifier: Classifier & Closeable & { readonly ready: boolean };
}

/**
 * The composition root. Every class is registered explicitly: tsyringe silently builds an
 * unregistered class anew at each resolve.
 *
 * Tests register their own implementations on the result before the first `resolve`.
 */
export function createContainer(dependencies: Dependencies): DependencyContainer {
  const { settings, log, models, classifier } = dependencies;
  const container = root.createChildContainer();
  container.registerInstance(SETTINGS, settings);
  container.registerInstance(LOG, log);
  container.registerInstance(SERVED_MODELS, models);
  container.registerInstance(CLASSIFIER, classifier);
  container.registerInstance(CLOCK, monotonicClock);
  container.registerInstance(Readiness, new Readiness(() => classifier.ready));

  container.registerSingleton(RESULT_CACHE, MemoryCache);
  container.registerSingleton(REQUEST_MONITOR, MemoryMonitor);
  container.register(IMAGE_FETCHER, {
    useFactory: instanceCachingFactory(() => new AxiosImageFetcher(settings.fetch)),
  });
  container.registerSingleton(Admission);
  container.registerSingleton(ClassifyImage);

  container.registerSingleton(ROUTE, ClassifyImageRoute);
  container.registerSingleton(ROUTE, ReportRoute);
  container.registerSingleton(ROUTE, HealthRoute);
  container.registerSingleton(App);

  for (const token of [IMAGE_FETCHER, RESULT_CACHE, CLASSIFIER])
    container.register(CLOSEABLE, { useToken: token });
  return container;
}
