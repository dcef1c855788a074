import type { ExecutionContext } from 'ava';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real Prometheus that scrapes every second, with the project's alerts in fast motion. */
export interface Prometheus {
  /** The series of a query; throws if it is malformed. */
  query(expression: string): Promise<Record<string, string>[]>;
}

export function isInstalled(): boolean {
  return spawnSync('prometheus', ['--version']).error === undefined;
}

/** @param target host and port of the service */
export async function startPrometheus(t: ExecutionContext, target: string): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  writeFileSync(join(folder, 'alerts.yaml'), inFastMotion('deploy/prometheus/alerts.yaml'));
  writeFileSync(
    join(folder, 'prometheus.yaml'),
    readFileSync('deploy/prometheus/prometheus.yaml', 'utf8')
      .replaceAll('15s', '1s')
      .replace('localhost:8000', target),
  );
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  t.teardown(async () => {
    await stop(child);
    rmSync(folder, { recursive: true, force: true });
  });
  const answers = () =>
    fetch(`http://${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null) throw new Error('Prometheus has ended');
    await sleep(100);
  }
  return { query: (expression) => query(address, expression) };
}

/** Minutes become seconds where an alert waits; rates are over 15 seconds. */
function inFastMotion(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/for: (\d+)m/g, 'for: $1s')
    .replace(/\[\d+m\]/g, '[15s]')
    .replace(/offset \d+m/g, 'offset 15s');
}

async function query(address: string, expression: string): Promise<Record<string, string>[]> {
  const response = await fetch(
    `http://${address}/api/v1/query?${new URLSearchParams({ query: expression }).toString()}`,
  );
  const body = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string> }[] };
  };
  if (body.status !== 'success') throw new Error(`${expression}: ${body.error ?? ''}`);
  return body.data.result.map(({ metric }) => metric);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
