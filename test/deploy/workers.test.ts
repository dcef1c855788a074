import test from 'ava';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { waitKey } from '../../src/bulk/keys.js';
import { parseBulk } from '../../src/bulk/options.js';
import { manifest, manifests, NETWORK_POLICY, WORKLOAD } from './manifests.js';

const WORKERS = 'deploy/kubernetes/workers';
const KEDA = 'deploy/kubernetes/workers-keda';

const PORTS = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.tuple([
          z.object({
            ports: z.tuple([z.object({ name: z.literal('http'), containerPort: z.number() })]),
          }),
        ]),
      }),
    }),
  }),
});

const SCALED_OBJECT = z.object({
  spec: z.object({
    scaleTargetRef: z.object({ name: z.string() }),
    minReplicaCount: z.number(),
    triggers: z.array(
      z.object({
        type: z.string(),
        metadata: z.record(z.string(), z.string()),
        authenticationRef: z.object({ name: z.string() }).optional(),
      }),
    ),
  }),
});

const NAMED = z.object({ metadata: z.object({ name: z.string() }) });

const scaled = manifest(KEDA, 'ScaledObject', SCALED_OBJECT).spec;

/** What a container asks `bulk` to do. */
function commandOf({ command = [] }: { command?: string[] | undefined }) {
  const [program, word, ...words] = command;
  if (program !== 'image-classifier' || word !== 'bulk') throw new Error(`not bulk: ${program}`);
  return parseBulk(words);
}

test('a worker serves its probes on the port that is open', (t) => {
  const [worker] = manifest(WORKERS, 'Deployment', WORKLOAD).spec.template.spec.containers;
  const [{ ports }] = manifest(WORKERS, 'Deployment', PORTS).spec.template.spec.containers;
  const port = ports[0].containerPort;
  t.like(commandOf(worker), { verb: 'work', port });
  const policy = manifest(WORKERS, 'NetworkPolicy', NETWORK_POLICY).spec;
  t.deepEqual(policy.ingress as unknown, [{ ports: [{ protocol: 'TCP', port }] }]);
});

test('KEDA scales the workers on both lists of the queue: with jobs under way, none is taken away', (t) => {
  t.is(scaled.scaleTargetRef.name, manifest(WORKERS, 'Deployment', NAMED).metadata.name);
  t.is(scaled.minReplicaCount, 0);
  const waiting = waitKey('squeezenet1_1');
  const active = waiting.replace(/wait$/, 'active');
  t.deepEqual(
    scaled.triggers.map(({ metadata }) => metadata['listName']),
    [waiting, active],
  );
  // A worker with all the jobs that it takes is worth itself.
  const [worker] = manifest(WORKERS, 'Deployment', WORKLOAD).spec.template.spec.containers;
  t.like(commandOf(worker), { jobs: Number(scaled.triggers[1]?.metadata['listLength']) });
  const { name } = manifest(KEDA, 'TriggerAuthentication', NAMED).metadata;
  for (const { type, authenticationRef } of scaled.triggers) {
    t.is(type, 'redis');
    t.is(authenticationRef?.name, name);
  }
});

test('one Job adds the list that the other collects', (t) => {
  const jobs = manifests('deploy/kubernetes/bulk-jobs', 'Job', WORKLOAD);
  const commands = jobs.map(({ spec }) => commandOf(spec.template.spec.containers[0]));
  const [add, collect] = commands;
  t.is(commands.length, 2);
  t.like(add, { verb: 'add', name: 'photos', from: '/lists/urls.txt' });
  t.like(collect, { verb: 'collect', name: 'photos', out: '/results/photos.jsonl' });
});

test("KEDA scales the service on the queue's metric, and the base's autoscaler goes", (t) => {
  const service = manifest('deploy/kubernetes/keda', 'ScaledObject', SCALED_OBJECT).spec;
  const base = manifest('deploy/kubernetes/base', 'HorizontalPodAutoscaler', NAMED).metadata;
  t.is(service.scaleTargetRef.name, base.name);
  const query = service.triggers.find(({ type }) => type === 'prometheus')?.metadata['query'] ?? '';
  const dashboard = readFileSync('deploy/grafana/dashboard.json', 'utf8');
  const [metric = 'none'] = /classifier_\w+/.exec(query) ?? [];
  t.true(dashboard.includes(metric), metric);
});
