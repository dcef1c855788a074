import test from 'ava';
import { readSettings } from '../../src/settings/index.js';
import { canCompute, checkPrecision } from '../../src/settings/precision.js';
import { classify, golden } from '../cli/run-cli.js';
import { spawnService, startService } from '../helpers/start-service.js';

const REFUSED =
  'CLASSIFIER_PRECISION="bfloat16" is not allowed: it must be float32 on a processor without AVX512-BF16 or AMX-BF16';

/** The beginning of /proc/cpuinfo on a machine with these flags. */
function cpuInfo(flags: string): string {
  return `processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu ${flags} avx2\nbugs\t\t: avx512_bf16\n`;
}

for (const flags of ['avx512_bf16', 'amx_bf16', 'avx512f avx512_bf16 amx_bf16'])
  test(`bfloat16 is allowed on a processor with ${flags}`, (t) => {
    t.notThrows(() => {
      checkPrecision('bfloat16', cpuInfo(flags));
    });
  });

for (const [what, text] of Object.entries({
  'with AVX-512 alone': cpuInfo('avx512f avx512_vnni'),
  'with something of a longer name': cpuInfo('no_avx512_bf16 amx_bf16x'),
  'whose system does not tell': '',
}))
  test(`bfloat16 is refused on a processor ${what}, float32 is not`, (t) => {
    t.throws(
      () => {
        checkPrecision('bfloat16', text);
      },
      { name: 'SettingError', message: REFUSED },
    );
    t.notThrows(() => {
      checkPrecision('float32', text);
    });
  });

test('CLASSIFIER_PRECISION is float32 or bfloat16', (t) => {
  t.is(readSettings({ CLASSIFIER_PRECISION: 'bfloat16' }).classifier.precision, 'bfloat16');
  t.throws(() => readSettings({ CLASSIFIER_PRECISION: 'float16' }), {
    name: 'SettingError',
    message: 'CLASSIFIER_PRECISION="float16" is not allowed: it must be float32 or bfloat16',
  });
});

const BFLOAT16 = { CLASSIFIER_PRECISION: 'bfloat16', CLASSIFIER_PROCESSES: '1' };
/** A processor without instructions for bfloat16. */
const WITHOUT = {
  NODE_OPTIONS: `--import=${new URL('../helpers/no-bfloat16.js', import.meta.url).href}`,
};

test('the service refuses bfloat16 with one line where the processor cannot', async (t) => {
  const refused = spawnService({ PORT: '0', ...BFLOAT16, ...WITHOUT });
  t.teardown(() => refused.child.kill('SIGKILL'));
  const { code, stderr } = await refused.ended;
  t.deepEqual({ code, stderr }, { code: 1, stderr: `${REFUSED}\n` });
});

test('so does the command line', async (t) => {
  const env = { ...BFLOAT16, ...WITHOUT };
  const { code, stderr } = await classify([golden('coffee.png')], { env });
  t.is(code, 2);
  t.is(stderr, `error: ${REFUSED}\n`);
});

test('the service starts in bfloat16 where the processor can', async (t) => {
  if (!canCompute('bfloat16')) {
    t.log('not run: this processor has neither AVX512-BF16 nor AMX-BF16');
    return;
  }
  const service = await startService(BFLOAT16);
  t.teardown(() => service.child.kill('SIGKILL'));
  t.regex(service.output().stdout, /bfloat16/);
});
