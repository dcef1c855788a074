import type { z } from 'zod';

const PIXELS = 'a whole number of pixels from 1 to 8192';
const CHANNELS = 'three numbers in the order of channelOrder';
const CONFIDENCE = 'a number from 0 to 1';
const TEXT = 'a text';
const NODE = 'the name of a node of the graph';
const HASH = 'a SHA-256 in 64 lower-case hex digits';

/** What each field of a card must be. `*` stands for any index of a list. */
const WORDS: Readonly<Record<string, string>> = {
  '': 'an object with the fields that models/README.md lists',
  name: TEXT,
  title: `${TEXT}: the model's name for readers`,
  note: TEXT,
  weights: 'an object with source, licence and attribution',
  'weights.source': `${TEXT}: where the weights come from`,
  'weights.sha256': HASH,
  'weights.licence': TEXT,
  'weights.attribution': `${TEXT}: who made the weights`,
  preprocessing: 'an object: how an image becomes the input of the model',
  'preprocessing.resize': 'an object such as {"mode": "warp", "width": 224, "height": 224}',
  'preprocessing.resize.width': PIXELS,
  'preprocessing.resize.height': PIXELS,
  'preprocessing.resize.size': PIXELS,
  'preprocessing.crop': 'an object with width and height: the input of the model',
  'preprocessing.crop.width': PIXELS,
  'preprocessing.crop.height': PIXELS,
  'preprocessing.mean': `${CHANNELS}, such as [0, 0, 0]`,
  'preprocessing.mean.*': 'a number',
  'preprocessing.scale': `${CHANNELS}, such as [1, 1, 1]`,
  'preprocessing.scale.*': 'a number',
  'preprocessing.foldedIntoFirstConvolution':
    'true if the graph applies order, mean and scale itself, else false',
  labels: 'a list of class names in the order of the outputs, or the path of a JSON file with it',
  'labels.*': 'a name, or a pair [WordNet id, name] such as ["n02012849", "crane"]',
  'labels.*.*': 'first a WordNet id, n and eight digits, then a name',
  explain:
    'an object such as {"maps": "NODE"}, or {"features": "NODE", "weights": "NODE", "bias": "NODE"}',
  'explain.maps': NODE,
  'explain.features': NODE,
  'explain.weights': NODE,
  'explain.bias': NODE,
  golden: 'an object with reference, weightsSha256, tolerance and predictions',
  'golden.reference': `${TEXT}: what computed the predictions`,
  'golden.weightsSha256': `${HASH}, that of the shards`,
  'golden.tolerance': `${CONFIDENCE}: the largest accepted difference in confidence`,
  'golden.bfloat16Tolerance': `${CONFIDENCE}: the largest accepted difference in bfloat16`,
  'golden.predictions': 'a list of one prediction or more',
  'golden.predictions.*': 'an object with image and top',
  'golden.predictions.*.image': 'the path of an image',
  'golden.predictions.*.top': 'a list of one class or more, the most probable first',
  'golden.predictions.*.top.*': 'an object with classification and confidence',
  'golden.predictions.*.top.*.classification': 'the name of a class',
  'golden.predictions.*.top.*.confidence': CONFIDENCE,
};

/** Characters of a wrong value that are repeated in a message. */
const QUOTED = 60;

/**
 * Says what a field must be, and what it is, instead of zod's general message. A message that the schema
 * gives itself is kept.
 *
 * @param root the value that was parsed
 * @param field the card's field that it is, empty for the whole card
 */
export function inWords(issue: z.core.$ZodIssue, root: unknown, field = ''): string {
  if (issue.code === 'unrecognized_keys')
    return `has the unknown field ${issue.keys.map((key) => JSON.stringify(key)).join(' and ')}`;
  const words = expected(issue, field);
  if (words === undefined || !/^(Invalid|Too (small|big))/.test(issue.message))
    return issue.message;
  const value = valueAt(root, issue.path);
  if (value === undefined) return `is missing, and must be ${words}`;
  const text = JSON.stringify(value);
  return `must be ${words}, not ${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}`;
}

function expected(issue: z.core.$ZodIssue, field: string): string | undefined {
  const choices = choicesOf(issue);
  if (choices.length > 0) return choices.map((choice) => JSON.stringify(choice)).join(' or ');
  const path = issue.path.map((key) => (typeof key === 'number' ? '*' : String(key)));
  return WORDS[[...(field === '' ? [] : [field]), ...path].join('.')];
}

/** The values that a schema allows, where it lists them. */
function choicesOf(issue: z.core.$ZodIssue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return issue.options;
  return [];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    root,
  );
}
