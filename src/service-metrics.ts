import type { DependencyContainer } from 'tsyringe';
import { KEYS_FILE, type KeysFileStatus } from './access/keys-file.js';
import { RESULT_CACHE, type ResultCache } from './cache/result-cache.js';
import { Admission } from './classification/admission.js';
import { IMAGE_FETCHER, type ImageFetcher } from './fetch/image-fetcher.js';
import type { ClassifierStatus } from './inference/classifier.js';
import type { ServedModel } from './model/served-model.js';
import { addRedisMetrics } from './redis-metrics.js';
import type { Shared } from './shared.js';
import type { ServiceLog } from './telemetry/log.js';
import type { Metrics } from './telemetry/metrics/metrics.js';
import { residentBytes } from './telemetry/metrics/resident-bytes.js';
import { SERVICE_VERSION } from './telemetry/version.js';

/** What the metrics read of the service. */
interface Sources {
  readonly log: ServiceLog;
  readonly models: readonly ServedModel[];
  readonly classifier: { readonly status: ClassifierStatus };
  readonly shared?: Shared | undefined;
}

/** Adds what is read when Prometheus asks: the state of each room. A request costs nothing for it. */
export function addServiceMetrics(
  metrics: Metrics,
  container: DependencyContainer,
  { log, models, classifier, shared }: Sources,
): void {
  addBuild(metrics, models);
  addCache(metrics, container.resolve<ResultCache>(RESULT_CACHE));
  addImages(metrics, container.resolve(Admission), container.resolve<ImageFetcher>(IMAGE_FETCHER));
  addClassifier(metrics, classifier);
  if (container.isRegistered(KEYS_FILE))
    addKeysFile(metrics, container.resolve<KeysFileStatus>(KEYS_FILE));
  if (shared) addRedisMetrics(metrics, shared);
  metrics.counter({
    name: 'classifier_log_lines_dropped_total',
    help: 'Lines of the log that were dropped because their reader was stalled.',
    read: () => log.dropped,
  });
}

function addKeysFile(metrics: Metrics, file: KeysFileStatus): void {
  metrics.gauge({
    name: 'classifier_keys_file_broken',
    help: 'Whether the file of API keys cannot be used, so that the keys before are kept.',
    read: () => (file.state === 'broken' ? 1 : 0),
  });
  metrics.gauge({
    name: 'classifier_keys_file_loaded_timestamp_seconds',
    help: 'When the valid API keys were loaded from their file.',
    read: () => file.loadedAt / 1000,
  });
}

/** Which version and which models there are. */
export function addBuild(metrics: Metrics, models: readonly ServedModel[]): void {
  metrics.gauges({
    name: 'classifier_build_info',
    help: 'The version of the service.',
    labels: ['version'],
    read: () => [{ labels: { version: SERVICE_VERSION }, value: 1 }],
  });
  metrics.gauges({
    name: 'classifier_model_info',
    help: 'Each model: the SHA-256 of its weights, and the hash of its card, graph and weights.',
    labels: ['model', 'weights_sha256', 'identity'],
    read: () =>
      models.map(({ name, card, identity }) => ({
        labels: {
          model: name,
          weights_sha256: card.golden?.weightsSha256 ?? card.weights.sha256 ?? 'unknown',
          identity,
        },
        value: 1,
      })),
  });
}

function addCache(metrics: Metrics, cache: ResultCache): void {
  metrics.gauge({
    name: 'classifier_cache_entries',
    help: 'Results in the cache.',
    read: () => cache.statistics?.entries ?? 0,
  });
  metrics.counter({
    name: 'classifier_cache_evictions_total',
    help: 'Results that made room for others, because the cache was full.',
    read: () => cache.statistics?.evictions ?? 0,
  });
}

function addImages(metrics: Metrics, admission: Admission, fetcher: ImageFetcher): void {
  metrics.gauge({
    name: 'classifier_images_in_progress',
    help: 'Images that are being loaded, waiting or being classified.',
    read: () => admission.status.images,
  });
  metrics.gauge({
    name: 'classifier_images_in_progress_limit',
    help: 'Images in progress at most; beyond it requests are overloaded.',
    read: () => admission.status.maxImages,
  });
  metrics.gauge({
    name: 'classifier_images_in_progress_bytes',
    help: 'Bytes of images in progress.',
    read: () => admission.status.bytes,
  });
  metrics.gauge({
    name: 'classifier_images_in_progress_limit_bytes',
    help: 'Bytes of images in progress at most; beyond it requests are overloaded.',
    read: () => admission.status.maxBytes,
  });
  metrics.counter({
    name: 'classifier_addresses_refused_total',
    help: 'Fetches that were refused because of their address or host.',
    read: () => fetcher.refused ?? 0,
  });
}

function addClassifier(metrics: Metrics, classifier: Sources['classifier']): void {
  metrics.gauge({
    name: 'classifier_queue_images',
    help: 'Images that wait for a classifier process.',
    read: () => classifier.status.queued,
  });
  metrics.gauge({
    name: 'classifier_queue_limit_images',
    help: 'CLASSIFIER_QUEUE_MAX.',
    read: () => classifier.status.queueMax,
  });
  metrics.gauges({
    name: 'classifier_processes',
    help: 'Classifier processes: ready, or missing (starting, or not to be started).',
    labels: ['state'],
    read: () => {
      const { processes, processesReady } = classifier.status;
      return [
        { labels: { state: 'ready' }, value: processesReady },
        { labels: { state: 'missing' }, value: processes - processesReady },
      ];
    },
  });
  metrics.counter({
    name: 'classifier_process_restarts_total',
    help: 'Classifier processes that ended and were replaced.',
    read: () => classifier.status.restarts,
  });
  metrics.gauges({
    name: 'classifier_resident_memory_bytes',
    help: 'Resident memory of the main process, and of the classifier processes together.',
    labels: ['process'],
    read: () => {
      const children = classifier.status.pids.map((pid) => residentBytes(pid) ?? 0);
      return [
        { labels: { process: 'main' }, value: process.memoryUsage.rss() },
        {
          labels: { process: 'classifiers' },
          value: children.reduce((sum, bytes) => sum + bytes, 0),
        },
      ];
    },
  });
}
