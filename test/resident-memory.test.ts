import test from 'ava';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Model } from '../src/inference/child/model.js';
import { ClassifierProcess } from '../src/inference/classifier-process.js';
import { loadAddon, dropStartMemory } from '../src/resident-memory.js';
import { runModel } from './helpers/run-model.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from './helpers/squeezenet-variant.js';

const image = readFileSync(join(ROOT, 'models/golden/coffee.png'));

/** Resident kB of libtensorflow's read-only mappings, and how many of them were written (RELRO). */
function libraryMemory(pid: number | 'self'): { resident: number; written: number } {
  const total = { resident: 0, written: 0 };
  let counts = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    const head = /^[0-9a-f]+-[0-9a-f]+ r-(\S)\S .*?(\S*)$/.exec(line);
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) counts = /\/libtensorflow[^/]*$/.test(head?.[2] ?? '');
    const kilobytes = Number(/(\d+) kB/.exec(line)?.[1] ?? 0);
    if (counts && line.startsWith('Rss:')) total.resident += kilobytes;
    if (counts && line.startsWith('Anonymous:')) total.written += kilobytes;
  }
  return total;
}

if (process.platform === 'linux') {
  test("pages of the library's file are dropped, and what was relocated stays", async (t) => {
    const model = await Model.load(SQUEEZENET_1_1);
    const { probabilities } = await runModel(model, image, 1e7);
    const before = libraryMemory('self');
    dropStartMemory();
    const after = libraryMemory('self');
    t.true(before.resident > 100_000);
    t.true(after.resident - after.written < (before.resident - before.written) / 4);
    t.is(after.written, before.written);

    const again = await runModel(model, image, 1e7);
    t.deepEqual(again.probabilities, probabilities);
    const second = libraryMemory('self').resident;
    dropStartMemory();
    t.true(libraryMemory('self').resident < second, 'each time it is called');

    const child = new ClassifierProcess({
      models: [{ name: 'squeezenet', folder: SQUEEZENET_1_1 }],
      threads: 1,
    });
    await child.ready;
    t.true(libraryMemory(child.pid ?? 0).resident < before.resident / 2);
    child.kill();
    await child.exited;
  });

  test('gaps that freed buffers leave are given back, without being asked for', async (t) => {
    const trimmed = await memoryOfGaps('trimmed');
    const untrimmed = await memoryOfGaps('untrimmed');
    t.true(untrimmed.least > untrimmed.start + 100, JSON.stringify(untrimmed));
    t.true(trimmed.least < trimmed.start + 50, JSON.stringify(trimmed));
  });
}

/** RSS in MB of a process with gaps: at its start, and the least of some seconds later. */
async function memoryOfGaps(how: string): Promise<{ start: number; least: number }> {
  const program = fileURLToPath(new URL('resident-memory-gaps.js', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', program, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let start = 0;
  const later: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    const [when, megabytes] = line.split(' ');
    if (when === 'start') start = Number(megabytes);
    if (when === 'later') later.push(Number(megabytes));
    if (later.length === 5) break;
  }
  child.kill('SIGKILL');
  return { start, least: Math.min(...later) };
}

test('an addon that is missing or broken is none', async (t) => {
  const broken = join(await temporaryFolder(t), 'resident-memory.node');
  t.is(loadAddon(broken), undefined);
  await writeFile(broken, 'no library');
  t.is(loadAddon(broken), undefined);
});
