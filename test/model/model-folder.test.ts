import test, { type ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { modelFolder } from '../../src/model/model-folder.js';

const SQUEEZENET_1_1 = { folder: undefined, squeezenetVersion: 2 } as const;

/** A folder of models in which some were made. */
function models(t: ExecutionContext, made: string[]): { path: string; url: URL } {
  const path = mkdtempSync(join(tmpdir(), 'models-'));
  t.teardown(() => {
    rmSync(path, { recursive: true });
  });
  for (const name of made) {
    mkdirSync(join(path, name));
    writeFileSync(join(path, name, 'model.json'), '{}');
  }
  return { path, url: pathToFileURL(`${path}/`) };
}

for (const [made, expected] of [
  [[], 'squeezenet1_1'],
  [['squeezenet1_1', 'squeezenet1_1-torchvision'], 'squeezenet1_1'],
  [['squeezenet1_1-torchvision'], 'squeezenet1_1-torchvision'],
] as const)
  test(`SqueezeNet 1.1 where [${made.join(', ')}] are made: ${expected}`, (t) => {
    const { path, url } = models(t, [...made]);
    t.is(modelFolder(SQUEEZENET_1_1, url), join(path, expected));
  });

test('SqueezeNet 1.0, and a folder of one’s own', (t) => {
  const { path, url } = models(t, ['squeezenet1_1-torchvision']);
  const version1 = { folder: undefined, squeezenetVersion: 1 } as const;
  t.is(modelFolder(version1, url), join(path, 'squeezenet1_0'));
  t.is(modelFolder({ ...SQUEEZENET_1_1, folder: 'mine' }, url), 'mine');
});
