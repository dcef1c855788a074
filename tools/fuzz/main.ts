// Sends mutated images through the decoders: FUZZ_COUNT of them (20,000), made from FUZZ_SEED (random).
import { randomInt } from 'node:crypto';
import { fuzz } from './fuzz.js';

const seed = Number(process.env['FUZZ_SEED'] ?? randomInt(1_000_000));
const count = Number(process.env['FUZZ_COUNT'] ?? 20_000);
console.log(`${count} images from FUZZ_SEED=${seed} …`);
const { outcomes, failures, slowestMilliseconds } = await fuzz({
  modelDir: 'models/squeezenet1_1',
  photo: 'models/golden/chelsea.png',
  seed,
  count,
  processes: 2,
  folder: 'build/fuzz',
});
console.table(outcomes);
console.log(`the slowest took ${slowestMilliseconds.toFixed()} ms for two runs`);
for (const failure of failures) console.log(failure);
if (failures.length > 0) {
  console.log('the images are in build/fuzz/');
  process.exitCode = 1;
}
