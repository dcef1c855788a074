import type { Replica } from './replicas.js';

export interface LoadOptions {
  /** Each has one request under way at a time. */
  readonly clients: number;
  /** Number of different URLs, in turn. */
  readonly urls: number;
  /** The image's URL, without a query. */
  readonly image: string;
}

/** Keeps all replicas busy until it is told to stop. Each request is of a client of its own, to the rate limit. */
export class Load {
  /** Answers with 200, by URL. */
  readonly counts: Record<string, number> = {};
  /** Requests whose connection ended before the answer, by URL. */
  readonly broken: Record<string, number> = {};
  readonly others: number[] = [];
  answered = 0;
  private next = 0;
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly replicas: readonly Pick<Replica, 'url'>[],
    private readonly options: LoadOptions,
  ) {
    this.running = Array.from({ length: options.clients }, (_, client) => this.run(client));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.running);
  }

  /** Waits for so many more answers. */
  async more(answers: number): Promise<void> {
    const goal = this.answered + answers;
    while (this.answered < goal) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private async run(client: number): Promise<void> {
    const { urls, image } = this.options;
    for (let turn = client; !this.stopped; turn++) {
      const image_url = `${image}?${this.next % urls}`;
      const status = await ask(
        this.replicas[turn % this.replicas.length]?.url ?? '',
        image_url,
        `2001:db8:${(this.next++).toString(16)}::1`,
      );
      if (status === undefined) {
        add(this.broken, image_url);
        continue;
      }
      this.answered++;
      if (status === 200) add(this.counts, image_url);
      else this.others.push(status);
    }
  }
}

/**
 * @param client its address, as a proxy names it
 * @returns the status; undefined if the connection ended before the answer
 */
export async function ask(
  url: string,
  image_url: string,
  client: string,
): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}/classify-image`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': client },
      body: JSON.stringify({ image_url }),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // What fetch throws; what is not as the API's document says is another error.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function add(counts: Record<string, number>, url: string): void {
  counts[url] = (counts[url] ?? 0) + 1;
}
