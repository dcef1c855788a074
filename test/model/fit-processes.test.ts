import test from 'ava';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitProcesses } from '../../src/model/fit-processes.js';
import { readSettings, type Settings } from '../../src/settings/index.js';

/** Settings as a machine of 32 cores has them. */
function settingsWith(environment: Record<string, string>, cores = 32): Settings {
  const settings = readSettings(environment);
  if (!settings.classifier.processesByDefault) return settings;
  return { ...settings, classifier: { ...settings.classifier, processes: cores } };
}

/** A folder for each model, with shards of so many bytes. */
function modelsOf(sizes: readonly number[]): string[] {
  const root = mkdtempSync(join(tmpdir(), 'models-'));
  process.once('exit', () => {
    rmSync(root, { recursive: true, force: true });
  });
  return sizes.map((size, index) => {
    const folder = join(root, String(index));
    mkdirSync(folder);
    for (const shard of ['a.bin', 'b.bin'])
      writeFileSync(join(folder, shard), Buffer.alloc(size / 2));
    writeFileSync(join(folder, 'saved-model.pb'), Buffer.alloc(size));
    return folder;
  });
}

const SMALL = modelsOf([5e6]);

function fitted(limit: number, environment: Record<string, string> = {}, folders = SMALL): number {
  return fitProcesses(settingsWith(environment), folders, limit).settings.classifier.processes;
}

test('the default number of processes is what memory has room for, at least one', (t) => {
  t.is(fitted(512e6), 1);
  t.is(fitted(1e9), 1);
  t.is(fitted(2.7e9), 3);
  t.is(fitted(4e9), 5);
  t.is(fitted(64e9), 32);
});

test('images that may be smaller leave room for more', (t) => {
  t.is(fitted(2.7e9, { IMAGE_MAX_PIXELS: '16000000' }), 6);
  t.is(fitted(2.7e9, { IMAGE_MAX_BYTES: '268435456' }), 2);
});

test('each model takes room, the more the larger its weights are', (t) => {
  const one = fitted(16e9, {}, modelsOf([5e6]));
  const two = fitted(16e9, {}, modelsOf([5e6, 5e6]));
  const large = fitted(16e9, {}, modelsOf([100e6]));
  t.true(one > two && two > large, [one, two, large].join(' '));
});

test('a number that was set stays, whatever the memory is', (t) => {
  t.is(fitted(512e6, { CLASSIFIER_PROCESSES: '8' }), 8);
  const { note } = fitProcesses(settingsWith({ CLASSIFIER_PROCESSES: '8' }), SMALL, 512e6);
  t.is(note, undefined);
});

test('fewer cores than memory has room for are all used, without a note', (t) => {
  const { settings, note } = fitProcesses(settingsWith({}, 2), SMALL, 64e9);
  t.is(settings.classifier.processes, 2);
  t.is(note, undefined);
  t.is(fitProcesses(settingsWith({}, 3), SMALL, 2.7e9).note, undefined);
});

test('a lower number is explained in one sentence', (t) => {
  t.is(
    fitProcesses(settingsWith({}), SMALL, 2.7e9).note,
    '3 of 32 possible classifier processes: 2700 MB of memory have no room for more at IMAGE_MAX_PIXELS=50000000; CLASSIFIER_PROCESSES overrides this',
  );
});

test('a folder that is not there counts as empty: reading the model tells it', (t) => {
  t.is(fitted(2.7e9, {}, ['no/such/folder']), 3);
});
