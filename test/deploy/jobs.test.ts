import test from 'ava';
import { z } from 'zod';
import { parseOptions } from '../../src/cli/options.js';
import { manifest, manifests, WORKLOAD } from './manifests.js';

const INDEXED = WORKLOAD.extend({
  spec: WORKLOAD.shape.spec.extend({
    completionMode: z.literal('Indexed'),
    completions: z.number(),
    backoffLimitPerIndex: z.number(),
  }),
});

const job = manifest('deploy/kubernetes/indexed-job', 'Job', INDEXED).spec;
const [container] = job.template.spec.containers;

/** The options of a pod, whose variable the kubelet puts into the arguments. */
function optionsOf(JOB_COMPLETION_INDEX: string) {
  const [program, command, ...words] = [...(container.command ?? []), ...(container.args ?? [])];
  const given = words.map((word) => word.replace('$(JOB_COMPLETION_INDEX)', JOB_COMPLETION_INDEX));
  return { program, command, ...parseOptions(given, { JOB_COMPLETION_INDEX }) };
}

test('the pods of the Indexed Job take all parts, each its own, into files of their own', (t) => {
  const indices = Array.from({ length: job.completions }, (_, index) => index);
  const pods = indices.map((index) => optionsOf(String(index)));
  for (const { program, command } of pods)
    t.is(`${program} ${command}`, 'image-classifier classify');
  t.deepEqual(
    pods.map(({ shard }) => shard),
    indices.map((index) => ({ index, count: job.completions })),
  );
  t.is(new Set(pods.map(({ out }) => out)).size, job.completions);
});

test('lists and results lie in folders that are mounted, and only results are written', (t) => {
  const jobs = [
    ...manifests('deploy/kubernetes/bulk-jobs', 'Job', WORKLOAD),
    ...manifests('deploy/kubernetes/indexed-job', 'Job', WORKLOAD),
  ];
  for (const { spec } of jobs) {
    const [{ command = [], args = [], volumeMounts = [] }] = spec.template.spec.containers;
    const paths = [...command, ...args].filter((word) => word.startsWith('/'));
    t.true(paths.length > 0);
    const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
    t.deepEqual(folders, new Set(volumeMounts.map(({ mountPath }) => mountPath)));
    for (const { mountPath, readOnly = false } of volumeMounts)
      t.is(readOnly, mountPath === '/lists');
  }
});

test('a wrong command is not tried again: its exit code is 2', (t) => {
  const POLICY = z.object({
    spec: z.object({
      podFailurePolicy: z.object({
        rules: z.tuple([
          z.object({
            action: z.literal('FailJob'),
            onExitCodes: z.object({ operator: z.literal('In'), values: z.tuple([z.literal(2)]) }),
          }),
          z.object({ action: z.literal('Ignore') }),
        ]),
      }),
    }),
  });
  const jobs = [
    ...manifests('deploy/kubernetes/bulk-jobs', 'Job', z.unknown()),
    ...manifests('deploy/kubernetes/indexed-job', 'Job', z.unknown()),
  ];
  t.is(jobs.length, 3);
  for (const found of jobs) t.true(POLICY.safeParse(found).success);
});
