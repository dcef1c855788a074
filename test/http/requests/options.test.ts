import test from 'ava';
import { CLASS_OPTION, findClass } from '../../../src/http/requests/class-option.js';
import { CLASSIFY_IMAGES_SCHEMA } from '../../../src/http/requests/classify-images-request.js';
import { OPACITY_OPTION } from '../../../src/http/requests/opacity-option.js';
import { fakeModels } from '../../helpers/service.js';

const { default: fake } = await fakeModels([]);
const model = { ...fake, labels: ['cat', 'dog', 'teapot', 'crane', 'crane', '3', 'l'.repeat(62)] };

test('opacity is from 0 to 1', (t) => {
  for (const opacity of [undefined, 0, 0.5, 1])
    t.true(OPACITY_OPTION.safeParse(opacity).success, String(opacity));
  for (const opacity of [-0.01, 1.01, '1', null, NaN])
    t.false(OPACITY_OPTION.safeParse(opacity).success, String(opacity));
});

test('a batch has 1 to 100 URLs', (t) => {
  const taken = (count: number) =>
    CLASSIFY_IMAGES_SCHEMA.safeParse({
      image_urls: Array.from({ length: count }, () => 'http://a/'),
    }).success;
  t.deepEqual([0, 1, 100, 101].map(taken), [false, true, true, false]);
});

test('a class is an index from 0, or a name, which goes before an index', (t) => {
  for (const index of [0, 6]) t.true(CLASS_OPTION.safeParse(index).success);
  for (const bad of [-1, 0.5, null]) t.false(CLASS_OPTION.safeParse(bad).success);
  t.is(findClass(undefined, model), undefined);
  t.is(findClass(0, model), 0);
  t.is(findClass(6, model), 6);
  t.is(findClass('cat', model), 0);
  t.is(findClass('teapot', model), 2);
  t.is(findClass('3', model), 5);
  t.is(findClass('6', model), 6);
});

const WRONG: [wanted: string | number, message: string][] = [
  [7, 'unknown class 7: the classes of squeezenet1_1 are 0 to 6'],
  ['7', 'unknown class 7: the classes of squeezenet1_1 are 0 to 6'],
  ['crane', '"crane" is the name of 2 classes: give the index, 3 or 4'],
  // One letter in three may be wrong.
  ['Teapxx', 'unknown class "Teapxx": did you mean "teapot"?'],
  ['l'.repeat(64), `unknown class "${'l'.repeat(64)}": did you mean "${'l'.repeat(62)}"?`],
];
for (const [wanted, message] of WRONG)
  test(`class ${wanted} is refused: ${message}`, (t) => {
    t.throws(() => findClass(wanted, model), { code: 'invalid_request', message });
  });

for (const wanted of ['teaxxx', 'l'.repeat(65), ''])
  test(`class "${wanted}" is like no other`, (t) => {
    t.throws(() => findClass(wanted, model), {
      code: 'invalid_request',
      message:
        /: squeezenet1_1 has 7 classes, such as "cat"; "top_k" of \/classify-image lists names$/,
    });
  });
