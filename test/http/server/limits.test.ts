import test from 'ava';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defaultLimits } from '../../../src/http/server/limits.js';
import { exchange, openConnection, postHead, type RawConnection } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';
import { startService } from '../../helpers/start-service.js';

const program = fileURLToPath(new URL('../../helpers/fake-service.js', import.meta.url));

test('connections get half of the descriptors, at most 4,096', (t) => {
  for (const [descriptors, connections] of [
    [1, 1],
    [1024, 512],
    [8191, 4095],
    [1_048_576, 4096],
    [Infinity, 4096],
  ] as const)
    t.is(defaultLimits(descriptors).maxConnections, connections);
});

// Only Linux says how many descriptors a process may have.
if (existsSync('/proc/self/limits'))
  test('with few descriptors there are fewer connections, and some are left to work with', async (t) => {
    // Loading the program needs about 150 already.
    const service = await startService({}, { program, descriptors: 256 });
    t.teardown(() => service.child.kill('SIGKILL'));
    const clients: RawConnection[] = [];
    for (let index = 0; index < 300; index++) clients.push(await openConnection(service.port));
    t.is(await Promise.race(clients.map(({ closed }) => closed)), '', 'one is refused');
    const open = readdirSync(`/proc/${service.child.pid ?? 0}/fd`).length;
    t.true(open < 200, `${open} descriptors are open`);
    const body = '{"image_url":"http://example.com/dog.jpg"}';
    clients[0]?.send(
      postHead(
        `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n`,
      ) + body,
    );
    t.true((await clients[0]?.closed)?.startsWith('HTTP/1.1 200 '));
    for (const { socket } of clients) socket.destroy();
    t.is(service.output().stderr, '');
  });

test('headers that never end are refused after about 10 s as shipped', async (t) => {
  const { service } = await startFakeService();
  t.teardown(() => service.stop());
  const start = performance.now();
  const answer = await exchange(service.port, 'GET /livez HTTP/1.1\r\nHost: localhost\r\n');
  const seconds = (performance.now() - start) / 1000;
  t.true(answer.startsWith('HTTP/1.1 408 '), answer);
  // Long before the 60 s of `requestTimeout`, however busy the machine.
  t.true(seconds > 9 && seconds < 50, `${seconds} s`);
});
