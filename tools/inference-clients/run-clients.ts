import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startService } from '../soak/service.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = join(ROOT, 'tools/inference-clients');
const MODELS = ['squeezenet1_1', 'efficientnet_lite0'];

/** Milliseconds for the clients. They take a quarter of a minute. */
const TIMEOUT = 300_000;

/**
 * Has check.py ask a real service about all golden images. Its output goes to stdout.
 *
 * @returns its exit code; null if it took too long
 */
export async function runClients(): Promise<number | null> {
  const packages = await installPackages();
  const service = await startService({ MODEL: MODELS.join() });
  try {
    const script = join(HERE, 'check.py');
    const args = [script, service.url, join(ROOT, 'models/golden'), ...MODELS];
    const child = spawn(process.env['PYTHON'] ?? 'python3', args, {
      env: {
        ...process.env,
        // The reference prepares images as the models' cards say.
        PYTHONPATH: [packages, join(ROOT, 'tools/reference')].join(':'),
        PYTHONDONTWRITEBYTECODE: '1',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: TIMEOUT,
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } finally {
    await service.stop();
  }
}

async function installPackages(): Promise<string> {
  const script = join(ROOT, 'tools/make/python-packages.sh');
  const args = [script, join(HERE, 'requirements.txt'), join(ROOT, 'build/inference-clients')];
  return (await promisify(execFile)('sh', args)).stdout.trim();
}
