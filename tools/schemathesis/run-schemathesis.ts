import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startService } from '../soak/service.js';
import { serveImages } from './images.js';
import { type Answer, type Document, judge } from './judge.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = join(ROOT, 'tools/schemathesis');
const BUILD = join(ROOT, 'build/schemathesis');
const IMAGES = join(ROOT, 'models/golden');

/** Of the one key: with keys, an answer without one is a fault. */
const KEY = 'schemathesis-0123456789';

/** Milliseconds for schemathesis. It takes a minute. */
const TIMEOUT = 300_000;

export interface Outcome {
  readonly answers: readonly Answer[];
  /** None if all is as the document says. */
  readonly faults: readonly string[];
}

/**
 * Has schemathesis send requests made from `/openapi.json` to a real service, with images from loopback.
 * Its own output goes to stdout.
 */
export async function runSchemathesis(): Promise<Outcome> {
  const packages = await installPackages();
  const statusFile = join(BUILD, 'answers.jsonl');
  await mkdir(BUILD, { recursive: true });
  const { origin, server } = await serveImages(IMAGES);
  const service = await startService({
    API_KEYS: `schemathesis:${KEY}`,
    // No other host is looked up, let alone asked.
    IMAGE_URL_ALLOW_HOSTS: '127.0.0.1',
    IMAGE_URL_ALLOW_CIDRS: '127.0.0.1/32',
    MODEL: 'squeezenet1_1,efficientnet_lite0',
  });
  try {
    const text = await (await fetch(`${service.url}/openapi.json`)).text();
    // From a file: schemathesis asks no path that it has its document from. The examples' URLs get images.
    const documentFile = join(BUILD, 'openapi.json');
    await writeFile(documentFile, text.replaceAll('https://example.com', origin));
    const code = await schemathesis(['--url', service.url, documentFile], {
      ...{ PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' },
      ...{ IMAGE_ORIGIN: origin, IMAGE_FOLDER: IMAGES, STATUS_FILE: statusFile },
      SCHEMATHESIS_HOOKS: join(HERE, 'hooks.py'),
    });
    const answers = (await readFile(statusFile, 'utf8'))
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer);
    const faults = judge(JSON.parse(text) as Document, answers);
    return {
      answers,
      faults: code === 0 ? faults : [`schemathesis: exit code ${code}`, ...faults],
    };
  } finally {
    server.close();
    server.closeAllConnections();
    await service.stop();
  }
}

async function installPackages(): Promise<string> {
  const script = join(ROOT, 'tools/make/python-packages.sh');
  const args = [script, join(HERE, 'requirements.txt'), BUILD];
  return (await promisify(execFile)('sh', args)).stdout.trim();
}

/** @returns its exit code; null if it took too long */
async function schemathesis(
  target: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number | null> {
  const config = join(HERE, 'schemathesis.toml');
  const header = `Authorization: Bearer ${KEY}`;
  const program = 'from schemathesis.cli import schemathesis; schemathesis()';
  const python = process.env['PYTHON'] ?? 'python3';
  const options = ['--config-file', config, 'run', '--no-color', '-H', header];
  const args = ['-c', program, ...options, ...target];
  const child = spawn(python, args, {
    // Away from other configuration files and caches.
    cwd: BUILD,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: TIMEOUT,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
