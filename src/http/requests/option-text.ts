/** Makes of the texts that a query or a form has for an option what JSON would have, for its schema to check. */
export type FromText = (values: readonly string[]) => unknown;

/** With all digits that a double may have: clients write 0.1 + 0.2 as 0.30000000000000004, and 1e-7. */
const NUMBER = /^\d{1,9}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i;

/** A whole number. */
export function integerFromText(values: readonly string[]): unknown {
  const [text = ''] = values;
  return values.length === 1 && /^\d{1,9}$/.test(text) ? Number(text) : values;
}

/** A number as JSON writes it, not negative. */
export function numberFromText(values: readonly string[]): unknown {
  const [text = ''] = values;
  return values.length === 1 && NUMBER.test(text) ? Number(text) : values;
}

/** A name; or a list of names, where the option is repeated. */
export function namesFromText(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}
