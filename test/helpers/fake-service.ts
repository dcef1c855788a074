import { runUntilSignal } from '../../src/lifecycle.js';
import { startFakeService } from './service.js';

// A program: the service with fakes, in a real process. `FAKE_FETCH` and `FAKE_START` are the
// milliseconds that a fetch and the start take.

function wait(variable: string): Promise<void> {
  const milliseconds = Number(process.env[variable] ?? 0);
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

await runUntilSignal(async () => {
  process.stdout.write('starting\n');
  await wait('FAKE_START');
  const environment = process.env as Record<string, string>;
  const { service, fetcher, url } = await startFakeService(environment);
  fetcher.behaviour = async () => {
    process.stdout.write('fetching\n');
    await wait('FAKE_FETCH');
    return Buffer.from('an image');
  };
  process.stdout.write(`listening on ${url}\n`);
  return {
    shutdownTimeout: Number(environment['SHUTDOWN_TIMEOUT'] ?? 20),
    stop: () => service.stop(),
  };
});
