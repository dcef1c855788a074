import test from 'ava';
import type { IPv4, IPv6 } from 'ipaddr.js';
import { REFUSED_IPV4, REFUSED_IPV6 } from '../../src/fetch/guard/refused-ranges.js';
import { readSettings, SECRET_SETTINGS, SETTING_NAMES } from '../../src/settings/index.js';
import { startFakeService } from '../helpers/service.js';
import { DEPLOYMENT, manifest, NETWORK_POLICY, SERVICE, SERVICE_MONITOR } from './manifests.js';

const BASE = 'deploy/kubernetes/base';

const pod = manifest(BASE, 'Deployment', DEPLOYMENT).spec.template;
const [container] = pod.spec.containers;
const service = manifest(BASE, 'Service', SERVICE);
const policy = manifest(BASE, 'NetworkPolicy', NETWORK_POLICY).spec;
const [endpoint] = manifest('deploy/kubernetes/service-monitor', 'ServiceMonitor', SERVICE_MONITOR)
  .spec.endpoints;
const given = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

test('the network policy refuses the ranges that the address guard refuses', (t) => {
  const blocks = policy.egress
    .filter(({ ports }) => ports === undefined)
    .flatMap(({ to }) => to.map(({ ipBlock }) => ipBlock));
  t.deepEqual(blocks, [
    { cidr: '0.0.0.0/0', except: REFUSED_IPV4.map(asText) },
    { cidr: '::/0', except: REFUSED_IPV6.map(asText) },
  ]);
});

test('everything else that is open is DNS and Redis', (t) => {
  const open = policy.egress.flatMap(({ ports = [] }) => ports);
  t.deepEqual(open, [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
    { protocol: 'TCP', port: 6379 },
  ]);
  t.deepEqual(policy.policyTypes, ['Ingress', 'Egress']);
});

test('the policy and the Service are for the pods of the Deployment', (t) => {
  t.like(pod.metadata.labels, policy.podSelector.matchLabels);
  t.like(pod.metadata.labels, service.spec.selector);
});

test('every variable is a setting whose value is allowed', (t) => {
  for (const { name } of container.env) t.true(SETTING_NAMES.includes(name), name);
  t.notThrows(() => readSettings(given));
});

test('secrets come from a Secret', (t) => {
  for (const { name, value, valueFrom } of container.env.filter(({ name }) =>
    SECRET_SETTINGS.has(name),
  )) {
    t.is(value, undefined, name);
    t.like(valueFrom, { secretKeyRef: { name: 'image-classifier' } });
  }
});

test('the file of keys is one that is mounted', (t) => {
  const files = container.volumeMounts.flatMap(({ name, mountPath }) =>
    pod.spec.volumes
      .filter((volume) => volume.name === name)
      .flatMap(({ secret }) => secret.items.map(({ path }) => `${mountPath}/${path}`)),
  );
  t.deepEqual(files, [given['API_KEYS_FILE']]);
  t.true(container.volumeMounts.every(({ readOnly }) => readOnly));
});

test('a pod has time for its delay and for the requests under way', (t) => {
  const { shutdownDelay, shutdownTimeout } = readSettings(given).server;
  t.true(shutdownDelay > 0);
  t.true(pod.spec.terminationGracePeriodSeconds > shutdownDelay + shutdownTimeout);
});

test('there are as many classifier processes as the CPU limit allows, and memory for an image at the bounds in each', (t) => {
  const processes = container.env.find(({ name }) => name === 'CLASSIFIER_PROCESSES');
  t.like(processes?.valueFrom, { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } });
  const { cpu, memory } = container.resources.limits;
  const mebibytes = Number(/^(\d+)Mi$/.exec(memory)?.[1]);
  t.true(mebibytes * 2 ** 20 >= 450e6 + Number(cpu) * 1e9);
});

test('ports are those that the service listens on and that the Service leads to', (t) => {
  t.deepEqual(container.ports, [{ name: 'http', containerPort: readSettings(given).server.port }]);
  t.is(service.spec.ports[0].targetPort, 'http');
  t.is(endpoint.port, service.spec.ports[0].name);
  t.deepEqual(
    policy.ingress.flatMap(({ ports }) => ports.map(({ port }) => port)),
    container.ports.map(({ containerPort }) => containerPort),
  );
});

test('probes and the ServiceMonitor ask for paths that the service has', async (t) => {
  const { service: running, url } = await startFakeService();
  t.teardown(() => running.stop());
  const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
  for (const { httpGet } of probes) t.is(httpGet.port, 'http');
  for (const path of [...probes.map(({ httpGet }) => httpGet.path), endpoint.path])
    t.is((await fetch(url + path)).status, 200, path);
});

test('the pod has no rights', (t) => {
  t.deepEqual(pod.spec.securityContext, {
    runAsNonRoot: true,
    runAsUser: 10_001,
    runAsGroup: 10_001,
    fsGroup: 10_001,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  t.deepEqual(container.securityContext, {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
  t.false(pod.spec.automountServiceAccountToken);
  t.false(pod.spec.enableServiceLinks);
});

function asText([address, bits]: readonly [IPv4 | IPv6, number]): string {
  return `${address.toString()}/${bits}`;
}
