import { readFileSync } from 'node:fs';
import test from 'ava';
import { readSettings } from '../../src/settings/index.js';
import { checkPrecision } from '../../src/settings/precision.js';
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

test('the service starts in bfloat16 where the processor can, and else refuses with one line', async (t) => {
  const environment = { CLASSIFIER_PRECISION: 'bfloat16', CLASSIFIER_PROCESSES: '1' };
  const capable = /^flags.* (avx512|amx)_bf16/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  if (!capable) {
    const refused = spawnService({ PORT: '0', ...environment });
    t.teardown(() => refused.child.kill('SIGKILL'));
    const { code, stderr } = await refused.ended;
    t.is(code, 1);
    t.is(stderr, `${REFUSED}\n`);
    return;
  }
  const service = await startService(environment);
  t.teardown(() => service.child.kill('SIGKILL'));
  t.regex(service.output().stdout, /bfloat16/);
});
