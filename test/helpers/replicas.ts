import type { ExecutionContext } from 'ava';
import { type ServiceProcess, startService } from './start-service.js';

/** A service of its own process, which shares Redis with others. */
export type Replica = ServiceProcess & { readonly url: string };

export const REDIS_UP = 'classifier_redis_up';

/** Starts real services, one after the other, with one classifier process each. */
export async function startReplicas(
  t: ExecutionContext,
  environments: readonly Record<string, string>[],
): Promise<Replica[]> {
  const replicas: Replica[] = [];
  for (const environment of environments) {
    const service = await startService({
      CLASSIFIER_PROCESSES: '1',
      IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
      ...environment,
    });
    t.teardown(() => service.child.kill('SIGKILL'));
    replicas.push(service);
  }
  return replicas;
}

export async function metricOf({ url }: { url: string }, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
}

/** Waits until a metric of each replica has a value. */
export async function untilAll(
  replicas: readonly Replica[],
  name: string,
  value: number,
): Promise<void> {
  for (const replica of replicas)
    while ((await metricOf(replica, name)) !== value)
      await new Promise((resolve) => setTimeout(resolve, 20));
}

/** How often each URL is in the report of a replica. */
export async function countsOf({ url }: { url: string }): Promise<Record<string, number>> {
  const report = (await (await fetch(`${url}/report`)).json()) as Record<
    string,
    { num_requested: number }
  >;
  return Object.fromEntries(
    Object.entries(report).map(([image, { num_requested: count }]) => [image, count]),
  );
}
