import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerClientError } from './parser-error.js';

/** What clients may take: times in milliseconds, and numbers. */
export interface ServerLimits {
  /** Until all headers have come. Nobody honest needs seconds for at most 16 KiB. */
  readonly headersTimeout: number;
  /** Until the whole request has come: 20 MiB at 3 Mbit/s. */
  readonly requestTimeout: number;
  /** How long an idle connection is kept: longer than the 60 s of common load balancers, which
   * otherwise send a request into a connection that is being closed. */
  readonly keepAliveTimeout: number;
  /** Connections open at once; more are closed as they come. Each can hold its headers and 64 KiB of JSON,
   * so these are 400 MB at worst, and the process keeps descriptors to fetch with. */
  readonly maxConnections: number;
  /** Requests that one connection may have waiting: without a bound, a single client that sends on
   * without waiting (pipelining, which no client of today does) could fill the memory. */
  readonly maxPipelined: number;
  /** How often the first two are looked at. */
  readonly connectionsCheckingInterval: number;
  /** How long a body that was refused is still read: a client that is cut off while it sends may
   * never see the answer. */
  readonly lingerTimeout: number;
  /** How long idle connections are kept when draining: requests may be on their way in them. */
  readonly drainGrace: number;
}

const LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  maxConnections: 4096,
  maxPipelined: 32,
  connectionsCheckingInterval: 1000,
  lingerTimeout: 2000,
  drainGrace: 200,
};

/** Bytes of all headers together: Node.js's own default, written down. */
const MAX_HEADER_SIZE = 16_384;
const MAX_HEADERS = 100;

/** An HTTP server that can be drained. */
export class HttpServer {
  readonly #server: Server;
  readonly #limits: ServerLimits;
  readonly #unanswered = new Set<ServerResponse>();
  readonly #waiting = new WeakMap<Socket, Set<ServerResponse>>();
  #port = 0;
  #draining = false;
  #onAnswered: (() => void) | undefined;

  private constructor(handle: RequestListener, limits: ServerLimits) {
    this.#limits = limits;
    const answer: RequestListener = (request, response) => {
      if (this.#track(request, response)) handle(request, response);
    };
    this.#server = createServer(
      { ...limits, maxHeaderSize: MAX_HEADER_SIZE, requireHostHeader: false },
      answer,
    );
    // An Expect that nobody knows: Node.js itself would answer 417, without any of our headers.
    this.#server.on('checkExpectation', answer);
    this.#server.maxHeadersCount = MAX_HEADERS;
    this.#server.maxConnections = limits.maxConnections;
    this.#server.on('clientError', answerClientError);
    this.#server.on('connection', (socket) => {
      const waiting = new Set<ServerResponse>();
      this.#waiting.set(socket, waiting);
      // Node.js itself tells only the response whose turn it is, none of those behind it.
      socket.once('close', () => {
        for (const response of waiting) if (response.socket === null) response.emit('close');
      });
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
    limits: Partial<ServerLimits> = {},
  ): Promise<HttpServer> {
    const service = new HttpServer(handle, { ...LIMITS, ...limits });
    await new Promise<void>((resolve, reject) => {
      service.#server.once('error', reject).listen({ host, port }, () => {
        service.#server.off('error', reject);
        service.#port = (service.#server.address() as AddressInfo).port;
        resolve();
      });
    });
    return service;
  }

  /** The port that was opened. */
  get port(): number {
    return this.#port;
  }

  /**
   * Stops listening, answers what is under way, and closes all connections.
   *
   * @param timeout milliseconds after which connections are closed unanswered
   * @returns how many requests were cut off
   */
  async drain(timeout: number): Promise<number> {
    this.#draining = true;
    // Not Server.close of node:http, which closes idle connections at once, even those with a
    // request on its way in them.
    NetServer.prototype.close.call(this.#server);
    for (const response of this.#unanswered)
      if (!response.headersSent) response.setHeader('Connection', 'close');
    const deadline = new AbortController();
    await Promise.race([this.#allAnswered(deadline.signal), sleep(timeout, undefined, deadline)]);
    deadline.abort();
    const cutOff = this.#unanswered.size;
    this.#server.closeAllConnections();
    return cutOff;
  }

  async #allAnswered(signal: AbortSignal): Promise<void> {
    if (await this.#hasConnections()) await sleep(this.#limits.drainGrace, undefined, { signal });
    if (this.#unanswered.size > 0)
      await new Promise<void>((resolve) => {
        this.#onAnswered = resolve;
      });
  }

  #hasConnections(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#server.getConnections((_error, count) => {
        resolve(count > 0);
      });
    });
  }

  /** @returns whether the request is to be handled: not when its connection has too many waiting */
  #track(request: IncomingMessage, response: ServerResponse): boolean {
    const { socket } = request;
    const waiting = this.#waiting.get(socket);
    if (waiting === undefined || waiting.size >= this.#limits.maxPipelined) {
      socket.destroy();
      return false;
    }
    waiting.add(response);
    this.#unanswered.add(response);
    if (this.#draining) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.#unanswered.delete(response);
      waiting.delete(response);
      if (this.#unanswered.size === 0) this.#onAnswered?.();
      if (!request.complete) this.#linger(request);
    });
    return true;
  }

  /** Node.js reads and drops what is left of a body, but without end. */
  #linger(request: IncomingMessage): void {
    setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, this.#limits.lingerTimeout).unref();
  }
}
