import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisAddress, shownAddress } from '../settings/redis-address.js';
import type { Log } from '../telemetry/log.js';
import { createLastingClient, type RedisClient } from './client.js';
import { reasonOf } from './reason-of.js';

/** Milliseconds until a server that cannot do its work now is asked again. */
const PAUSE = 1000;
/**
 * The replies of such a server: it is full, a replica, still loading, or the Cluster is not whole. Redis 6 puts words
 * of its own before those that a script has met.
 */
const NOT_NOW =
  /(?:^|: -)(?:OOM|READONLY|LOADING|MISCONF|NOREPLICAS|MASTERDOWN|BUSY|CLUSTERDOWN|TRYAGAIN)\b/;

/**
 * A connection to Redis for work that can wait: while Redis is away, commands wait, and go on by themselves.
 * The log has one line when it goes and one when it is back.
 */
export class LastingRedis {
  readonly client: RedisClient;
  private away = false;
  private reason: string | undefined;

  constructor(
    private readonly address: RedisAddress,
    private readonly log: Log,
  ) {
    this.client = createLastingClient(address);
    this.client.on('error', (error) => (this.reason = reasonOf(error)));
    this.client.on('close', () => {
      this.lost(this.reason ?? 'the connection was lost');
    });
    this.client.on('ready', () => {
      this.found();
    });
  }

  get up(): boolean {
    return !this.away && this.client.status === 'ready';
  }

  /** Without user and password. */
  get server(): string {
    return shownAddress(this.address);
  }

  /**
   * Runs a command that may be run twice, as often as it takes.
   *
   * @throws Error when Redis refuses it for good, a wrong password included, or `stop` fires
   */
  async run<T>(command: (client: RedisClient) => Promise<T>, stop?: AbortSignal): Promise<T> {
    for (;;) {
      stop?.throwIfAborted();
      try {
        const reply = await untilAbort(command(this.client), stop);
        if (this.away && this.client.status === 'ready') this.found();
        return reply;
      } catch (error) {
        stop?.throwIfAborted();
        const reason = reasonOf(error);
        if (isReply(error) && !NOT_NOW.test(reason))
          throw new Error(`Redis: ${reason}`, { cause: error });
        this.lost(reason);
        await sleep(PAUSE);
      }
    }
  }

  close(): void {
    this.client.removeAllListeners('close');
    this.client.disconnect();
  }

  private lost(reason: string): void {
    if (this.away) return;
    this.away = true;
    this.log.warn(
      { action: 'redis-away', reason, server: this.server },
      `Redis is away (${reason}): the work waits for it`,
    );
  }

  private found(): void {
    this.reason = undefined;
    if (!this.away) return;
    this.away = false;
    this.log.info({ action: 'redis-back', server: this.server }, 'Redis is back');
  }
}

function untilAbort<T>(promise: Promise<T>, stop: AbortSignal | undefined): Promise<T> {
  if (stop === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(stop.reason as Error);
    };
    stop.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      stop.removeEventListener('abort', onAbort);
    });
  });
}

function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
