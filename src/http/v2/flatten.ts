import { invalidRequest } from '../requests/invalid-request.js';

/**
 * Visits the values of a tensor in JSON, row by row: it may be nested or flat.
 *
 * @param data a list, nested no deeper than `checkJsonStructure` allows
 * @param count how many values there must be
 * @param take gets each value with its index
 * @throws ServiceError `invalid_request`
 */
export function flatten(
  data: unknown,
  count: number,
  take: (value: unknown, index: number) => void,
): void {
  if (!Array.isArray(data)) throw invalidRequest('inputs[0].data must be a list');
  let index = 0;
  const visit = (list: readonly unknown[]) => {
    for (const item of list)
      if (Array.isArray(item)) visit(item);
      else if (index < count) take(item, index++);
      else throw invalidRequest(`inputs[0].data has more than the ${count} values of its shape`);
  };
  visit(data);
  if (index < count)
    throw invalidRequest(`inputs[0].data has ${index} values where its shape has ${count}`);
}
