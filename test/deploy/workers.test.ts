import test from 'ava';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { manifest, NETWORK_POLICY, WORKLOAD } from './manifests.js';

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

test('a worker serves its probes on the port that is open', (t) => {
  const [worker] = manifest(WORKERS, 'Deployment', WORKLOAD).spec.template.spec.containers;
  const [{ ports }] = manifest(WORKERS, 'Deployment', PORTS).spec.template.spec.containers;
  const port = ports[0].containerPort;
  t.deepEqual(worker.command, ['image-classifier', 'bulk', 'work', '--port', String(port)]);
  const policy = manifest(WORKERS, 'NetworkPolicy', NETWORK_POLICY).spec;
  t.deepEqual(policy.ingress as unknown, [{ ports: [{ protocol: 'TCP', port }] }]);
});

test('KEDA scales the workers on both lists of the queue: with jobs under way, none is taken away', (t) => {
  t.is(scaled.scaleTargetRef.name, manifest(WORKERS, 'Deployment', NAMED).metadata.name);
  t.is(scaled.minReplicaCount, 0);
  t.deepEqual(
    scaled.triggers.map(({ metadata }) => metadata['listName']),
    ['{image-classifier-bulk}:squeezenet1_1:wait', '{image-classifier-bulk}:squeezenet1_1:active'],
  );
  const { name } = manifest(KEDA, 'TriggerAuthentication', NAMED).metadata;
  for (const { type, authenticationRef } of scaled.triggers) {
    t.is(type, 'redis');
    t.is(authenticationRef?.name, name);
  }
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
