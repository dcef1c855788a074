import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import test, { type ExecutionContext } from 'ava';
import { SQUEEZENET_1_1 } from '../helpers/squeezenet-variant.js';
import { classifiersOf, eventually, isAlive } from './child-processes.js';

const POOL = new URL('../helpers/model-pool.js', import.meta.url).href;

/** A parent process with only a pool. It runs a script when the pool is ready, then keeps running. */
async function startParent(t: ExecutionContext, script: string) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: undefined };
  const code = `
    import { classify as classifyBy, startPool } from ${JSON.stringify(POOL)};
    const pool = await startPool(${JSON.stringify(SQUEEZENET_1_1)}, { processes: 2 });
    const classify = (bytes) => classifyBy(pool, bytes);
    ${script}
    process.stdout.write('done');
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { env });
  t.teardown(() => parent.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    parent[stream].on('data', (chunk: Buffer) => (output[stream] += chunk.toString()));
  await eventually(() => output.stdout !== '' || parent.exitCode !== null);
  return { parent, pid: parent.pid ?? 0, output };
}

test('a service that is killed leaves no classifier process behind', async (t) => {
  const { parent, pid, output } = await startParent(t, '');
  t.is(output.stdout, 'done', output.stderr);
  const children = classifiersOf(pid);
  t.is(children.length, 2);
  const exited = once(parent, 'exit');
  parent.kill('SIGKILL');
  await exited;
  await eventually(() => !children.some(isAlive));
  t.pass();
});

test('SIGTERM and SIGINT do not end classifier processes', async (t) => {
  const { pid } = await startParent(t, '');
  const children = classifiersOf(pid);
  for (const child of children)
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.kill(child, name);
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.deepEqual(classifiersOf(pid), children);
});

test('libtensorflow’s messages do not reach the service’s output', async (t) => {
  const photo = 'models/golden/rocket.jpg';
  t.true((await readFile(photo)).length > 10_000);
  const { output } = await startParent(
    t,
    `import { readFileSync } from 'node:fs';
     const bytes = readFileSync(${JSON.stringify(photo)});
     await classify(bytes);
     // Its decoders report broken images on stderr.
     await classify(bytes.subarray(0, -5000)).catch(() => undefined);
     await classify(Buffer.from('text')).catch(() => undefined);`,
  );
  t.deepEqual(output, { stdout: 'done', stderr: '' });
});
