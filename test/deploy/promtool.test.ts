import test, { type ExecutionContext } from 'ava';
import { spawnSync } from 'node:child_process';
import { classify, startFakeService } from '../helpers/service.js';

/** Runs promtool; logs one line instead where it is not installed. */
function promtool(t: ExecutionContext, args: readonly string[], input = ''): void {
  const { error, status, stdout, stderr } = spawnSync('promtool', args, {
    input,
    encoding: 'utf8',
  });
  if (error === undefined) {
    t.is(status, 0, stdout + stderr);
    return;
  }
  t.log('not checked: promtool is not installed (Debian: apt-get install prometheus)');
  t.pass();
}

test('the alerts are well-formed, and each fires for series that it is meant for', (t) => {
  promtool(t, ['check', 'rules', 'deploy/prometheus/alerts.yaml']);
  promtool(t, ['test', 'rules', 'test/deploy/alerts.yaml']);
});

test('/metrics is as Prometheus wants it', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  await classify({ url }, { image_url: 'http://example.com/a' });
  promtool(t, ['check', 'metrics'], await (await fetch(`${url}/metrics`)).text());
});
