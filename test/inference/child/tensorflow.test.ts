import test from 'ava';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MODULE = fileURLToPath(
  new URL('../../../src/inference/child/tensorflow.js', import.meta.url),
);

function load(module: string, script: string) {
  const env = { ...process.env };
  delete env['TF_CPP_MIN_LOG_LEVEL'];
  return spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import util from 'node:util';
       import { loadTensorflow } from ${JSON.stringify(pathToFileURL(module).href)};
       ${script}`,
    ],
    { encoding: 'utf8', env },
  );
}

/**
 * On a processor with AVX512-VNNI, libtensorflow 2.21 writes these two lines while it is loaded, whatever
 * its log level. Nobody sees them: a child's stderr goes to its parent, which keeps it for reports.
 */
function withoutProcessorNote(stderr: string): string {
  return stderr.replace(
    /^WARNING: All log messages before absl::InitializeLog\(\) .*\n.*oneDNN custom operations are on\. .*\n/,
    '',
  );
}

test('TensorFlow computes without any output of its own or of Node.js', (t) => {
  const { status, stdout, stderr } = load(
    MODULE,
    // Newer versions of Node.js lack these functions; older ones print a deprecation warning.
    `delete util.isArray;
     delete util.isNullOrUndefined;
     const tf = loadTensorflow();
     if (loadTensorflow() !== tf) throw new Error('loaded twice');
     const image = tf.ones([1, 8, 8, 3]);
     const kernel = tf.ones([3, 3, 3, 4]);
     console.log(tf.getBackend(), tf.conv2d(image, kernel, 1, 'valid').max().dataSync()[0]);
     console.log(Array.from(tf.concat([tf.tensor1d([1]), tf.tensor1d([2])]).dataSync()).join(' '));`,
  );
  t.is(withoutProcessorNote(stderr), '');
  t.is(stdout, 'tensorflow 27\n1 2\n');
  t.is(status, 0);
});

test('without the native part, the message says what to run', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'tensorflow-'));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const installed = join(root, 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(installed, { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{}');
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const module of ['tensorflow.js', 'native-binding.js'])
    cpSync(join(dirname(MODULE), module), join(root, module));
  const { stdout } = load(
    join(root, 'tensorflow.js'),
    'try { loadTensorflow(); } catch (error) { console.log(error.message); }',
  );
  t.is(stdout, 'libtensorflow is not set up: run "make native"\n');
});
