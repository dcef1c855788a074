import test from 'ava';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { IPv4, IPv6 } from 'ipaddr.js';
import { REFUSED_IPV4, REFUSED_IPV6 } from '../../src/fetch/guard/refused-ranges.js';
import { manifest, NETWORK_POLICY } from './manifests.js';

const ROOT = 'deploy/kubernetes';

const PUBLIC = {
  to: [
    { ipBlock: { cidr: '0.0.0.0/0', except: REFUSED_IPV4.map(asText) } },
    { ipBlock: { cidr: '::/0', except: REFUSED_IPV6.map(asText) } },
  ],
};
const DNS = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
    { ipBlock: { cidr: '169.254.20.10/32' } },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const REDIS = {
  to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'redis' } } }],
  ports: [{ protocol: 'TCP', port: 6379 }],
};

/** What pods may connect to. What fetches images is kept from the ranges that the address guard refuses. */
const EGRESS: Readonly<Record<string, object[]>> = {
  base: [PUBLIC, DNS, REDIS],
  kserve: [PUBLIC, DNS, REDIS],
  workers: [PUBLIC, DNS, REDIS],
  'indexed-job': [PUBLIC, DNS],
  'bulk-jobs': [DNS, REDIS],
};

for (const [folder, egress] of Object.entries(EGRESS))
  test(`pods of ${folder} reach nothing but what they need`, (t) => {
    const policy = manifest(`${ROOT}/${folder}`, 'NetworkPolicy', NETWORK_POLICY).spec;
    t.deepEqual(policy.egress as unknown, egress);
    t.deepEqual(policy.policyTypes, ['Ingress', 'Egress']);
  });

test('every folder with pods has a policy', (t) => {
  const withPods = readdirSync(ROOT).filter((folder) =>
    readdirSync(`${ROOT}/${folder}`).some((file) =>
      /^(deployment|job|add|inference-service)\.yaml$/.test(file),
    ),
  );
  t.deepEqual(withPods.sort(), Object.keys(EGRESS).sort());
});

// kustomize would write the label into the peers of the policies too, which no DNS server has.
test('no kustomization changes selectors', (t) => {
  for (const folder of readdirSync(ROOT)) {
    const file = `${ROOT}/${folder}/kustomization.yaml`;
    t.true(existsSync(file), file);
    t.notRegex(readFileSync(file, 'utf8'), /includeSelectors: true|commonLabels/, file);
  }
});

function asText([address, bits]: readonly [IPv4 | IPv6, number]): string {
  return `${address.toString()}/${bits}`;
}
