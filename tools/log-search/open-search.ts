import { join } from 'node:path';
import { indexTemplate } from './index-template.js';
import { programPath } from './missing-packages.js';
import { startProgram, until } from './program.js';

/** The index that the shipper's configuration names. */
export const INDEX = 'image-classifier';

/** Where `make` puts OpenSearch and what it needs. */
const JARS = 'build/log-search/jars';
const RUNNER = 'org.codelibs.opensearch.runner.OpenSearchRunner';
/** The runner takes the first free port above it. */
const PORT = 9200;

export interface OpenSearch {
  readonly port: number;
  readonly version: string;
  /** Number of documents. */
  count(): Promise<number>;
  /** The documents that a query in Lucene's syntax finds, as they were sent; all without one. */
  find(query?: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** Starts a real OpenSearch on loopback, whose index has the strict mapping. */
export async function startOpenSearch(folder: string): Promise<OpenSearch> {
  const program = startProgram(
    programPath('java') ?? 'java',
    [
      ...['-Xms512m', '-Xmx512m', '-cp', join(JARS, '*'), RUNNER],
      ...['-basePath', join(folder, 'open-search'), '-clusterName', 'log-search'],
      ...['-numOfNode', '1', '-baseHttpPort', String(PORT)],
    ],
    join(folder, 'open-search.out'),
  );
  try {
    return { ...(await whenReady(program)), stop: () => program.stop() };
  } catch (error) {
    await program.stop();
    throw error;
  }
}

async function whenReady(program: ReturnType<typeof startProgram>) {
  const port = await until('the port of OpenSearch', 120, () => {
    program.check();
    return /HTTP Port: +(\d+)/.exec(program.output())?.[1];
  });
  const ask = client(`http://127.0.0.1:${port}`);
  const about = await until('the start of OpenSearch', 120, () => {
    program.check();
    return ask<{ version: { number: string } }>('GET', '/').catch(() => undefined);
  });
  await ask('PUT', `/_index_template/${INDEX}`, indexTemplate(`${INDEX}*`));
  await ask('PUT', `/${INDEX}`);
  return {
    port: Number(port),
    version: about.version.number,
    count: async () => {
      await ask('POST', `/${INDEX}/_refresh`);
      return (await ask<{ count: number }>('GET', `/${INDEX}/_count`)).count;
    },
    find: async (query = '*') => {
      const search = { size: 10_000, query: { query_string: { query } } };
      const { hits } = await ask<Hits>('POST', `/${INDEX}/_search`, search);
      return hits.hits.map(({ _source }) => _source);
    },
  };
}

interface Hits {
  readonly hits: { readonly hits: { readonly _source: Record<string, unknown> }[] };
}

function client(origin: string) {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(origin + path, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
}
