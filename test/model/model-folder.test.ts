import test, { type ExecutionContext } from 'ava';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ModelError } from '../../src/model/model-card.js';
import { modelFolders } from '../../src/model/model-folder.js';
import type { ModelSettings } from '../../src/settings/model.js';

const SQUEEZENET_1_1: ModelSettings = { names: [], folders: [], squeezenetVersion: 2 };

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
    t.deepEqual(modelFolders(SQUEEZENET_1_1, url), [join(path, expected)]);
  });

test('SqueezeNet 1.0, and a folder of one’s own', (t) => {
  const { path, url } = models(t, ['squeezenet1_1-torchvision']);
  const version1: ModelSettings = { ...SQUEEZENET_1_1, squeezenetVersion: 1 };
  t.deepEqual(modelFolders(version1, url), [join(path, 'squeezenet1_0')]);
  t.deepEqual(modelFolders({ ...SQUEEZENET_1_1, folders: ['mine'] }, url), ['mine']);
});

test('several models: those of models/ by name, then other folders', (t) => {
  const { path, url } = models(t, ['b', 'a']);
  for (const name of ['a', 'b']) writeFileSync(join(path, name, 'card.json'), '{}');
  const settings = { ...SQUEEZENET_1_1, names: ['b', 'a'], folders: ['mine', '/theirs'] };
  const expected = [join(path, 'b'), join(path, 'a'), 'mine', '/theirs'];
  t.deepEqual(modelFolders(settings, url), expected);
});

test('a name without a model is refused, with the names that there are', (t) => {
  const { path, url } = models(t, ['labels', 'a', 'b']);
  for (const name of ['a', 'b']) writeFileSync(join(path, name, 'card.json'), '{}');
  t.throws(() => modelFolders({ ...SQUEEZENET_1_1, names: ['a', 'c'] }, url), {
    instanceOf: ModelError,
    message: 'MODEL: there is no model c in models/, only a, b',
  });
});
