import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { didYouMean } from '../cli/did-you-mean.js';
import { readList } from '../cli/inputs/lines.js';
import { grouped, plural } from '../cli/output/progress.js';
import type { Terminal } from '../cli/output/terminal.js';
import { UsageError } from '../cli/usage-error.js';
import { readServedModel } from '../model/served-model.js';
import type { LastingRedis } from '../redis/lasting-redis.js';
import type { Settings } from '../settings/index.js';
import type { Log } from '../telemetry/log.js';
import { addList } from './add-list.js';
import { collectList } from './collect-list.js';
import { checkEviction } from './eviction.js';
import type { List } from './list.js';
import { ListStore } from './list-store.js';
import type { BulkCommand } from './options.js';
import { outputFile } from './output-file.js';
import { ChunkQueue } from './queue.js';
import { removeList } from './remove-list.js';
import { standardOutput } from './results-output.js';
import { readStatus, statusText } from './status.js';

/** What the commands for people need. */
export interface Context {
  readonly redis: LastingRedis;
  readonly settings: Settings;
  /** The model's. */
  readonly folder: string;
  readonly terminal: Terminal;
  readonly log: Log;
  readonly stop: AbortSignal;
}

type Of<Verb extends BulkCommand['verb']> = Extract<BulkCommand, { verb: Verb }>;

/** Milliseconds that `status` waits for Redis. */
const STATUS_TIMEOUT = 10_000;

export async function add(command: Of<'add'>, context: Context): Promise<number> {
  const { redis, settings, folder, terminal, log, stop } = context;
  const { name, from, options, urlsPerJob } = command;
  await checkReadable(from);
  // Reading may wait for whoever writes.
  stop.addEventListener('abort', () => process.stdin.destroy());
  await checkEviction(redis, log);
  const model = await readServedModel(folder, settings.classifier.precision);
  const store = new ListStore(redis, stop);
  const wanted = { model: model.name, identity: model.identity, options, urlsPerJob };
  const list = await store.create(name, wanted);
  checkSame(list, wanted);
  const { maxUrls } = settings.bulk;
  let told = false;
  let count = 0;
  const adding = addList(list, readList(from), {
    ...{ store, maxUrls, stop, queue: new ChunkQueue(model.name, redis, stop) },
    onFull: () => {
      if (!told)
        terminal.note(
          `waiting: ${plural(maxUrls, 'URL')} may be in Redis (BULK_MAX_URLS), and bulk collect frees those with results`,
        );
      told = true;
    },
    onAdded: (urls) => {
      count = urls;
      terminal.progress(`${plural(urls, 'URL')} added`);
    },
  });
  const added = await adding.catch((error: unknown) => {
    terminal.progress('');
    if (stop.aborted) terminal.note(`stopped: ${plural(count, 'URL')} of ${name} are added so far`);
    throw error;
  });
  terminal.progress('');
  terminal.note(
    added
      ? `added ${plural(count, 'URL')} as ${name}, for the model ${model.name}`
      : `${name} has had all ${plural(count, 'URL')} before`,
  );
  return 0;
}

/** @throws UsageError if a list cannot be read, so that none is made of it */
async function checkReadable(from: string): Promise<void> {
  if (from === '-') return;
  await access(from, constants.R_OK).catch((error: unknown) => {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--from ${from} cannot be read (${code})`, { cause: error });
  });
}

/** @throws UsageError if the list of that name was added in another way */
function checkSame(
  list: List,
  wanted: Pick<List, 'model' | 'identity' | 'options' | 'urlsPerJob'>,
): void {
  const { name, model, identity, options, urlsPerJob } = list;
  const instead = `take another name, or bulk remove ${name}`;
  if (identity !== wanted.identity)
    throw new UsageError(
      `the list ${name} is for the model ${model} with the identity ${identity}, not for ${wanted.model} with ${wanted.identity}: ${instead}`,
    );
  if (
    JSON.stringify(options) !== JSON.stringify(wanted.options) ||
    urlsPerJob !== wanted.urlsPerJob
  )
    throw new UsageError(`the list ${name} was added with other options: ${instead}`);
}

export async function collect({ name, out }: Of<'collect'>, context: Context): Promise<number> {
  const { redis, terminal, stop } = context;
  const store = new ListStore(redis, stop);
  const ledger = new ListStore(redis);
  const { model } = await existing(name, store);
  const note = (text: string) => {
    terminal.note(text);
  };
  const output = out === undefined ? standardOutput(note) : await outputFile(out, ledger, note);
  let told = false;
  let first: number | undefined;
  let count = 0;
  try {
    await collectList(name, {
      ...{ store, ledger, output, stop, queue: new ChunkQueue(model, redis, stop) },
      onOther: () => {
        if (!told) note(`waiting: another command collects ${name}, or was killed just now`);
        told = true;
      },
      onCollected: (urls) => {
        first ??= urls;
        count = urls;
        terminal.progress(`${plural(urls, 'result')} collected`);
      },
    });
  } catch (error) {
    terminal.progress('');
    if (first !== undefined)
      note(
        `stopped: collected ${plural(count - first, 'result')} of ${name}, ${grouped(count)} so far`,
      );
    throw error;
  } finally {
    await output.close();
  }
  terminal.progress('');
  const errors = (await store.find(name))?.errors ?? 0;
  note(
    `collected ${plural(count - (first ?? 0), 'result')} of ${name}: all ${plural(count, 'URL')} are done, ${plural(errors, 'error')}`,
  );
  return 0;
}

export async function status({ name, json }: Of<'status'>, context: Context): Promise<number> {
  const { redis, settings, terminal, stop } = context;
  const late = AbortSignal.timeout(STATUS_TIMEOUT);
  const store = new ListStore(redis, AbortSignal.any([stop, late]));
  try {
    const names = name === undefined ? await store.names() : [(await existing(name, store)).name];
    const state = await readStatus(names, store, redis, settings.bulk.maxUrls);
    await terminal.data(json ? `${JSON.stringify(state)}\n` : statusText(state));
  } catch (error) {
    if (late.aborted) throw new Error(`${redis.server} has not answered in 10 s`, { cause: error });
    throw error;
  }
  return 0;
}

export async function remove({ name }: Of<'remove'>, context: Context): Promise<number> {
  const { redis, terminal, stop } = context;
  const store = new ListStore(redis, stop);
  const list = await existing(name, store);
  await removeList(list, store, new ChunkQueue(list.model, redis, stop), stop);
  terminal.note(
    `removed ${name}: ${plural(list.urls - list.collectedUrls, 'URL')} were not collected`,
  );
  return 0;
}

/** @throws Error if there is none of that name: it may come yet, so that another try may find it */
async function existing(name: string, store: ListStore): Promise<List> {
  const list = await store.find(name);
  if (list !== undefined) return list;
  const names = await store.names();
  const meant =
    didYouMean(name, names) ||
    (names.length === 0 ? '' : `: there are ${names.slice(0, 10).join(', ')}`);
  throw new Error(`there is no list ${name}${meant}`);
}
