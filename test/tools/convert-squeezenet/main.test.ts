import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { ROOT, temporaryFolder } from '../../helpers/squeezenet-variant.js';

const MAIN = fileURLToPath(new URL('../../../tools/convert-squeezenet/main.js', import.meta.url));

function makeModel(weights: string) {
  const env = { ...process.env, WEIGHTS: weights, SQUEEZENET_VERSION: '2' };
  const { status, stderr } = spawnSync(process.execPath, [MAIN], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  });
  return { status, stderr };
}

test('weights that are not there, or not the card’s, end the command with one line', async (t) => {
  const missing = join(await temporaryFolder(t), 'weights.pkl');
  t.deepEqual(makeModel(missing), { status: 1, stderr: `WEIGHTS=${missing} cannot be read\n` });
  const other = join(await temporaryFolder(t), 'weights.pkl');
  await writeFile(other, 'other weights');
  const { status, stderr } = makeModel(other);
  t.is(status, 1);
  t.regex(
    stderr,
    /^the weights have the sha256 [0-9a-f]{64} where squeezenet1_1's card says .*\n$/,
  );
});
