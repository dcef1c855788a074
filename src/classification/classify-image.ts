import { inject, injectable } from 'tsyringe';
import { RESULT_CACHE, type ResultCache } from '../cache/result-cache.js';
import { CLOCK, type Clock } from '../clock.js';
import {
  CLASSIFIER,
  type Classification,
  type Classifications,
  type Classifier,
  sharedTimings,
} from '../inference/classifier.js';
import type { ServedModel } from '../model/served-model.js';
import { REQUEST_MONITOR, type RequestMonitor } from '../monitor/request-monitor.js';
import { LOG, type Log } from '../telemetry/log.js';
import { Admission } from './admission.js';
import { CLAIMS, type Claims } from './claims.js';
import type { ImageSource } from './image-source.js';
import { withImage } from './load-image.js';
import { ReplicaFlight } from './replica-flight.js';
import { SingleFlight } from './single-flight.js';
import type { StageRecorder } from './stage-recorder.js';

/** One client's request to classify an image. */
export interface ImageRequest {
  readonly source: ImageSource;
  /** The models that it asks, at least one, each once. */
  readonly models: readonly ServedModel[];
  /** How often the report counts it: the number of times that a batch names it. Once by default. */
  readonly occurrences?: number;
  /** When the request arrived, on the service's clock. */
  readonly arrivedAt: number;
  /** Makes a signal that fires when the client hangs up; not called on a cache hit. */
  readonly hangUpSignal: () => AbortSignal;
  readonly recorder: StageRecorder;
}

export interface Answer {
  /** Of each model that was asked. */
  readonly classifications: Classifications;
  /** Since the request arrived. */
  readonly seconds: number;
  /** The work done; undefined on a cache hit. */
  readonly miss?: Miss;
}

/** Work for the models whose results the cache did not have. */
export interface Miss {
  /** Their results. */
  readonly classifications: Classifications;
  /** Milliseconds that the fetch of the image took; undefined if it was not fetched. */
  readonly fetch: number | undefined;
  /** Whether the cache now holds all of them. */
  readonly stored: boolean;
  /** Whether another client's request had started the work, here or at another replica. */
  readonly collapsed: boolean;
}

/** Classifies images: the story of every request. */
@injectable()
export class ClassifyImage {
  private readonly underWay = new SingleFlight<Miss>();
  private readonly replicas: ReplicaFlight | undefined;

  constructor(
    @inject(RESULT_CACHE) private readonly cache: ResultCache,
    @inject(Admission) private readonly admission: Admission,
    @inject(CLASSIFIER) private readonly classifier: Classifier,
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(CLOCK) private readonly now: Clock,
    @inject(LOG) private readonly log: Log,
    @inject(CLAIMS, { isOptional: true }) claims?: Claims,
  ) {
    this.replicas = claims && new ReplicaFlight(claims);
  }

  /**
   * Classifies an image by each model: from the cache, or else with one fetch and one decode for all
   * models that are missing there, and for all concurrent requests. Counts its URL for the report.
   *
   * @throws ServiceError as ImageSource and Classifier do, and `overloaded`
   */
  async answer(request: ImageRequest): Promise<Answer> {
    const { source, models, occurrences = 1, arrivedAt, recorder } = request;
    const known = await this.recall(source, models);
    const missing = models.filter(({ name }) => !known.has(name));
    if (missing.length === 0) recorder.cached('hit');
    const miss = missing.length > 0 && (await this.share(missing, request));
    const seconds = (this.now() - arrivedAt) / 1000;
    const { reportedUrl } = source;
    if (reportedUrl !== undefined) {
      const counts = [this.count(reportedUrl, seconds)];
      while (counts.length < occurrences) counts.push(this.count(reportedUrl, seconds));
      // They are sent together, and none of them fails.
      for (const counted of counts) await counted;
    }
    if (!miss) return { classifications: known, seconds };
    return { classifications: new Map([...known, ...miss.classifications]), seconds, miss };
  }

  /**
   * One flight is for one image and one set of models, so that it has one fetch, one decode and one end.
   * Requests whose sets only overlap work twice on what they share.
   */
  private async share(models: readonly ServedModel[], request: ImageRequest): Promise<Miss> {
    const { source, recorder, hangUpSignal } = request;
    const names = models.map(({ name }) => name).sort();
    const key = `${names.join()} ${source.key}`;
    if (this.underWay.has(key)) recorder.cached('collapsed');
    const { value, collapsed } = await this.underWay.join(key, hangUpSignal(), (abandoned) =>
      this.workOnce(models, request, key, abandoned),
    );
    return collapsed ? { ...value, collapsed } : value;
  }

  /** Works unless another replica does. */
  private workOnce(
    models: readonly ServedModel[],
    request: ImageRequest,
    key: string,
    abandoned: AbortSignal,
  ): Promise<Miss> {
    const work = () => this.work(models, request, abandoned);
    if (this.replicas === undefined) return work();
    const look = async (): Promise<Miss | undefined> => {
      const classifications = await this.recall(request.source, models);
      if (classifications.size < models.length) return undefined;
      request.recorder.cached('collapsed');
      return { classifications, fetch: undefined, stored: true, collapsed: true };
    };
    return this.replicas.join({ key, look, work, abandoned });
  }

  private async work(
    models: readonly ServedModel[],
    { source, recorder }: ImageRequest,
    abandoned: AbortSignal,
  ): Promise<Miss> {
    recorder.cached('miss');
    const { admission, now } = this;
    return withImage({ admission, now, source, recorder, abandoned }, async (image, fetch) => {
      const names = models.map(({ name }) => name);
      const classifications = await this.classifier.classify(image, names, abandoned);
      recorder.worked(sharedTimings(classifications));
      const stored = await this.remember(source, models, classifications);
      return { classifications, fetch, stored, collapsed: false };
    });
  }

  // A failing cache or monitor never fails a classification.

  /** The results of those of the models that the cache has. */
  private async recall(
    source: ImageSource,
    models: readonly ServedModel[],
  ): Promise<Classifications> {
    const known = new Map<string, Classification>();
    try {
      const found = await Promise.all(models.map((model) => this.cache.get(keyOf(model, source))));
      for (const [index, { name }] of models.entries()) {
        const classification = found[index];
        if (classification !== undefined) known.set(name, classification);
      }
    } catch (err) {
      this.log.warn({ err }, 'the cache could not be read');
    }
    return known;
  }

  /** @returns whether all were stored */
  private async remember(
    source: ImageSource,
    models: readonly ServedModel[],
    classifications: Classifications,
  ): Promise<boolean> {
    try {
      const stored = await Promise.all(
        models.map(async (model) => {
          const classification = classifications.get(model.name);
          return classification && (await this.cache.set(keyOf(model, source), classification));
        }),
      );
      return stored.every(Boolean);
    } catch (err) {
      this.log.warn({ err }, 'the cache could not be written');
      return false;
    }
  }

  private async count(url: string, seconds: number): Promise<void> {
    try {
      await this.monitor.record(url, seconds);
    } catch (err) {
      this.log.warn({ err }, 'the request could not be counted');
    }
  }
}

function keyOf({ identity }: ServedModel, { key }: ImageSource): string {
  return `${identity} ${key}`;
}
