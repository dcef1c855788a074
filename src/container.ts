import 'reflect-metadata';
import { container as root, type DependencyContainer, instanceCachingFactory } from 'tsyringe';
import type { Access } from './access/access.js';
import { KEY_RING } from './access/key-ring.js';
import { KEYS_FILE } from './access/keys-file.js';
import { RATE_LIMITER } from './access/rate-limiter.js';
import { MemoryCache } from './cache/memory-cache.js';
import { RESULT_CACHE } from './cache/result-cache.js';
import { Admission } from './classification/admission.js';
import { CLAIMS } from './classification/claims.js';
import { ClassifyImage } from './classification/classify-image.js';
import { BATCH_LIMITS, DEFAULT_BATCH_LIMITS } from './classification/batch-limits.js';
import { BatchSlots } from './classification/batch-slots.js';
import { ClassifyImages } from './classification/classify-images.js';
import { ClassifyTensors } from './classification/classify-tensors.js';
import { ExplainImage } from './classification/explain-image.js';
import { CLOCK, monotonicClock } from './clock.js';
import { CLOSEABLE, type Closeable } from './closing.js';
import { AxiosImageFetcher } from './fetch/axios-image-fetcher.js';
import { IMAGE_FETCHER } from './fetch/image-fetcher.js';
import { App } from './http/app.js';
import { Guards } from './http/middleware/guards.js';
import { ImageRequests } from './http/requests/image-requests.js';
import { ROUTE } from './http/route.js';
import { ClassifyImageRoute } from './http/routes/classify-image-route.js';
import { ClassifyImagesRoute } from './http/routes/classify-images-route.js';
import { ExplainImageRoute } from './http/routes/explain-image-route.js';
import { HealthRoute } from './http/routes/health-route.js';
import { MetricsRoute } from './http/routes/metrics-route.js';
import { PageRoute } from './http/routes/page-route.js';
import { OpenApiRoute } from './http/routes/openapi-route.js';
import { ReportRoute } from './http/routes/report-route.js';
import { RootRoute } from './http/routes/root-route.js';
import { Readiness } from './http/server/readiness.js';
import { RequestObserver } from './http/server/request-observer.js';
import { InferenceHealthRoute } from './http/v2/health-route.js';
import { InferRoute } from './http/v2/infer-route.js';
import { InferenceModels } from './http/v2/inference-models.js';
import { InferenceMetadataRoute } from './http/v2/metadata-route.js';
import { RunInference } from './http/v2/run-inference.js';
import { CLASSIFIER, type Classifier, type ClassifierStatus } from './inference/classifier.js';
import { EXPLAINER, type Explainer } from './inference/explainer.js';
import { TENSOR_CLASSIFIER, type TensorClassifier } from './inference/tensor-classifier.js';
import { SERVED_MODELS, type ServedModels } from './model/served-models.js';
import { MemoryMonitor } from './monitor/memory-monitor.js';
import { REQUEST_MONITOR } from './monitor/request-monitor.js';
import { SETTINGS, type Settings } from './settings/index.js';
import { LOG, SERVICE_LOG, type ServiceLog } from './telemetry/log.js';
import type { Shared } from './shared.js';
import { Metrics } from './telemetry/metrics/metrics.js';
import { RequestTelemetry } from './telemetry/request-telemetry.js';
import { NO_TRACING, TRACING, type Tracing } from './telemetry/tracing/tracing.js';
import { WebAssets } from './web/web-assets.js';

/** What is made before the container: it needs the environment, files or child processes. */
export interface Dependencies {
  readonly settings: Settings;
  readonly log: ServiceLog;
  /** None by default. */
  readonly tracing?: Tracing;
  readonly access: Access;
  /** What replicas share; undefined: nothing. */
  readonly shared?: Shared | undefined;
  readonly models: ServedModels;
  readonly classifier: Classifier &
    TensorClassifier &
    Explainer &
    Closeable & { readonly ready: boolean; readonly status: ClassifierStatus };
}

/**
 * The composition root. Every class is registered explicitly: tsyringe silently builds an
 * unregistered class anew at each resolve.
 *
 * Tests register their own implementations on the result before the first `resolve`.
 */
export function createContainer(dependencies: Dependencies): DependencyContainer {
  const { settings, log, access, shared, models, classifier } = dependencies;
  const container = root.createChildContainer();
  container.registerInstance(SETTINGS, settings);
  container.registerInstance(LOG, log);
  container.registerInstance(SERVICE_LOG, log);
  container.registerInstance(SERVED_MODELS, models);
  container.registerInstance(CLASSIFIER, classifier);
  container.registerInstance(TENSOR_CLASSIFIER, classifier);
  container.registerInstance(EXPLAINER, classifier);
  container.registerInstance(CLOCK, monotonicClock);
  container.registerInstance(Readiness, new Readiness(() => classifier.ready));

  if (access.keys) container.registerInstance(KEY_RING, access.keys);
  const limiter = shared?.limiter ?? access.limiter;
  if (limiter) container.registerInstance(RATE_LIMITER, limiter);
  if (access.keysFile) {
    container.registerInstance(KEYS_FILE, access.keysFile);
    container.register(CLOSEABLE, { useToken: KEYS_FILE });
  }

  if (shared) registerShared(container, shared);
  else {
    container.registerSingleton(RESULT_CACHE, MemoryCache);
    container.registerSingleton(REQUEST_MONITOR, MemoryMonitor);
  }
  container.register(IMAGE_FETCHER, {
    useFactory: instanceCachingFactory(() => new AxiosImageFetcher(settings.fetch)),
  });
  container.registerSingleton(Admission);
  container.registerSingleton(ClassifyImage);
  container.registerInstance(BATCH_LIMITS, DEFAULT_BATCH_LIMITS);
  container.registerSingleton(BatchSlots);
  container.registerSingleton(ClassifyImages);
  container.registerSingleton(ClassifyTensors);
  container.registerSingleton(ExplainImage);

  container.registerSingleton(ImageRequests);
  container.registerSingleton(ROUTE, ClassifyImageRoute);
  container.registerSingleton(ROUTE, ClassifyImagesRoute);
  container.registerSingleton(ROUTE, ExplainImageRoute);
  container.registerSingleton(InferenceModels);
  container.registerSingleton(RunInference);
  container.registerSingleton(ROUTE, InferRoute);
  container.registerSingleton(ROUTE, InferenceMetadataRoute);
  container.registerSingleton(ROUTE, InferenceHealthRoute);
  container.registerSingleton(ROUTE, ReportRoute);
  container.registerSingleton(ROUTE, HealthRoute);
  container.registerSingleton(ROUTE, MetricsRoute);
  container.registerSingleton(ROUTE, RootRoute);
  container.registerSingleton(ROUTE, PageRoute);
  container.registerSingleton(WebAssets);
  container.registerSingleton(ROUTE, OpenApiRoute);
  container.registerSingleton(Guards);
  container.registerInstance(TRACING, dependencies.tracing ?? NO_TRACING);
  container.registerInstance(Metrics, new Metrics());
  container.registerSingleton(RequestTelemetry);
  container.registerSingleton(RequestObserver);
  container.registerSingleton(App);

  for (const token of [IMAGE_FETCHER, RESULT_CACHE, CLASSIFIER, TRACING])
    container.register(CLOSEABLE, { useToken: token });
  if (shared) container.registerInstance<Closeable>(CLOSEABLE, shared);
  return container;
}

function registerShared(container: DependencyContainer, shared: Shared): void {
  container.registerInstance(RESULT_CACHE, shared.cache);
  container.registerInstance(REQUEST_MONITOR, shared.monitor);
  if (shared.claims) container.registerInstance(CLAIMS, shared.claims);
}
