import test from 'ava';
import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { file, type Item } from '../../src/cli/inputs/item.js';
import { Terminal } from '../../src/cli/output/terminal.js';
import { Tracker } from '../../src/cli/tracker.js';

const NONE = { otherFiles: 0, folders: 0 };
const DONE = { name: 'a', probabilities: Float32Array.of(1) };
const FAILED = { name: 'b', failure: { code: 'not_an_image', message: 'no' } };

/** A terminal, or a file, and what a person reads there at the end. */
function screen(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  let text = '';
  stream.setEncoding('utf8').on('data', (more) => (text += String(more)));
  const tty = stream as unknown as WriteStream;
  const terminal = new Terminal(tty, tty, { NO_COLOR: '1' }, () => undefined);
  return { terminal, text: () => text.replace(/ in [\d.]+ s \(.*?\/s\)/, ' in TIME') };
}

interface Told {
  readonly done?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly tally?: typeof NONE;
  readonly isTTY?: boolean;
  readonly interrupted?: boolean;
  readonly always?: boolean;
}

async function told(of: Told): Promise<string> {
  const { done = 0, failed = 0, skipped = 0, tally = NONE } = of;
  const { terminal, text } = screen(of.isTTY ?? true);
  const tracker = new Tracker(terminal);
  for (let time = 0; time < done; time++) tracker.add(DONE);
  for (let time = 0; time < failed; time++) tracker.add(FAILED);
  for (let time = 0; time < skipped; time++) tracker.skip();
  tracker.end(tally, of.interrupted ?? false, of.always ?? false);
  await terminal.flush();
  return text();
}

const LINES: [of: Told, line: string][] = [
  [{ done: 2 }, '2 images in TIME\n'],
  [{ done: 1, failed: 1 }, '2 images in TIME · 1 error\n'],
  [{ failed: 2 }, '2 images in TIME · 2 errors\n'],
  [{ done: 1, skipped: 1 }, '1 image in TIME · 1 image had been done\n'],
  [{ skipped: 2 }, 'no images · 2 images had been done\n'],
  [
    { done: 1, tally: { otherFiles: 1, folders: 0 } },
    '1 image in TIME · 1 file of other kinds left out\n',
  ],
  [{ done: 1, tally: { otherFiles: 0, folders: 1 } }, '1 image in TIME · 1 subfolder left out\n'],
  [
    { done: 1, tally: { otherFiles: 1, folders: 1 } },
    '1 image in TIME · 1 file of other kinds left out · 1 subfolder left out\n',
  ],
  // One image is its own line.
  [{ done: 1 }, ''],
  [{ skipped: 1 }, ''],
  [{}, ''],
  // In a file nobody waits for it, unless results go elsewhere or the command was stopped.
  [{ isTTY: false, done: 3 }, ''],
  [{ isTTY: false, done: 3, tally: { otherFiles: 1, folders: 1 } }, ''],
  [{ isTTY: false, done: 1, always: true }, '1 image in TIME\n'],
  [{ isTTY: false, done: 1, interrupted: true }, 'stopped: 1 image in TIME\n'],
];
for (const [of, line] of LINES)
  test(`${JSON.stringify(of)} ends with ${JSON.stringify(line)}`, async (t) => {
    t.is(await told(of), line);
  });

test('how many failed is counted', (t) => {
  const tracker = new Tracker(screen(false).terminal);
  t.is(tracker.failed, 0);
  tracker.add(FAILED);
  tracker.add(DONE);
  tracker.add(FAILED);
  t.is(tracker.failed, 2);
});

test('images are counted beforehand only where a person sees the progress', async (t) => {
  for (const [isTTY, asked] of [
    [true, true],
    [false, false],
  ] as const) {
    let wasAsked = false;
    const tracker = new Tracker(screen(isTTY).terminal);
    // eslint-disable-next-line @typescript-eslint/require-await -- as the inputs are
    await tracker.expect(async function* (): AsyncGenerator<Item> {
      wasAsked = true;
      yield file('a');
    });
    tracker.end(NONE, false, false);
    t.is(wasAsked, asked);
  }
});
