import { request } from 'node:http';
import { randomNumbers } from '../bench/images/random.js';
import { EXPECTED, type Kind } from './upstream.js';

/** Percent of requests of each kind. */
const SHARES: readonly [kind: Kind | 'refused' | 'hang-up' | 'report', share: number][] = [
  ['new', 34],
  ['hot', 30],
  ['late', 4],
  ['missing', 5],
  ['text', 5],
  ['cut', 5],
  ['broken', 3],
  ['reset', 2],
  ['never', 1],
  ['refused', 4],
  ['hang-up', 4],
  ['report', 3],
];

/** Number of URLs of each kind; unlimited by default. `new` exceeds the cache, so each one is a miss. */
const URLS = { new: 1000, hot: 10, late: 50 } as Partial<Record<Kind, number>>;
/** Number of clients; each sends one request at a time. */
const CLIENTS = 16;
/** A refused address, from the range for documentation. */
const REFUSED = 'http://192.0.2.1/';
/** Milliseconds after which a client hangs up. */
const PATIENCE = 50;

/** Mixed load, and the results that the service must report for it. */
export class Load {
  /** Successful classifications per URL, as the report must show them. */
  readonly counts = new Map<string, number>();
  /** Number of answers by kind. */
  readonly answers = new Map<string, number>();
  /** Unexpected answers. */
  readonly wrong: string[] = [];
  private readonly random = randomNumbers(1);
  private next = 0;

  constructor(
    private readonly service: string,
    private readonly upstream: string,
  ) {}

  /** Sends requests for `seconds` and waits for the last answers. */
  async run(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    const client = async () => {
      while (performance.now() < end) await this.one();
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  }

  private async one(): Promise<void> {
    const kind = this.kind();
    this.answers.set(kind, (this.answers.get(kind) ?? 0) + 1);
    if (kind === 'report') this.expect(kind, await ask(`${this.service}/report`), [200]);
    else if (kind === 'refused')
      this.expect(kind, await ask(this.service, `${REFUSED}${++this.next}`), [403]);
    else if (kind === 'hang-up')
      await ask(this.service, `${this.upstream}/silent/${++this.next}`, PATIENCE);
    else await this.classify(kind);
  }

  private async classify(kind: Kind): Promise<void> {
    const url = `${this.upstream}/${kind}/${++this.next % (URLS[kind] ?? Infinity)}`;
    const status = await ask(this.service, url);
    this.expect(kind, status, EXPECTED[kind]);
    if (status === 200) this.counts.set(url, (this.counts.get(url) ?? 0) + 1);
  }

  private expect(kind: string, status: number, expected: readonly number[]): void {
    if (!expected.includes(status)) this.wrong.push(`${kind} was answered with ${status}`);
  }

  private kind() {
    let left = this.random() * 100;
    for (const [kind, share] of SHARES) if ((left -= share) < 0) return kind;
    return 'hot';
  }
}

/**
 * Sends one request on a new connection.
 *
 * @param image URL of the image to classify; a GET without it
 * @param patience milliseconds after which to hang up
 * @returns the status, or 0 without an answer
 */
function ask(service: string, image?: string, patience?: number): Promise<number> {
  return new Promise((resolve) => {
    const json = { 'Content-Type': 'application/json' };
    const sent =
      image === undefined
        ? request(service, { agent: false })
        : request(`${service}/classify-image`, { agent: false, method: 'POST', headers: json });
    sent.on('response', (response) => {
      response.resume().once('close', () => {
        resolve(response.complete ? (response.statusCode ?? 0) : 0);
      });
    });
    sent.on('error', () => {
      resolve(0);
    });
    sent.end(image === undefined ? undefined : JSON.stringify({ image_url: image }));
    if (patience !== undefined) setTimeout(() => sent.destroy(), patience);
  });
}
