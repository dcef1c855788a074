import test from 'ava';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageFolder } from './image-folder.js';
import { classify, golden, images, results } from './run-cli.js';

test('- is an image on standard input', async (t) => {
  const run = await classify(['--json', '-'], { input: readFileSync(golden('coffee.png')) });
  t.like(results(run.stdout)[0], { image: '-', classification: 'espresso' });
});

test('--from -: a list on standard input', async (t) => {
  const cwd = await imageFolder(t);
  const input = ' sp ace.jpg\r\n\nphotos/b.jpg\nphotos';
  const run = await classify(['--json', 'one[1].jpg', '--from', '-'], { cwd, input });
  const expected = ['one[1].jpg', ' sp ace.jpg', 'photos/b.jpg', 'photos/a.JPG', 'photos/b.jpg'];
  t.deepEqual(images(run.stdout), expected);
  t.deepEqual({ code: run.code, stderr: run.stderr }, { code: 0, stderr: '' });
});

test('--shard: the parts are disjoint, complete, and the same for every spelling of a path', async (t) => {
  const names = Array.from({ length: 40 }, (_, index) => `missing/${index}.jpg`);
  const shard = async (number: number, list: string[]) => {
    const words = ['--json', '--from', '-', '--shard', `${number}/3`];
    return images((await classify(words, { input: list.join('\n') })).stdout);
  };
  const parts = await Promise.all([1, 2, 3].map((number) => shard(number, names)));
  t.deepEqual(parts.flat().sort(), [...names].sort());
  t.true(parts.every((part) => part.length > 0));
  const dotted = await shard(
    2,
    names.map((name) => `./${name}`),
  );
  t.deepEqual(
    dotted,
    parts[1]?.map((name) => `./${name}`),
  );
  // The same on every machine: `printf missing/0.jpg | sha256sum` begins with f755a5d4.
  t.true(parts[0xf755a5d4 % 3]?.includes('missing/0.jpg'));
});

test('what leads to no image is an error in its place, and the exit code is 1', async (t) => {
  const cwd = await imageFolder(t);
  const { code, stdout, stderr } = await classify(
    [
      ...['--json', '-r', 'empty', 'nested', 'missing.jpg', 'photos/*.gif', 'photos/readme.txt'],
      ...['ftp://example.com/a.jpg', 'http://127.0.0.1/a.jpg', 'photos/b.jpg'],
    ],
    { cwd },
  );
  t.is(code, 1);
  t.deepEqual(
    results(stdout).map(({ image, error }) => [image, error?.code]),
    [
      ['empty', 'image_unavailable'],
      ['nested/link.jpg', undefined],
      ['nested/lost.jpg', 'image_unavailable'],
      ['nested/only/e.jpg', undefined],
      ['missing.jpg', 'image_unavailable'],
      ['photos/*.gif', 'image_unavailable'],
      ['photos/readme.txt', 'not_an_image'],
      ['ftp://example.com/a.jpg', 'invalid_url'],
      ['http://127.0.0.1/a.jpg', 'address_not_allowed'],
      ['photos/b.jpg', undefined],
    ],
  );
  const errors = results(stdout).filter(({ error }) => error);
  t.is(
    stderr,
    errors.map(({ image, error }) => `error: ${image}: ${error?.message ?? ''}\n`).join(''),
  );
});

test('a folder whose images are in subfolders alone says how to reach them', async (t) => {
  const cwd = await imageFolder(t);
  mkdirSync(join(cwd, 'outer/inner'), { recursive: true });
  copyFileSync(golden('rocket.jpg'), join(cwd, 'outer/inner/f.jpg'));
  t.deepEqual(await classify(['outer'], { cwd }), {
    code: 1,
    stdout: '',
    stderr: 'error: outer: the folder has no images: --recursive looks into its subfolders\n',
  });
});

test('IMAGE_MAX_BYTES bounds files before they are read, and standard input while it is', async (t) => {
  const cwd = await imageFolder(t);
  execFileSync('truncate', ['-s', '100G', join(cwd, 'huge.jpg')]);
  execFileSync('mkfifo', [join(cwd, 'pipe.jpg')]);
  const run = await classify(['--json', 'huge.jpg', 'pipe.jpg', '-'], {
    cwd,
    env: { IMAGE_MAX_BYTES: '1000000' },
    input: Buffer.alloc(1_000_001),
  });
  t.deepEqual(
    results(run.stdout).map(({ image, error }) => [image, error?.code]),
    [
      ['huge.jpg', 'image_too_large'],
      ['pipe.jpg', 'image_unavailable'],
      ['-', 'image_too_large'],
    ],
  );
});
