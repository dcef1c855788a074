import type { FromText } from './option-text.js';
import { quote } from './strict-object.js';
import { invalidRequest } from './invalid-request.js';

/**
 * Adds the options in a query to those in the body.
 *
 * @throws ServiceError `invalid_request` for a parameter that is no option, or that the body has too
 */
export function addQuery(
  fields: Record<string, unknown>,
  query: string,
  options: Readonly<Record<string, FromText>>,
): void {
  if (query === '') return;
  const parameters = new URLSearchParams(query);
  for (const name of new Set(parameters.keys())) {
    if (!Object.hasOwn(options, name))
      throw invalidRequest(
        `unknown query parameter ${quote(name)}: the parameters are ${Object.keys(options).join(', ')}`,
      );
    if (Object.hasOwn(fields, name))
      throw invalidRequest(`${name} is in the query and in the body`);
    fields[name] = options[name]?.(parameters.getAll(name));
  }
}
