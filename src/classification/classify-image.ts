import { inject, injectable } from 'tsyringe';
import { RESULT_CACHE, type ResultCache } from '../cache/result-cache.js';
import { CLOCK, type Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../fetch/image-fetcher.js';
import { CLASSIFIER, type Classification, type Classifier } from '../inference/classifier.js';
import { LOG, type Log } from '../telemetry/log.js';
import { REQUEST_MONITOR, type RequestMonitor } from '../monitor/request-monitor.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { ByteBudget } from './byte-budget.js';
import { SingleFlight } from './single-flight.js';

/**
 * Bytes of images held at once, being fetched or waiting: a hundred of 5 MB, and in any case a few of the
 * largest allowed. The queue counts images alone, and 256 of the largest would be 5 GB.
 */
const BYTES_UNDER_WAY = 536_870_912;
const LARGEST_UNDER_WAY = 4;

/** An image to classify, as one client asks for it. */
export interface UrlRequest {
  /** Absolute, http or https, without credentials or fragment. */
  readonly url: URL;
  /** When the request arrived, on the service's clock. */
  readonly arrivedAt: number;
  /** Makes a signal that fires when the client hangs up; a cache hit does not need one. */
  readonly hangUpSignal: () => AbortSignal;
}

/** What one piece of work brings to all who share it. */
type Fetched = Omit<Work, 'collapsed'> & Pick<Found, 'classification'>;

/** A classification, and the work it took: none when the cache had it. */
export interface Found {
  readonly classification: Classification;
  readonly work: Work | undefined;
}

export interface Work {
  /** Milliseconds the fetch took. */
  readonly fetch: number;
  /** Whether the cache has the classification now. */
  readonly stored: boolean;
  /** Whether the work had been begun for another client. */
  readonly collapsed: boolean;
}

/** What a client gets; `seconds` is how long it took since the request's arrival. */
export interface Answer extends Found {
  readonly seconds: number;
}

/** Says what is in an image: the story of every request. */
@injectable()
export class ClassifyImage {
  readonly #underWay = new SingleFlight<Fetched>();
  readonly #underWayMax: number;
  readonly #memory: ByteBudget;

  constructor(
    @inject(SETTINGS) settings: Settings,
    @inject(RESULT_CACHE) private readonly cache: ResultCache,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
    @inject(CLASSIFIER) private readonly classifier: Classifier,
    @inject(REQUEST_MONITOR) private readonly monitor: RequestMonitor,
    @inject(CLOCK) private readonly now: Clock,
    @inject(LOG) private readonly log: Log,
  ) {
    this.#underWayMax = settings.classifier.queueMax + settings.classifier.processes;
    this.#memory = new ByteBudget(
      Math.max(BYTES_UNDER_WAY, LARGEST_UNDER_WAY * settings.fetch.maxBytes),
    );
  }

  /**
   * Classifies the image behind a URL: from the cache, or else by sharing the work with all who
   * ask for the same URL now, and counts it for the report.
   *
   * @throws ServiceError as ImageFetcher and Classifier do, and `overloaded`
   */
  async byUrl({ url, arrivedAt, hangUpSignal }: UrlRequest): Promise<Answer> {
    const key = url.href;
    const { classification, work } =
      (await this.#recall(key)) ?? (await this.#share(key, url, hangUpSignal()));
    const seconds = (this.now() - arrivedAt) / 1000;
    await this.#count(key, seconds);
    return { classification, work, seconds };
  }

  async #share(key: string, url: URL, hangUp: AbortSignal): Promise<Found> {
    this.#refuseWhenOverloaded(key);
    const { value, collapsed } = await this.#underWay.join(key, hangUp, (abandoned) =>
      this.#fetchAndClassify(key, url, abandoned),
    );
    const { classification, fetch, stored } = value;
    return { classification, work: { fetch, stored, collapsed } };
  }

  async #fetchAndClassify(key: string, url: URL, abandoned: AbortSignal): Promise<Fetched> {
    const memory = this.#memory.lease();
    try {
      const start = this.now();
      const image = await this.fetcher.fetch(url, abandoned, memory.reserve);
      const fetch = this.now() - start;
      const classification = await this.classifier.classify(image, abandoned);
      const stored = await this.#remember(key, classification);
      return { classification, fetch, stored };
    } finally {
      memory.release();
    }
  }

  /** An image that is being fetched holds memory too, so it counts as one that waits. */
  #refuseWhenOverloaded(key: string): void {
    if (this.#underWay.size >= this.#underWayMax && !this.#underWay.has(key))
      throw new ServiceError('overloaded', 'too many images are waiting: try again soon');
  }

  // The cache and the report are conveniences: without them a classification is still right.

  async #recall(key: string): Promise<Found | undefined> {
    try {
      const classification = await this.cache.get(key);
      return classification && { classification, work: undefined };
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
