import { inject, injectable } from 'tsyringe';
import { RESULT_CACHE, type ResultCache } from '../cache/result-cache.js';
import { CLOCK, type Clock } from '../clock.js';
import { CLASSIFIER, type Classification, type Classifier } from '../inference/classifier.js';
import { SERVED_MODEL, type ServedModel } from '../model/served-model.js';
import { REQUEST_MONITOR, type RequestMonitor } from '../monitor/request-monitor.js';
import { LOG, type Log } from '../telemetry/log.js';
import { Admission } from './admission.js';
import type { ImageSource } from './image-source.js';
import { SingleFlight } from './single-flight.js';
import type { StageRecorder } from './stage-recorder.js';

/** One client's request to classify an image. */
export interface ImageRequest {
  readonly source: ImageSource;
  /** When the request arrived, on the service's clock. */
  readonly arrivedAt: number;
  /** Makes a signal that fires when the client hangs up; not called on a cache hit. */
  readonly hangUpSignal: () => AbortSignal;
  readonly recorder: StageRecorder;
}

export interface Answer {
  readonly classification: Classification;
  /** Since the request arrived. */
  readonly seconds: number;
  /** The work done; undefined on a cache hit. */
  readonly miss?: Miss;
}

export interface Miss {
  /** Milliseconds that loading the image took. */
  readonly fetch: number;
  /** Whether the cache now holds the classification. */
  readonly stored: boolean;
  /** Whether another client's request had started the work. */
  readonly collapsed: boolean;
}

type Result = Omit<Answer, 'seconds'>;

/** Classifies images: the story of every request. */
@injectable()
export class ClassifyImage {
  private readonly underWay = new SingleFlight<Required<Result>>();

  constructor(
    @inject(RESULT_CACHE) private readonly cache: ResultCache,
    @inject(Admission) private readonly admission: Admission,
    @inject(CLASSIFIER) private readonly classifier: Classifier,
    @inject(SERVED_MODEL) private readonly model: ServedModel,
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(CLOCK) private readonly now: Clock,
    @inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Classifies an image, from the cache or else once for all concurrent requests for it. Counts its URL
   * for the report.
   *
   * @throws ServiceError as ImageSource and Classifier do, and `overloaded`
   */
  async answer(request: ImageRequest): Promise<Answer> {
    const { source, arrivedAt, recorder } = request;
    const key = `${this.model.identity} ${source.key}`;
    const cached = await this.recall(key);
    recorder.cached(cached ? 'hit' : this.underWay.has(key) ? 'collapsed' : 'miss');
    const result = cached ?? (await this.share(key, request));
    const seconds = (this.now() - arrivedAt) / 1000;
    if (source.reportedUrl !== undefined) await this.count(source.reportedUrl, seconds);
    return { ...result, seconds };
  }

  private async share(key: string, request: ImageRequest): Promise<Result> {
    const { value, collapsed } = await this.underWay.join(
      key,
      request.hangUpSignal(),
      (abandoned) => this.work(key, request, abandoned),
    );
    return { ...value, miss: { ...value.miss, collapsed } };
  }

  private async work(
    key: string,
    { source, recorder }: ImageRequest,
    abandoned: AbortSignal,
  ): Promise<Required<Result>> {
    const { reserve, release } = this.admission.enter();
    try {
      const start = this.now();
      const image = await source.load(abandoned, reserve).finally(() => {
        recorder.ended('fetch', this.now() - start);
      });
      const fetch = this.now() - start;
      const classification = await this.classifier.classify(image, abandoned);
      recorder.classified(classification.timings);
      const stored = await this.remember(key, classification);
      return { classification, miss: { fetch, stored, collapsed: false } };
    } finally {
      release();
    }
  }

  // A failing cache or monitor never fails a classification.

  private async recall(key: string): Promise<Result | undefined> {
    try {
      const classification = await this.cache.get(key);
      return classification && { classification };
    } catch (err) {
      this.log.warn({ err }, 'the cache could not be read');
      return undefined;
    }
  }

  private async remember(key: string, classification: Classification): Promise<boolean> {
    try {
      return await this.cache.set(key, classification);
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
