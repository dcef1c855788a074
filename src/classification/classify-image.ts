import { inject, injectable } from 'tsyringe';
import { RESULT_CACHE, type ResultCache } from '../cache/result-cache.js';
import { CLOCK, type Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../fetch/image-fetcher.js';
import { CLASSIFIER, type Classification, type Classifier } from '../inference/classifier.js';
import { LOG, type Log } from '../log.js';
import { REQUEST_MONITOR, type RequestMonitor } from '../monitor/request-monitor.js';
import { SETTINGS, type Settings } from '../settings.js';
import { SingleFlight } from './single-flight.js';

/** A picture to classify, as one client asks for it. */
export interface UrlRequest {
  /** Absolute, http or https, without credentials or fragment. */
  readonly url: URL;
  /** When the request arrived, on the service's clock. */
  readonly arrivedAt: number;
  /** Makes a signal that fires when the client hangs up; a cache hit does not need one. */
  readonly hangUpSignal: () => AbortSignal;
}

/** What came of fetching and classifying a picture. */
export interface FreshResult {
  readonly classification: Classification;
  /** Milliseconds the fetch took. */
  readonly fetch: number;
  /** Whether the cache has it now. */
  readonly stored: boolean;
}

/** Where a classification came from: the cache, or work done now, perhaps begun for another client. */
export type Answer = { readonly seconds: number } & (
  | { readonly hit: true; readonly classification: Classification }
  | ({ readonly hit: false; readonly collapsed: boolean } & FreshResult)
);

/** Says what is in a picture: the story of every request. */
@injectable()
export class ClassifyImage {
  readonly #underWay = new SingleFlight<FreshResult>();
  readonly #underWayMax: number;

  constructor(
    @inject(SETTINGS) settings: Settings,
    @inject(RESULT_CACHE) private readonly cache: ResultCache,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(CLASSIFIER) private readonly classifier: Classifier,
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(CLOCK) private readonly now: Clock,
    @inject(LOG) private readonly log: Log,
  ) {
    this.#underWayMax = settings.classifierQueueMax + settings.classifierProcesses;
  }

  /**
   * Classifies the picture behind a URL: from the cache, or else by sharing the work with all who
   * ask for the same URL now, and counts it for the report.
   *
   * @throws ServiceError as ImageFetcher and Classifier do, and `overloaded`
   */
  async byUrl({ url, arrivedAt, hangUpSignal }: UrlRequest): Promise<Answer> {
    const key = url.href;
    const known = await this.#recall(key);
    const found =
      known === undefined
        ? await this.#share(key, url, hangUpSignal())
        : { hit: true as const, classification: known };
    const seconds = (this.now() - arrivedAt) / 1000;
    await this.#count(key, seconds);
    return { ...found, seconds };
  }

  async #share(key: string, url: URL, hangUp: AbortSignal) {
    this.#refuseWhenOverloaded(key);
    const { value, collapsed } = await this.#underWay.join(key, hangUp, (abandoned) =>
      this.#fetchAndClassify(key, url, abandoned),
    );
    return { hit: false as const, collapsed, ...value };
  }

  async #fetchAndClassify(key: string, url: URL, abandoned: AbortSignal): Promise<FreshResult> {
    const start = this.now();
    const image = await this.fetcher.fetch(url, abandoned);
    const fetch = this.now() - start;
    const classification = await this.classifier.classify(image, abandoned);
    const stored = await this.#remember(key, classification);
    return { classification, fetch, stored };
  }

  /** An image that is being fetched holds memory too, so it counts as one that waits. */
  #refuseWhenOverloaded(key: string): void {
    if (this.#underWay.size >= this.#underWayMax && !this.#underWay.has(key))
      throw new ServiceError('overloaded', 'too many images are waiting: try again soon');
  }

  // The cache and the report are conveniences: without them a classification is still right.

  async #recall(key: string): Promise<Classification | undefined> {
    try {
      return await this.cache.get(key);
    } catch (err) {
      this.log.warn({ err }, 'the cache could not be read');
      return undefined;
    }
  }

  async #remember(key: string, classification: Classification): Promise<boolean> {
    try {
      return await this.cache.set(key, classification);
    } catch (err) {
      this.log.warn({ err }, 'the cache could not be written');
      return false;
    }
  }

  async #count(key: string, seconds: number): Promise<void> {
    try {
      await this.monitor.record(key, seconds);
    } catch (err) {
      this.log.warn({ err }, 'the request could not be counted');
    }
  }
}
