import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { ROOT } from '../../helpers/squeezenet-variant.js';
import { explain, startModel } from './explain.js';
import { readReferenceMaps } from './reference-maps.js';

/** Of a map's greatest value. Other hardware adds float32 in another order. */
const TOLERANCE = 1e-3;

for (const name of ['squeezenet1_1', 'efficientnet_lite0'])
  test(`${name} has the maps that numpy computes`, async (t) => {
    const started = await startModel(t, join(ROOT, 'models', name));
    const references = await readReferenceMaps(name);
    t.is(references.length, 4);
    for (const { image, class: index, bias, grid } of references) {
      const best = index === 7 ? index : undefined;
      const actual = await explain(started, await readFile(join(ROOT, image)), best);
      t.is(actual.class, index);
      t.true(Math.abs(actual.bias - bias) < 1e-5);
      t.deepEqual([actual.rows.cells, actual.columns.cells], [grid.length, grid[0]?.length]);
      const values = grid.flat();
      const scale = Math.max(...values);
      const differences = values.map((value, cell) => Math.abs(value - (actual.grid[cell] ?? NaN)));
      const largest = Math.max(...differences) / scale;
      t.log(`${image}, class ${index}: ${largest.toExponential(1)}`);
      t.true(largest < TOLERANCE, `${image}: ${largest}`);
    }
  });
