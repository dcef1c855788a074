import test from 'ava';
import { type ChildProcess, spawn } from 'node:child_process';
import { eventually } from '../inference/child-processes.js';

test('SIGTERM to `npm start` stops the service', async (t) => {
  const { PATH, HOME } = process.env;
  const npm: ChildProcess = spawn('npm', ['start'], {
    env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', CLASSIFIER_PROCESSES: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that nothing outlives the test.
    detached: true,
  });
  t.teardown(() => {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL');
    } catch {
      // All have ended.
    }
  });
  let output = '';
  npm.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await eventually(() => output.includes('listening on'));
  npm.kill('SIGTERM');
  await eventually(() => output.includes('service-stopped'));
  t.pass();
});
