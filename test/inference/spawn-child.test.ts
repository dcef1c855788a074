import test from 'ava';
import { readFileSync } from 'node:fs';
import { ClassifierProcess } from '../../src/inference/classifier-process.js';
import { SQUEEZENET_1_1 } from '../helpers/squeezenet-variant.js';

if (process.platform === 'linux')
  test("a child has settings of its own for the heap and for malloc, not its parent's", async (t) => {
    process.env['MALLOC_TRIM_THRESHOLD_'] = '4194304';
    const child = new ClassifierProcess({
      models: [{ name: 'squeezenet', folder: SQUEEZENET_1_1 }],
      threads: 1,
    });
    await child.ready;
    const read = (file: string) => readFileSync(`/proc/${child.pid ?? 0}/${file}`, 'utf8');
    const environment = read('environ').split('\0');
    for (const variable of ['MALLOC_ARENA_MAX=1', 'MALLOC_TRIM_THRESHOLD_=8388608'])
      t.true(environment.includes(variable), variable);
    t.true(read('cmdline').split('\0').includes('--initial-old-space-size=128'));
    child.kill();
    await child.exited;
  });

if (process.platform === 'linux')
  test("a child has its parent's environment, but no secret", async (t) => {
    process.env['API_KEYS'] = 'ci:0123456789abcdef';
    process.env['IMAGE_MAX_BYTES'] = '4711';
    const child = new ClassifierProcess({ models: [], threads: 1 });
    await child.ready;
    const environment = readFileSync(`/proc/${child.pid ?? 0}/environ`, 'utf8').split('\0');
    t.true(environment.includes('IMAGE_MAX_BYTES=4711'));
    t.deepEqual(
      environment.filter((line) => line.startsWith('API_KEYS')),
      [],
    );
    child.kill();
    await child.exited;
  });
