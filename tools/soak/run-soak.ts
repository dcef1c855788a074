import { setTimeout as sleep } from 'node:timers/promises';
import { Load } from './load.js';
import { type SoakedService, startService } from './service.js';
import { startUpstream, type Upstream } from './upstream.js';
import { classifiersOf, type Vitals, vitalsOf } from './vitals.js';

const IMAGES = ['rocket.jpg', 'coffee.png', 'chelsea.png'].map((name) => `models/golden/${name}`);
const PROCESSES = 2;
/** Milliseconds between kills of classifier processes. */
const KILL_EVERY = 2500;
/** Milliseconds that the service may take to release everything after the last request. */
const SETTLE = 60_000;
const POLL_EVERY = 1000;
/** Accepted growth of memory from the middle to the end: heap sizes vary. */
const MEMORY_SLACK = { factor: 1.15, megabytes: 48 };

export interface SoakResult {
  readonly answers: ReadonlyMap<string, number>;
  readonly kills: number;
  readonly middle: Vitals;
  readonly end: Vitals;
  /** One line each. */
  readonly faults: readonly string[];
}

/** Puts a real service under mixed load for `seconds` and checks what remains afterwards. */
export async function runSoak(seconds: number): Promise<SoakResult> {
  const upstream = await startUpstream(IMAGES);
  const service = await startService({
    CLASSIFIER_PROCESSES: String(PROCESSES),
    CACHE_MAXSIZE: '100',
    REPORT_TOP_N: '100000',
    IMAGE_FETCH_TIMEOUT: '3',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
  });
  try {
    return await soak(service, upstream, seconds);
  } finally {
    service.kill();
    upstream.close();
  }
}

async function soak(
  service: SoakedService,
  upstream: Upstream,
  seconds: number,
): Promise<SoakResult> {
  const load = new Load(service.url, `http://127.0.0.1:${upstream.port}`);
  const faults: string[] = [];
  let kills = 0;
  const half = async (): Promise<Vitals> => {
    const killer = setInterval(() => {
      const classifiers = classifiersOf(service.pid);
      // Never the oldest, and only after the last victim has been replaced.
      if (classifiers.length < PROCESSES) return;
      process.kill(classifiers.at(-1) ?? 0, 'SIGKILL');
      kills++;
    }, KILL_EVERY);
    await load.run(seconds / 2);
    clearInterval(killer);
    await settled(service.pid, upstream);
    return vitalsOf(service.pid);
  };
  const middle = await half();
  const end = await half();

  if (upstream.silent > 0) faults.push(`${upstream.silent} abandoned fetches are still under way`);
  faults.push(...load.wrong, ...grown(middle, end), ...(await wrongCounts(service.url, load)));
  const code = await service.stop();
  if (code !== 0) faults.push(`SIGTERM ended the service with code ${String(code)}`);
  return { answers: load.answers, kills, middle, end, faults };
}

/** Waits until all work has ended and idle connections are closed. */
async function settled(pid: number, upstream: Upstream): Promise<void> {
  const deadline = Date.now() + SETTLE;
  let last = -1;
  for (let same = 0; same < 5 && Date.now() < deadline;) {
    await sleep(POLL_EVERY);
    const { descriptors, processes } = vitalsOf(pid);
    const still = descriptors === last && processes === PROCESSES && upstream.silent === 0;
    same = still ? same + 1 : 0;
    last = descriptors;
  }
}

function grown(middle: Vitals, end: Vitals): string[] {
  const faults: string[] = [];
  for (const part of ['main', 'eldest', 'tree'] as const) {
    const most = middle[part] * MEMORY_SLACK.factor + MEMORY_SLACK.megabytes;
    if (end[part] > most)
      faults.push(`memory of ${part}: ${middle[part].toFixed()} → ${end[part].toFixed()} MB`);
  }
  if (end.descriptors > middle.descriptors)
    faults.push(`file descriptors: ${middle.descriptors} → ${end.descriptors}`);
  if (end.processes !== middle.processes)
    faults.push(`classifier processes: ${middle.processes} → ${end.processes}`);
  return faults;
}

/** Compares the report with the counted answers, URL by URL. */
async function wrongCounts(service: string, { counts }: Load): Promise<string[]> {
  const response = await fetch(`${service}/report`, { headers: { Connection: 'close' } });
  const report = (await response.json()) as Record<string, { num_requested: number }>;
  const urls = new Set([...counts.keys(), ...Object.keys(report)]);
  return [...urls]
    .filter((url) => report[url]?.num_requested !== counts.get(url))
    .map(
      (url) =>
        `the report says ${report[url]?.num_requested ?? 0} of ${url}, not ${counts.get(url) ?? 0}`,
    );
}
