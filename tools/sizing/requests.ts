import { classifyRequest, getOnce } from '../bench/load/http-connection.js';
import { forSeconds, runLoad, times } from '../bench/load/run-load.js';
import { cpuOfTree } from '../bench/processes/cpu-of-tree.js';
import type { ImageServer } from '../bench/scenarios/bench.js';
import { type Contestant, startService } from '../bench/servers/contestants.js';
import type { RedisServer } from '../redis/redis-server.js';
import { perStep, usageOf } from './redis-info.js';

const CONCURRENCY = 32;
/** Less than a replica keeps in its own memory. */
const KNOWN = 500;

/** What one kind of request costs Redis, and the replica's main process. */
export interface RequestCost {
  readonly what: string;
  readonly answersPerSecond: number;
  readonly commands: number;
  /** Microseconds of Redis's processor time; undefined without Redis. */
  readonly redisMicroseconds: number | undefined;
  /** Bytes to and from Redis. */
  readonly bytes: number | undefined;
  /** Milliseconds of the main process's processor time. */
  readonly main: number | undefined;
}

/** @param server empty, and used by nobody else */
export async function measureRequests(
  images: ImageServer,
  server: RedisServer,
  seconds: number,
): Promise<RequestCost[]> {
  const shared = { REDIS_URL: server.url, CACHE_MAXSIZE: '100000', MONITOR_MAXSIZE: '100000' };
  const replicas: Contestant[] = [];
  const start = async (settings: Record<string, string>) => {
    const replica = await startService(settings);
    replicas.push(replica);
    return replica;
  };
  try {
    const alone = await start({});
    const first = await start(shared);
    const second = await start(shared);
    const limited = await start({ ...shared, RATE_LIMIT: '1000000000/86400' });
    const known = Array.from({ length: KNOWN }, () => images.nextOrdinary());
    const ask = (urls: readonly string[]) => {
      let at = 0;
      return () => classifyRequest(urls[at++ % urls.length] ?? '');
    };
    const hot = ask([images.hot]);
    const cold = () => classifyRequest(images.nextOrdinary());
    const load = (replica: Contestant, next: () => Buffer | undefined) =>
      runLoad({ port: replica.port, concurrency: CONCURRENCY, next });
    for (const replica of replicas) await load(replica, forSeconds(1, hot));
    await load(first, times(KNOWN, ask(known)));
    const cost = async (what: string, replica: Contestant, next: () => Buffer | undefined) => {
      const before = { redis: usageOf(server), sent: await commandsOf(replica), ...look(replica) };
      const { completed, seconds: taken } = await load(replica, next);
      const after = { redis: usageOf(server), sent: await commandsOf(replica), ...look(replica) };
      const redis = replica === alone ? undefined : perStep(before.redis, after.redis, completed);
      return {
        what,
        answersPerSecond: completed / taken,
        commands: (after.sent - before.sent) / completed,
        redisMicroseconds: redis?.cpu,
        bytes: redis?.network,
        main: before.main && after.main && (after.main - before.main) / completed,
      };
    };
    return [
      await cost('hit, without Redis', alone, forSeconds(seconds, hot)),
      await cost('hit in the memory of the replica', first, forSeconds(seconds, hot)),
      await cost('hit that another replica made', second, times(KNOWN, ask(known))),
      await cost('hit, with RATE_LIMIT', limited, forSeconds(seconds, hot)),
      await cost('new image, without Redis', alone, forSeconds(seconds, cold)),
      await cost('new image', first, forSeconds(seconds, cold)),
    ];
  } finally {
    for (const replica of replicas) await replica.stop();
  }
}

function look({ pid }: Contestant): { main: number | undefined } {
  return { main: cpuOfTree(pid)?.main };
}

async function commandsOf({ port }: Contestant): Promise<number> {
  const { body } = await getOnce(port, '/metrics');
  return Number(/^classifier_redis_commands_total (.*)$/m.exec(body)?.[1] ?? 0);
}
