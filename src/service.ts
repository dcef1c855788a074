import type { DependencyContainer } from 'tsyringe';
import { CLOSEABLE, type Closeable, closeAll } from './closing.js';
import { createContainer, type Dependencies } from './container.js';
import { App } from './http/app.js';
import { Readiness } from './http/server/readiness.js';
import { HttpServer } from './http/server/http-server.js';
import { RequestObserver } from './http/server/request-observer.js';
import type { ServerLimits } from './http/server/limits.js';
import { addServiceMetrics } from './service-metrics.js';
import { Metrics } from './telemetry/metrics/metrics.js';

/** Share of `SHUTDOWN_TIMEOUT` reserved for closing resources. */
const CLOSING_SHARE = 0.1;

export interface ServiceOptions {
  /** Changes registrations before the first resolve. */
  readonly override?: (container: DependencyContainer) => void;
  readonly limits?: Partial<ServerLimits>;
}

export class Service {
  private constructor(
    private readonly dependencies: Dependencies,
    private readonly container: DependencyContainer,
    private readonly server: HttpServer,
  ) {}

  /** @throws the operating system's error when the port cannot be opened */
  static async start(dependencies: Dependencies, options: ServiceOptions = {}): Promise<Service> {
    const { settings, log } = dependencies;
    const container = createContainer(dependencies);
    options.override?.(container);
    const { models, classifier, shared } = dependencies;
    addServiceMetrics(container.resolve(Metrics), container, {
      log,
      models: models.all,
      classifier,
      shared,
    });
    // Koa handles every failure itself, so its handler's promise never rejects.
    const handle = container.resolve(App).koa.callback() as (...args: unknown[]) => void;
    const observer = container.resolve(RequestObserver);
    const server = await HttpServer.listen(handle, settings.server, observer, log, options.limits);
    return new Service(dependencies, container, server);
  }

  get port(): number {
    return this.server.port;
  }

  /** From now on the service is not ready. It still serves everything. */
  announceStop(): void {
    this.container.resolve(Readiness).drain();
  }

  /** Finishes the requests under way, within `SHUTDOWN_TIMEOUT`, then closes everything. */
  async stop(): Promise<void> {
    const { settings, log } = this.dependencies;
    this.announceStop();
    const cutOff = await this.server.drain(
      settings.server.shutdownTimeout * 1000 * (1 - CLOSING_SHARE),
    );
    if (cutOff > 0) log.warn({ cutOff }, 'requests were cut off: SHUTDOWN_TIMEOUT is over');
    await closeAll(this.container.resolveAll<Closeable>(CLOSEABLE), log);
  }
}
