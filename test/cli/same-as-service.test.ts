import test from 'ava';
import { readFileSync } from 'node:fs';
import { startImageServer } from '../helpers/image-server.js';
import { classify as ask } from '../helpers/service.js';
import { startService } from '../helpers/start-service.js';
import { classify, GOLDEN, golden, GOLDEN_IMAGES, lines, results } from './run-cli.js';

const LOOPBACK = { IMAGE_URL_ALLOW_CIDRS: '127.0.0.0/8' };

interface Answer {
  readonly classification: string;
  readonly confidence: string;
  readonly predictions: { classification: string; confidence: string }[];
}

test('by path and by URL, every golden image has the class and confidences of the service', async (t) => {
  const server = await startImageServer(
    Object.fromEntries(GOLDEN_IMAGES.map((name) => [`/${name}`, readFileSync(golden(name))])),
  );
  t.teardown(server.close);
  const urls = GOLDEN_IMAGES.map((name) => server.url(`/${name}`));
  const service = await startService({ ...LOOPBACK, CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => service.child.kill('SIGKILL'));
  const expected: Answer[] = [];
  for (const url of urls) {
    const response = await ask(service, { image_url: url, top_k: 5 });
    expected.push((await response.json()) as Answer);
  }
  const pick = ({ classification, confidence, predictions }: Partial<Answer>) => ({
    classification,
    confidence,
    predictions,
  });
  const { code, stdout, stderr } = await classify(['--json', '--top-k', '5', GOLDEN, ...urls], {
    env: LOOPBACK,
  });
  t.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const found = results(stdout);
  t.deepEqual(
    found.map(({ image }) => image),
    [...GOLDEN_IMAGES.map(golden), ...urls],
  );
  t.deepEqual((found as Answer[]).map(pick), [...expected, ...expected].map(pick));
});

test('the table and CSV say the same as JSON', async (t) => {
  const options = ['--top-k', '3', golden('chelsea.png'), golden('coffee.png')];
  const [table, csv, json] = await Promise.all([
    classify(options),
    classify(['--csv', ...options]),
    classify(['--json', ...options]),
  ]);
  const rows = results(json.stdout).map(({ image, predictions = [] }) => ({ image, predictions }));
  t.is(rows.length, 2);
  t.deepEqual(
    lines(table.stdout).map((line) => line.trim().split(/\s+/)),
    rows.flatMap(({ image, predictions }) =>
      predictions.map(({ classification, confidence }, index) =>
        index === 0 ? [classification, confidence, image] : [classification, confidence],
      ),
    ),
  );
  t.deepEqual(lines(csv.stdout), [
    'image,classification,confidence,error,message,classification_2,confidence_2,classification_3,confidence_3',
    ...rows.map(({ image, predictions: [first, ...others] }) =>
      [
        ...[image, first?.classification, first?.confidence, '', ''],
        ...others.flatMap((one) => [one.classification, one.confidence]),
      ].join(),
    ),
  ]);
});

test('--min-confidence: an image without a class above it is not sure', async (t) => {
  const names = [golden('chelsea.png'), golden('coffee.png')];
  const json = await classify(['--json', '--top-k', '2', '--min-confidence', '0.6', ...names]);
  const [cat, coffee] = results(json.stdout);
  t.like(cat, { classification: null, predictions: [] });
  t.true(Number(cat?.confidence) < 0.6);
  t.like(coffee, { classification: 'espresso' });
  t.is(coffee?.predictions?.length, 1);
  const table = await classify(['--min-confidence', '0.6', ...names]);
  t.regex(
    table.stdout,
    /^not sure +0\.\d{3} {2}.*chelsea\.png\nespresso +0\.\d{3} {2}.*coffee\.png\n$/,
  );
});
