import type { AttributeJson } from '../../../../model/graph-model-file.js';
import { type NativeBinding, nativeBinding, type OpAttribute } from '../../native-binding.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';

type Value = string | number | boolean;

/** An attribute's field in a graph, by the binding's type of it. */
const FIELDS = {
  TF_ATTR_STRING: 's',
  TF_ATTR_INT: 'i',
  TF_ATTR_FLOAT: 'f',
  TF_ATTR_BOOL: 'b',
  TF_ATTR_TYPE: 'type',
} as const satisfies Partial<Record<keyof NativeBinding, keyof AttributeJson>>;

/**
 * The attributes of a node, as TF.js gives them to libtensorflow.
 *
 * @throws UnsupportedGraphError for an attribute of another type
 */
export function recordedAttributes(
  op: string,
  attributes: readonly OpAttribute[],
): Record<string, AttributeJson> {
  return Object.fromEntries(attributes.map((one) => [one.name, attributeJson(op, one)]));
}

function attributeJson(op: string, { name, type, value }: OpAttribute): AttributeJson {
  const binding = nativeBinding();
  const field = Object.entries(FIELDS).find(
    ([key]) => binding[key as keyof typeof FIELDS] === type,
  )?.[1];
  if (field === undefined)
    throw new UnsupportedGraphError(`the attribute ${name} of ${op} is of an unknown type`);
  const given = value as Value | readonly Value[];
  // Strings are bytes in base64, as in model.json.
  const encoded = (one: Value) =>
    field === 's' ? Buffer.from(String(one)).toString('base64') : one;
  if (!Array.isArray(given)) return { [field]: encoded(given as Value) };
  return { list: { [field]: (given as readonly Value[]).map(encoded) } };
}
