import type { DependencyContainer } from 'tsyringe';
import { createContainer, type Parts } from './container.js';
import { IMAGE_FETCHER, type ImageFetcher } from './fetch/image-fetcher.js';
import { App } from './http/app.js';
import { Readiness } from './http/server/readiness.js';
import { HttpServer } from './http/server/http-server.js';
import type { ServerLimits } from './http/server/limits.js';

/** The share of the shutdown's time that is kept for ending the child processes. */
const CLOSING_SHARE = 0.1;

export interface ServiceDependencies extends Parts {
  readonly classifier: Parts['classifier'] & { close(): Promise<void> };
}

export interface ServiceOptions {
  /** Changes what the container holds, before anything is made from it. */
  readonly override?: (container: DependencyContainer) => void;
  readonly limits?: Partial<ServerLimits>;
}

/** The running service: an HTTP server in front of a classifier that is ready. */
export class Service {
  private constructor(
    private readonly parts: ServiceDependencies,
    private readonly readiness: Readiness,
    private readonly fetcher: ImageFetcher,
    private readonly server: HttpServer,
  ) {}

  /** @throws the operating system's error when the port cannot be opened */
  static async start(parts: ServiceDependencies, options: ServiceOptions = {}): Promise<Service> {
    const container = createContainer(parts);
    options.override?.(container);
    // Koa answers every failure itself, so the promise of its handler is never rejected.
    const handle = container.resolve(App).koa.callback() as (...args: unknown[]) => void;
    const server = await HttpServer.listen(handle, parts.settings, parts.log, options.limits);
    const fetcher = container.resolve<ImageFetcher>(IMAGE_FETCHER);
    return new Service(parts, container.resolve(Readiness), fetcher, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** Answers what is under way, for at most `SHUTDOWN_TIMEOUT`, then lets go of everything. */
  async stop(): Promise<void> {
    const { settings, classifier, log } = this.parts;
    this.readiness.drain();
    const cutOff = await this.server.drain(settings.shutdownTimeout * 1000 * (1 - CLOSING_SHARE));
    if (cutOff > 0) log.warn({ cutOff }, 'requests were cut off: SHUTDOWN_TIMEOUT is over');
    this.fetcher.close();
    await classifier.close();
  }
}
