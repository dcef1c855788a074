import { runUntilSignal } from '../../src/lifecycle.js';
import { startFakeService } from './service.js';

// A program: the service with fakes, in a real process. `FAKE_FETCH` is how many
// milliseconds a fetch takes, `FAKE_START` how many the start. `FAKE_FAILURE` is the JSON of what
// fails the start: the fields of an Error, or any other value; `FAKE_BUG` is the name of an Error's
// class. `FAKE_STOP_FAILURE` is the message of what fails the stop.

function wait(variable: string): Promise<void> {
  const milliseconds = Number(process.env[variable] ?? 0);
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const BUGS: Record<string, ErrorConstructor> = { TypeError, ReferenceError };

function failAsTold({ FAKE_FAILURE: json, FAKE_BUG: bug }: NodeJS.ProcessEnv): void {
  if (bug !== undefined) throw new (BUGS[bug] ?? Error)('a bug');
  if (json === undefined) return;
  const failure = JSON.parse(json) as unknown;
  if (typeof failure === 'object') throw Object.assign(new Error(), failure);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- libraries do so, too
  throw failure;
}

await runUntilSignal(async () => {
  process.stdout.write('starting\n');
  await wait('FAKE_START');
  failAsTold(process.env);
  const environment = process.env as Record<string, string>;
  const { service, fetcher, url } = await startFakeService(environment);
  fetcher.behaviour = async () => {
    process.stdout.write('fetching\n');
    await wait('FAKE_FETCH');
    return Buffer.from('an image');
  };
  process.stdout.write(`listening on ${url}\n`);
  return {
    shutdownDelay: Number(environment['SHUTDOWN_DELAY'] ?? 0),
    shutdownTimeout: Number(environment['SHUTDOWN_TIMEOUT'] ?? 20),
    announceStop: () => {
      service.announceStop();
    },
    stop: async () => {
      process.stdout.write('stopping\n');
      const failure = environment['FAKE_STOP_FAILURE'];
      if (failure !== undefined) throw new Error(failure);
      await service.stop();
    },
  };
});
