import { serviceArguments, startCommand } from '../../start-command.js';
import { BENCH_KEY, getOnce } from '../load/http-connection.js';
import { Child } from '../processes/child.js';
import { freePort } from './free-port.js';

/** One of the services that are compared. */
export interface Contestant {
  readonly name: ContestantName;
  readonly port: number;
  readonly pid: number;
  /** From the start of its process until it accepted requests. */
  readonly readySeconds: number;
  stop(): Promise<void>;
}

/** This service with other settings than its defaults. */
const VARIANTS = {
  bfloat16: { CLASSIFIER_PRECISION: 'bfloat16' },
  unlogged: { LOG_LEVEL: 'warn' },
  guarded: { API_KEYS: `bench:${BENCH_KEY}`, RATE_LIMIT: '1000000000/60' },
} as const;

/** This service, as shipped or a variant. */
export type Ours = 'ours' | keyof typeof VARIANTS;

/**
 * `cluster` is the tuned stack once a core: what an expert deploys. `bare` is the Koa route that answers
 * with a constant.
 */
export type ContestantName = Ours | 'cluster' | 'tuned' | 'written' | 'bare';

const READY_DEADLINE_MS = 30_000;
const READY_POLL_MS = 10;

export async function startContestant(name: ContestantName): Promise<Contestant> {
  switch (name) {
    case 'ours':
      return startService();
    case 'bfloat16':
    case 'unlogged':
    case 'guarded':
      return { ...(await startService(VARIANTS[name])), name };
    case 'bare':
      return startStack(name, new URL('bare-route.js', import.meta.url), []);
    case 'cluster':
      return startStack(name, new URL('node-cluster.js', import.meta.url), [
        'node-stack.js',
        'tuned',
      ]);
    case 'tuned':
    case 'written':
      return startStack(name, new URL('node-stack.js', import.meta.url), [name]);
  }
}

async function startStack(
  name: ContestantName,
  module: URL,
  args: readonly string[],
): Promise<Contestant> {
  const start = performance.now();
  const child = Child.fork(module, args);
  const { port } = await child.ask<{ port: number }>();
  const readySeconds = (performance.now() - start) / 1000;
  return { name, port, pid: child.pid, readySeconds, stop: () => child.stop() };
}

/** The service as `make run` starts it, allowed to fetch from loopback. */
export async function startService(settings: NodeJS.ProcessEnv = {}): Promise<Contestant> {
  const port = await freePort();
  const start = performance.now();
  const child = Child.spawn(serviceArguments(), {
    ...startCommand().environment,
    HOST: '127.0.0.1',
    PORT: String(port),
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8',
    ...settings,
  });
  while (!(await isReady(port))) {
    if (child.ended || performance.now() - start > READY_DEADLINE_MS)
      throw new Error('the service did not get ready');
    await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
  }
  const readySeconds = (performance.now() - start) / 1000;
  return { name: 'ours', port, pid: child.pid, readySeconds, stop: () => child.stop() };
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await getOnce(port, '/readyz')).status === 200;
  } catch {
    return false;
  }
}
