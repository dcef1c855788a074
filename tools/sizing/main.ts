// `make sizing`: measures what a replica and its Redis take here, for docs/sizing.md. Progress goes to stderr,
// the tables (Markdown) to stdout.
import 'reflect-metadata';
import { mkdir } from 'node:fs/promises';
import { makeOrdinaryImages } from '../bench/images/make-images.js';
import { describeMachine } from '../bench/machine.js';
import { WORK } from '../bench/paths.js';
import { startImageServer } from '../bench/servers/start-image-server.js';
import { findRedis } from '../redis/programs.js';
import { LASTING, startRedisServer } from '../redis/redis-server.js';
import { measureBulk } from './bulk.js';
import { madeModels, measureModel, type ModelSize } from './models.js';
import { measureOperations } from './operations.js';
import { measureRequests } from './requests.js';
import { bulkTable, modelTable, operationTable, requestTable } from './tables.js';

const IMAGES = 300;
const PROCESSES = [1, 2];

const seconds = Number(process.env['SIZING_SECONDS'] ?? 5);
if (!(seconds > 0)) throw new Error('SIZING_SECONDS must be a number above 0');
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));

const machine = describeMachine();
const ordinary = `${WORK}/ordinary-${IMAGES}`;
await mkdir(WORK, { recursive: true });
await makeOrdinaryImages(ordinary, IMAGES);
const images = await startImageServer({ ordinary, large: ordinary });
print(machine.summary);
try {
  const sizes: ModelSize[] = [];
  for (const model of madeModels())
    for (const processes of PROCESSES) {
      progress(`${model}, ${processes} processes …`);
      sizes.push(await measureModel(images, model, processes, seconds));
    }
  print(modelTable(sizes));
  await measureRedis();
} finally {
  await images.stop();
}

async function measureRedis(): Promise<void> {
  const programs = findRedis();
  if (programs === undefined) {
    progress(
      'Redis is not measured: there is none (Debian: redis-server; without root: make redis)',
    );
    return;
  }
  progress('Redis …');
  const server = await startRedisServer(programs, LASTING);
  try {
    print(requestTable(await measureRequests(images, server, seconds)));
    server.cli('flushall');
    print(operationTable(await measureOperations(server)));
    server.cli('flushall');
    print(bulkTable(await measureBulk(images, server)));
  } finally {
    await server.stop();
  }
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}
