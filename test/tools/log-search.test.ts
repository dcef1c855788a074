import test from 'ava';
import { readFileSync } from 'node:fs';
import { indexTemplate } from '../../tools/log-search/index-template.js';
import { OWN_FIELDS } from '../../tools/log-search/own-fields.js';

// `make log-search` tries the pipeline itself: it needs Java and rsyslog.

interface Mapping {
  readonly type?: string;
  readonly dynamic?: unknown;
  readonly properties?: Readonly<Record<string, Mapping>>;
}

function mappings(): Mapping {
  return (indexTemplate('logs*') as { template: { mappings: Mapping } }).template.mappings;
}

function fieldOf(name: string): Mapping | undefined {
  return name
    .split('.')
    .reduce<Mapping | undefined>((mapping, step) => mapping?.properties?.[step], mappings());
}

test('the index template is strict, and has the types of the schema and our own', (t) => {
  t.is(mappings().dynamic, 'strict');
  const types = {
    '@timestamp': 'date',
    'client.ip': 'ip',
    'event.duration': 'long',
    'http.response.status_code': 'long',
    'trace.id': 'keyword',
    message: 'match_only_text',
    ...OWN_FIELDS,
  };
  for (const [name, type] of Object.entries(types)) t.is(fieldOf(name)?.type, type, name);
  t.is(fieldOf('labels')?.dynamic, true);
  t.is(fieldOf('classifier.unknown'), undefined);
});

test("the documents show the shipper's configuration as it is", (t) => {
  const configuration = readFileSync('deploy/rsyslog/image-classifier.conf', 'utf8');
  t.true(readFileSync('docs/logging.md', 'utf8').includes(`\n${configuration}\`\`\`\n`));
});
