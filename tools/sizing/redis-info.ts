import type { RedisServer } from '../redis/redis-server.js';

/** What a Redis server has done and holds. */
export interface RedisUsage {
  /** Microseconds of processor time, user and system. */
  readonly cpu: number;
  /** Bytes received and sent. */
  readonly network: number;
  /** Bytes of all data. */
  readonly memory: number;
}

export function usageOf(server: RedisServer): RedisUsage {
  const text = server.cli('info', 'all');
  const value = (name: string) => Number(new RegExp(`^${name}:([0-9.]+)`, 'm').exec(text)?.[1]);
  return {
    cpu: 1e6 * (value('used_cpu_user') + value('used_cpu_sys')),
    network: value('total_net_input_bytes') + value('total_net_output_bytes'),
    memory: value('used_memory'),
  };
}

/** What was used for each of `count` steps between two looks. */
export function perStep(before: RedisUsage, after: RedisUsage, count: number): RedisUsage {
  const per = (key: keyof RedisUsage) => (after[key] - before[key]) / count;
  return { cpu: per('cpu'), network: per('network'), memory: per('memory') };
}
