import type { LastingRedis } from '../redis/lasting-redis.js';
import { WORKERS } from './keys.js';
import { BEAT } from './scripts.js';

/** Milliseconds between two beats. */
const INTERVAL = 5000;
/** Seconds that a worker counts after its last one. */
const LASTS = 15;

/** Says regularly that a worker is alive. */
export class Heartbeat {
  private readonly member: string;
  private readonly timer: NodeJS.Timeout;
  private waiting = false;

  constructor(
    private readonly redis: LastingRedis,
    worker: Readonly<Record<'id' | 'host' | 'model', string> & { pid: number }>,
  ) {
    this.member = JSON.stringify(worker);
    this.timer = setInterval(this.beat, INTERVAL);
    this.beat();
  }

  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.run((client) => client.zrem(WORKERS, this.member));
  }

  private readonly beat = (): void => {
    if (this.waiting) return;
    this.waiting = true;
    void this.redis
      .run((client) => BEAT.run(client, [WORKERS], [this.member, LASTS]))
      .catch(() => undefined)
      .finally(() => (this.waiting = false));
  };
}

/** A worker that is alive. */
export interface LiveWorker {
  readonly host: string;
  readonly pid: number;
  readonly model: string;
}

export async function liveWorkers(redis: LastingRedis): Promise<LiveWorker[]> {
  const [seconds] = await redis.run((client) => client.time());
  const members = await redis.run((client) => client.zrangebyscore(WORKERS, `(${seconds}`, '+inf'));
  return members.map((member) => JSON.parse(member) as LiveWorker);
}
