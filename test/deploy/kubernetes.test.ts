import test from 'ava';
import { readSettings } from '../../src/settings/index.js';
import { fitProcesses } from '../../src/model/fit-processes.js';
import { startFakeService } from '../helpers/service.js';
import {
  DEPLOYMENT,
  INFERENCE_SERVICE,
  manifest,
  NETWORK_POLICY,
  SERVICE,
  SERVICE_MONITOR,
} from './manifests.js';

// The service, in a Deployment and as an InferenceService of KServe.

const BASE = 'deploy/kubernetes/base';
const KSERVE = 'deploy/kubernetes/kserve';

const deployment = manifest(BASE, 'Deployment', DEPLOYMENT).spec.template;
const service = manifest(BASE, 'Service', SERVICE);
const [endpoint] = manifest('deploy/kubernetes/service-monitor', 'ServiceMonitor', SERVICE_MONITOR)
  .spec.endpoints;

const pods = [
  { folder: BASE, pod: deployment.spec },
  {
    folder: KSERVE,
    pod: manifest(KSERVE, 'InferenceService', INFERENCE_SERVICE).spec.predictor,
  },
].map(({ folder, pod }) => {
  const [container] = pod.containers;
  const given = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  return { folder, pod, container, given, settings: readSettings(given) };
});

test('the Service is for the pods of the Deployment', (t) => {
  t.deepEqual(deployment.metadata.labels, service.spec.selector);
});

test('the file of keys is one that is mounted', (t) => {
  for (const { pod, container, given } of pods) {
    const files = container.volumeMounts.flatMap(({ name, mountPath }) =>
      pod.volumes
        .filter((volume) => volume.name === name)
        .flatMap(({ secret }) => secret.items.map(({ path }) => `${mountPath}/${path}`)),
    );
    t.deepEqual(files, [given['API_KEYS_FILE']]);
    t.true(container.volumeMounts.every(({ readOnly }) => readOnly));
  }
});

test('a pod is served for a while after it is to end', (t) => {
  for (const { settings } of pods) t.true(settings.server.shutdownDelay > 0);
});

test('the memory limit has room for a process for each CPU, with an image at the bounds in each', (t) => {
  for (const { container, settings } of pods) {
    const { cpu, memory } = container.resources.limits;
    const bytes = Number(/^(\d+)Mi$/.exec(memory)?.[1]) * 2 ** 20;
    t.true(bytes >= 450e6 + Number(cpu) * 1e9);
    // The service decides so itself: the CPU quota gives it as many processes, and memory takes none away.
    const classifier = { ...settings.classifier, processes: Number(cpu) };
    const fitted = fitProcesses({ ...settings, classifier }, ['models/squeezenet1_1'], bytes);
    t.is(fitted.settings.classifier.processes, Number(cpu));
    t.true(settings.classifier.processesByDefault);
  }
});

test('ports are those that the service listens on and that the Service leads to', (t) => {
  for (const { folder, container, settings } of pods) {
    const [port, ...others] = container.ports;
    t.deepEqual(others, []);
    t.is(port?.containerPort, settings.server.port);
    const policy = manifest(folder, 'NetworkPolicy', NETWORK_POLICY).spec;
    t.deepEqual(policy.ingress as unknown, [
      { ports: [{ protocol: 'TCP', port: settings.server.port }] },
    ]);
  }
  t.is(service.spec.ports[0].targetPort, 'http');
  t.is(endpoint.port, service.spec.ports[0].name);
});

test('probes and the ServiceMonitor ask for paths that the service has', async (t) => {
  const { service: running, url } = await startFakeService();
  t.teardown(() => running.stop());
  const probes = pods.flatMap(({ container }) =>
    [container.startupProbe, container.readinessProbe, container.livenessProbe].map(
      ({ httpGet }) => {
        t.is(httpGet.port, container.ports[0]?.name ?? '');
        return httpGet.path;
      },
    ),
  );
  for (const path of new Set([...probes, endpoint.path]))
    t.is((await fetch(url + path)).status, 200, path);
});
