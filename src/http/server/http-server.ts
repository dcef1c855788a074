import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../telemetry/log.js';
import { holdBack } from '../requests/expect-continue.js';
import { defaultLimits, type ServerLimits } from './limits.js';
import { PendingResponses } from './pending-responses.js';
import { refuseConnect, refuseMalformed } from './refuse-malformed.js';
import type { RequestObserver } from './request-observer.js';

/** Milliseconds between two log lines about errors of the server. */
const ERROR_LOG_INTERVAL = 1000;

/** An HTTP server that can be drained. */
export class HttpServer {
  private readonly server: Server;
  private readonly pending = new PendingResponses();
  private openPort = 0;
  private draining = false;
  private lastErrorLoggedAt = -Infinity;

  private constructor(
    handle: RequestListener,
    private readonly observer: RequestObserver,
    private readonly log: Log,
    private readonly limits: ServerLimits,
  ) {
    const answer: RequestListener = (request, response) => {
      if (this.admit(request, response)) handle(request, response);
    };
    // `check-headers.ts` refuses requests without Host, in the API's form.
    this.server = createServer({ ...limits, requireHostHeader: false }, answer);
    // Node.js would ask for the body before anybody has looked at the headers.
    this.server.on('checkContinue', (request, response) => {
      holdBack(response);
      answer(request, response);
    });
    // Node.js would answer an unknown Expect with 417, without the API's headers.
    this.server.on('checkExpectation', answer);
    this.server.maxHeadersCount = limits.maxHeadersCount;
    this.server.maxConnections = limits.maxConnections;
    this.server.on('clientError', (error, socket) => {
      refuseMalformed(error, socket, this.pending, this.observer);
    });
    // Node.js would close the connection without an answer.
    this.server.on('connect', (request, socket) => {
      refuseConnect(request, socket, this.observer);
    });
    this.server.on('connection', (socket) => {
      this.pending.open(socket);
    });
  }

  /**
   * @param host undefined for all addresses
   * @param port 0 for any free one
   * @throws the operating system's error (`EADDRINUSE`, `EACCES`, …)
   */
  static async listen(
    handle: RequestListener,
    { host, port }: { host: string | undefined; port: number },
    observer: RequestObserver,
    log: Log,
    limits: Partial<ServerLimits> = {},
  ): Promise<HttpServer> {
    const service = new HttpServer(handle, observer, log, { ...defaultLimits(), ...limits });
    const { server } = service;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port }, () => {
        server.off('error', reject).on('error', service.onError);
        service.openPort = (server.address() as AddressInfo).port;
        resolve();
      });
    });
    return service;
  }

  /** The port that was opened. */
  get port(): number {
    return this.openPort;
  }

  /**
   * Stops listening, answers the requests under way, and closes all connections.
   *
   * @param timeout milliseconds after which connections are closed unanswered
   * @returns how many requests were cut off
   */
  async drain(timeout: number): Promise<number> {
    this.draining = true;
    // Server.close of node:http would close idle connections at once, even one with a request on
    // its way.
    NetServer.prototype.close.call(this.server);
    this.pending.announceClose();
    const deadline = new AbortController();
    await Promise.race([this.allAnswered(deadline.signal), sleep(timeout, undefined, deadline)]);
    deadline.abort();
    const cutOff = this.pending.size;
    this.server.closeAllConnections();
    return cutOff;
  }

  private async allAnswered(signal: AbortSignal): Promise<void> {
    if (await this.hasConnections()) await sleep(this.limits.drainGrace, undefined, { signal });
    await this.pending.empty();
  }

  private hasConnections(): Promise<boolean> {
    return new Promise((resolve) => {
      this.server.getConnections((_error, count) => {
        resolve(count > 0);
      });
    });
  }

  /** Such as EMFILE when a connection is accepted: without a listener it would end the process. */
  private readonly onError = (err: Error): void => {
    const now = performance.now();
    // The system may report the same error thousands of times a second.
    if (now - this.lastErrorLoggedAt < ERROR_LOG_INTERVAL) return;
    this.lastErrorLoggedAt = now;
    this.log.error({ err }, 'the HTTP server had an error, and goes on');
  };

  /** @returns whether to handle the request: not if too many are pending in its connection */
  private admit(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    if (this.pending.of(socket).size >= this.limits.maxPipelined) {
      this.observer.dropped(request);
      socket.destroy();
      return false;
    }
    this.observer.arrived(request);
    this.pending.add(socket, response);
    if (this.draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.observer.ended(response);
      if (!request.complete) this.linger(request);
    });
    return true;
  }

  /** Node.js reads and drops the rest of a body without a bound: this bounds it. */
  private linger(request: IncomingMessage): void {
    setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, this.limits.lingerTimeout).unref();
  }
}
