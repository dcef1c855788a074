import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisAddress, shownAddress } from '../settings/redis-address.js';
import type { Log } from '../telemetry/log.js';
import { createClient, type RedisClient } from './client.js';
import { RedisAway } from './redis-away.js';
import { reasonOf } from './reason-of.js';

/** Milliseconds that a command may take before Redis counts as away. */
const TIMEOUT = 250;
/** Milliseconds of connecting, and of each of its steps, which no request waits for. */
const CONNECT_TIMEOUT = 2000;
const CONNECT_STEP_TIMEOUT = 1500;
/** Milliseconds until Redis is tried again: at first, and at most. */
const FIRST_PAUSE = 100;
const MAX_PAUSE = 2000;
/** Milliseconds that Redis must have been there for the pauses to begin anew. */
const STEADY = 10_000;

/** A connection, as long as it works. */
interface Session {
  readonly client: RedisClient;
  /** Fails each command that waits for its reply. */
  readonly waiting: Set<(reason: string) => void>;
  readonly since: number;
}

/**
 * The connection to Redis and its health.
 *
 * One failed or slow command, or a lost connection, makes Redis away: all commands under way fail at
 * once, and so does every later one, until Redis takes a write again. So an outage costs a request at most
 * one timeout, and only those that were waiting when it began.
 */
export class RedisLink {
  /** Commands that were sent, and those that failed. */
  sent = 0;
  failed = 0;
  private session: Session | undefined;
  private readonly closed = new AbortController();
  private readonly onReturn: (() => void)[] = [];
  private onReply: (seconds: number) => void = () => undefined;
  private pause = FIRST_PAUSE;

  /** @param prefix of all keys */
  private constructor(
    private readonly address: RedisAddress,
    readonly prefix: string,
    private readonly log: Log,
  ) {}

  /** Connects, or goes on trying if Redis is away: that is no failure. */
  static async open(address: RedisAddress, prefix: string, log: Log): Promise<RedisLink> {
    const link = new RedisLink(address, prefix, log);
    try {
      await link.connect();
      log.info({ action: 'redis-connected', server: link.server }, `sharing with ${link.server}`);
    } catch (error) {
      link.warn(reasonOf(error));
      void link.comeBack();
    }
    return link;
  }

  get up(): boolean {
    return this.session !== undefined;
  }

  /** Without user and password. */
  get server(): string {
    return shownAddress(this.address);
  }

  /** Calls `listener` each time that Redis is there again. */
  returned(listener: () => void): void {
    this.onReturn.push(listener);
  }

  /** Calls `listener` with the time that each reply took. */
  timed(listener: (seconds: number) => void): void {
    this.onReply = listener;
  }

  /** @throws RedisAway at once while Redis is away, or when the command fails or takes too long */
  run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const { session } = this;
    if (session === undefined) return Promise.reject(new RedisAway('Redis is away'));
    this.sent++;
    const start = performance.now();
    return new Promise<T>((resolve, reject) => {
      const fail = (reason: string) => {
        settle();
        this.failed++;
        reject(new RedisAway(reason));
      };
      // The reply may have arrived while the event loop was busy, so it is read before the command fails.
      const timer = setTimeout(() => {
        setImmediate(() => {
          if (session.waiting.has(fail)) this.lose(session, `no reply in ${TIMEOUT} ms`);
        });
      }, TIMEOUT);
      const settle = () => {
        clearTimeout(timer);
        session.waiting.delete(fail);
      };
      session.waiting.add(fail);
      command(session.client).then(
        (value) => {
          settle();
          this.onReply((performance.now() - start) / 1000);
          resolve(value);
        },
        (error: unknown) => {
          this.lose(session, reasonOf(error));
        },
      );
    });
  }

  close(): void {
    this.closed.abort();
    const { session } = this;
    this.session = undefined;
    if (session === undefined) return;
    failAll(session, 'the service stops');
    session.client.disconnect();
  }

  private lose(session: Session, reason: string): void {
    if (this.session === session) {
      this.session = undefined;
      this.warn(reason);
      if (performance.now() - session.since > STEADY) this.pause = FIRST_PAUSE;
      session.client.disconnect();
      void this.comeBack();
    }
    failAll(session, reason);
  }

  private warn(reason: string): void {
    this.log.warn(
      { action: 'redis-away', reason, server: this.server },
      'Redis is away: cache, report and rate limits go on in the memory of this process',
    );
  }

  /** Tries until it succeeds or the link is closed. */
  private async comeBack(): Promise<void> {
    const start = performance.now();
    while (!this.closed.signal.aborted) {
      const pause = this.pause * (0.5 + Math.random() / 2);
      this.pause = Math.min(this.pause * 2, MAX_PAUSE);
      try {
        await sleep(pause, undefined, { ref: false, signal: this.closed.signal });
        await this.connect();
      } catch {
        continue;
      }
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      this.log.info(
        { action: 'redis-back', server: this.server },
        `Redis is back after ${seconds} s`,
      );
      for (const listener of this.onReturn) listener();
      return;
    }
  }

  private async connect(): Promise<void> {
    const client = createClient(this.address, CONNECT_STEP_TIMEOUT);
    let reason: string | undefined;
    client.on('error', (error) => (reason ??= reasonOf(error)));
    const expiry = sleep(CONNECT_TIMEOUT, undefined, { ref: false }).then(() => {
      throw new Error(`no connection in ${CONNECT_TIMEOUT} ms`);
    });
    try {
      await Promise.race([this.handshake(client), expiry]);
      this.closed.signal.throwIfAborted();
    } catch (error) {
      client.disconnect();
      throw new Error(reason ?? reasonOf(error), { cause: error });
    }
    const session = {
      client,
      waiting: new Set<(reason: string) => void>(),
      since: performance.now(),
    };
    this.session = session;
    client.once('end', () => {
      this.lose(session, reason ?? 'the connection was lost');
    });
  }

  /** A write, because a full server or a replica answers everything else. */
  private async handshake(client: RedisClient): Promise<void> {
    await client.connect();
    await client.set(`${this.prefix}probe`, '', 'PX', 1000);
  }
}

function failAll({ waiting }: Session, reason: string): void {
  for (const fail of [...waiting]) fail(reason);
}
