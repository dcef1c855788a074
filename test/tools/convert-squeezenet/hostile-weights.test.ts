import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { strToU8, zipSync } from 'fflate';
import { WeightsError } from '../../../tools/convert/weights/layer-weights.js';
import { readWeights } from '../../../tools/convert-squeezenet/weights/read-weights.js';
import { temporaryFolder } from '../../helpers/squeezenet-variant.js';
import { op, pickle } from './pickle.js';
import { ndfFile, tinyLayers } from './tiny-weights.js';

/** Pickles that run `command` in whoever unpickles them as Python does. */
const programs: Record<string, (command: string) => string> = {
  'os.system': (command) => op.reduce(op.global('os', 'system'), op.text(command)),
  // Protocol 4 takes module and name from the stack.
  'posix.system': (command) =>
    op.reduce(`${op.text('posix')}${op.text('system')}\x93`, op.text(command)),
  // INST and OBJ call as well, NEWOBJ makes an object.
  'subprocess.Popen': (command) => `(${op.text(command)}isubprocess\nPopen\n`,
  'subprocess.call': (command) => `(${op.global('subprocess', 'call')}${op.text(command)}o`,
  'os.popen': (command) => `${op.global('os', 'popen')}${op.tuple(op.text(command))}\x81`,
  'builtins.eval': () => op.reduce(op.global('builtins', 'eval'), op.text('1')),
  '__main__.constructor': () => op.global('__main__', 'constructor'),
  // JavaScript's own names are no way out either.
  'numpy.dtype.constructor': () => op.global('numpy', 'dtype.constructor'),
  '__proto__.constructor': () => op.global('__proto__', 'constructor'),
};

const disguises: Record<string, (program: string) => Uint8Array> = {
  'a .pkl': pickle,
  'a .pth': (program) => zipSync({ 'model/data.pkl': pickle(program) }),
  'a .pth of the older format': (program) =>
    Buffer.concat([
      Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex'),
      pickle(op.integer(1001)),
      pickle(op.dict()),
      pickle(program),
    ]),
};

for (const [disguise, write] of Object.entries(disguises))
  for (const [name, program] of Object.entries(programs))
    test(`${disguise} that names ${name} is refused, not run`, async (t) => {
      const marker = join(await temporaryFolder(t), 'executed');
      t.throws(() => readWeights(write(program(`touch ${marker}`))), {
        instanceOf: WeightsError,
        message: `the pickle refers to ${name}, which has no place in a weights file`,
      });
      t.false(existsSync(marker));
    });

test('what is no pickle, or refers to things outside, is refused in one line', (t) => {
  const files: Record<string, Uint8Array> = {
    nothing: Buffer.alloc(0),
    text: Buffer.from('<!doctype html><title>404</title>'),
    zeros: Buffer.alloc(100),
    'a persistent id': pickle(`${op.text('elsewhere')}Q`),
    'an extension': Buffer.from('\x80\x02\x82\x01.', 'latin1'),
    'a length beyond the end': Buffer.from('\x80\x03B\xff\xff\xff\x7fabc.', 'latin1'),
    'an empty zip': Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'),
    'a zip of something else': zipSync({ 'word/document.xml': strToU8('<x/>') }),
    'a broken zip': Buffer.from('PK\x03\x04 and no more', 'latin1'),
  };
  for (const [name, file] of Object.entries(files)) {
    const error = t.throws(() => readWeights(file), { instanceOf: WeightsError }, name);
    t.notRegex(error.message, /\n/);
  }
});

test('a pickle cut short anywhere is refused', (t) => {
  const whole = ndfFile(tinyLayers('1.1'));
  t.is(readWeights(whole).size, 26);
  for (let length = 0; length < whole.length; length += 61)
    t.throws(
      () => readWeights(whole.subarray(0, length)),
      { instanceOf: WeightsError },
      `${length} bytes`,
    );
  t.throws(() => readWeights(whole.subarray(0, -1)), { instanceOf: WeightsError });
});
