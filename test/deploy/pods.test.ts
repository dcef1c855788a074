import test from 'ava';
import { z } from 'zod';
import { readSettings, SECRET_SETTINGS, SETTING_NAMES } from '../../src/settings/index.js';
import {
  INFERENCE_SERVICE,
  manifest,
  manifests,
  NETWORK_POLICY,
  POD,
  WORKLOAD,
} from './manifests.js';

const ROOT = 'deploy/kubernetes';

const workloads = [
  ...['base', 'workers'].map((folder) => ({ folder, kind: 'Deployment' })),
  ...['bulk-jobs', 'indexed-job'].map((folder) => ({ folder, kind: 'Job' })),
].flatMap(({ folder, kind }) =>
  manifests(`${ROOT}/${folder}`, kind, WORKLOAD).map(({ spec }) => ({ folder, ...spec })),
);

const predictor = z
  .object({ spec: z.object({ predictor: POD }) })
  .parse(manifest(`${ROOT}/kserve`, 'InferenceService', z.looseObject({})));
const kserve = manifest(`${ROOT}/kserve`, 'InferenceService', INFERENCE_SERVICE);

const pods = [
  ...workloads.map(({ folder, template }) => ({ folder, ...template.spec })),
  { folder: 'kserve', ...predictor.spec.predictor },
];

test('there are pods of all kinds', (t) => {
  const folders = ['base', 'workers', 'bulk-jobs', 'bulk-jobs', 'indexed-job', 'kserve'];
  t.deepEqual(
    pods.map(({ folder }) => folder),
    folders,
  );
});

test('no pod has rights', (t) => {
  for (const { folder, containers, ...pod } of pods) {
    const user = { runAsNonRoot: true, runAsUser: 10_001, runAsGroup: 10_001, fsGroup: 10_001 };
    const profile = { seccompProfile: { type: 'RuntimeDefault' } };
    t.deepEqual(pod.securityContext, { ...user, ...profile }, folder);
    t.deepEqual(containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    t.false(pod.automountServiceAccountToken, folder);
    t.false(pod.enableServiceLinks, folder);
  }
});

test('every variable is a setting whose value is allowed, but for one of KServe', (t) => {
  for (const { folder, containers } of pods) {
    const { env = [] } = containers[0];
    const names = env.map(({ name }) => name).filter((name) => name !== 'PROTOCOL');
    for (const name of names) t.true(SETTING_NAMES.includes(name), `${folder}: ${name}`);
    const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    t.notThrows(() => readSettings(given));
  }
});

test('secrets come from a Secret', (t) => {
  for (const { containers } of pods)
    for (const { name, value, valueFrom } of containers[0].env ?? []) {
      if (!SECRET_SETTINGS.has(name)) continue;
      t.is(value, undefined, name);
      t.like(valueFrom, { secretKeyRef: { name: 'image-classifier' } });
    }
});

test('what works on images has time to finish, and the resources of the service', (t) => {
  const [service] = pods;
  for (const { folder, containers, terminationGracePeriodSeconds } of pods) {
    if (folder === 'bulk-jobs') continue;
    const { env = [] } = containers[0];
    const given = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const { shutdownDelay, shutdownTimeout } = readSettings(given).server;
    // Five seconds for the children and for what Redis is to know.
    t.true((terminationGracePeriodSeconds ?? 30) >= shutdownDelay + shutdownTimeout + 5, folder);
    t.deepEqual(containers[0].resources, service?.containers[0].resources, folder);
  }
});

test('selectors and policies are for the pods beside them', (t) => {
  for (const { folder, selector, template } of workloads) {
    const { podSelector } = manifest(`${ROOT}/${folder}`, 'NetworkPolicy', NETWORK_POLICY).spec;
    t.deepEqual(template.metadata.labels, podSelector.matchLabels);
    if (selector !== undefined) t.deepEqual(template.metadata.labels, selector.matchLabels);
  }
  const policy = manifest(`${ROOT}/kserve`, 'NetworkPolicy', NETWORK_POLICY).spec;
  // KServe gives its pods this label.
  t.deepEqual(policy.podSelector.matchLabels, {
    'serving.kserve.io/inferenceservice': kserve.metadata.name,
  });
});

test('disruption budgets are for the same pods', (t) => {
  const BUDGET = z.object({
    spec: z.object({
      maxUnavailable: z.literal(1),
      selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    }),
  });
  for (const folder of ['base', 'workers', 'kserve']) {
    const { selector } = manifest(`${ROOT}/${folder}`, 'PodDisruptionBudget', BUDGET).spec;
    const { podSelector } = manifest(`${ROOT}/${folder}`, 'NetworkPolicy', NETWORK_POLICY).spec;
    t.deepEqual(selector.matchLabels, podSelector.matchLabels, folder);
  }
});
