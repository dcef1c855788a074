import type { TraceParent } from './tracing/trace-parent.js';

/** The stages of the work for one image, in order. */
export const STAGES = ['fetch', 'queue', 'decode', 'inference', 'render'] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds of the stages between a request to a child process and its answer; not all are in every one. */
export type WorkTimings = Readonly<Partial<Record<Exclude<Stage, 'fetch'>, number>>>;

/** How the cache served a request (RFC 9211): `collapsed` shares the work of another request. */
export const CACHE_RESULTS = ['hit', 'miss', 'collapsed'] as const;
export type CacheResult = (typeof CACHE_RESULTS)[number];

/** How an image comes: by its URL, or in the request. */
export const IMAGE_SOURCES = ['url', 'upload'] as const;
export type ImageSourceKind = (typeof IMAGE_SOURCES)[number];

/** A stage that ran. Times are in milliseconds, `start` as `performance.now()` gives them. */
export interface StageRun {
  readonly stage: Stage;
  readonly start: number;
  readonly milliseconds: number;
}

/** What is known of a request when it arrives. */
export interface Arrival {
  readonly id: string;
  /** Undefined if what arrived was no HTTP request. */
  readonly method?: string | undefined;
  /** The path in printable ASCII, without the query. */
  readonly path?: string | undefined;
  readonly address: string | undefined;
  readonly traceParent?: TraceParent | undefined;
}

/** Everything that log, metrics and traces say about one request. The request fills it on its way. */
export class RequestRecord {
  /** `performance.now()` when the headers had arrived. */
  readonly arrivedAt = performance.now();
  /** The pattern of the route that handles it. */
  route = NO_ROUTE;
  clientAddress: string | undefined;
  /** The name of the key that the client has. */
  userName: string | undefined;
  /** Undefined if no answer was sent. */
  status: number | undefined;
  /** The code of the error that was answered, or why there was no answer. */
  errorCode: string | undefined;
  /** How the images came that were asked about, and how many there are. */
  source: ImageSourceKind | undefined;
  images = 0;
  /** Codes of the images of a batch that failed. */
  readonly failures: string[] = [];
  /** The URL of the image; undefined without one. */
  image: URL | undefined;
  /** How the cache served each image. */
  readonly cacheResults: CacheResult[] = [];
  readonly stages: StageRun[] = [];

  /** @param onStage called at the end of each stage; work that others share may outlive the request */
  constructor(
    readonly arrival: Arrival,
    private readonly onStage: (run: StageRun) => void,
  ) {
    this.clientAddress = arrival.address;
  }

  /** A request asks about an image. */
  asked(source: ImageSourceKind, url?: URL): void {
    this.source = source;
    this.images = 1;
    this.image = url;
  }

  /** A request asks about several images: those at URLs, by default. */
  askedBatch(images: number, source: ImageSourceKind = 'url'): void {
    this.source = source;
    this.images = images;
  }

  cached(result: CacheResult): void {
    this.cacheResults.push(result);
  }

  /** Of the only image; undefined for none and for several. */
  get cache(): CacheResult | undefined {
    return this.images === 1 ? this.cacheResults[0] : undefined;
  }

  /** A stage has just ended. */
  ended(stage: Stage, milliseconds: number): void {
    this.add({ stage, start: performance.now() - milliseconds, milliseconds });
  }

  /** A child process has just answered: its stages ran one after the other until now. */
  worked(timings: WorkTimings): void {
    const ran = STAGES.flatMap((stage) => {
      const milliseconds = stage === 'fetch' ? undefined : timings[stage];
      return milliseconds === undefined ? [] : [{ stage, milliseconds }];
    });
    let start = performance.now() - ran.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    for (const { stage, milliseconds } of ran) {
      this.add({ stage, start, milliseconds });
      start += milliseconds;
    }
  }

  private add(run: StageRun): void {
    this.stages.push(run);
    this.onStage(run);
  }
}

/** The route of requests that no route handles, and of what is no HTTP. */
export const NO_ROUTE = 'none';

/** The error codes of requests that got no answer, so they are not in `errors.ts`. */
export const CLIENT_GONE = 'client_gone';
export const TOO_MANY_PIPELINED = 'too_many_pipelined';
