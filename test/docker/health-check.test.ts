import test from 'ava';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startImageServer } from '../helpers/image-server.js';

const healthCheck = fileURLToPath(
  new URL('../../tools/container/health-check.js', import.meta.url),
);

async function exitCode(env: NodeJS.ProcessEnv): Promise<number | null> {
  const child = spawn(process.execPath, [healthCheck], { env, stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

for (const [status, code] of [
  [200, 0],
  [503, 1],
] as const)
  test(`ends with ${code} when the service answers ${status}`, async (t) => {
    const server = await startImageServer({
      '/readyz': (_request, response) => response.writeHead(status).end(),
    });
    t.teardown(server.close);
    t.is(await exitCode({ PORT: String(server.port), HOST: '' }), code);
    t.is(server.requests('/readyz'), 1);
  });

test('asks at the address that the service listens at', async (t) => {
  const server = await startImageServer(
    { '/readyz': (_request, response) => response.end() },
    { host: '127.0.0.2' },
  );
  t.teardown(server.close);
  t.is(await exitCode({ PORT: String(server.port), HOST: '127.0.0.2' }), 0);
  t.is(await exitCode({ PORT: String(server.port), HOST: '0.0.0.0' }), 1);
});

test('ends with 1 when nothing listens', async (t) => {
  const server = await startImageServer({});
  await server.close();
  t.is(await exitCode({ PORT: String(server.port) }), 1);
});
