import test from 'ava';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readSettings, SETTING_NAMES } from '../../src/settings/index.js';
import { readYaml } from './manifests.js';

const PROMETHEUS = z.object({
  scrape_configs: z.tuple([
    z.object({ static_configs: z.tuple([z.object({ targets: z.tuple([z.string()]) })]) }),
  ]),
});

const COMPOSE = z.object({
  services: z.record(
    z.string(),
    z.object({
      environment: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      networks: z.array(z.string()),
      ports: z.array(z.string()).optional(),
    }),
  ),
});

const { services } = COMPOSE.parse(readYaml('deploy/compose.yaml')[0]);
const classifier = services['classifier'];

test('every variable of the service is a setting whose value is allowed', (t) => {
  const given = classifier?.environment ?? {};
  for (const name of Object.keys(given)) t.true(SETTING_NAMES.includes(name), name);
  t.notThrows(() => readSettings(given));
  t.true(new URL(given['REDIS_URL'] ?? '').hostname in services);
});

test('every file that is mounted is there', (t) => {
  const files = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => source.startsWith('.'));
  t.true(files.length > 0);
  for (const file of files) t.true(existsSync(`deploy/${file}`), file);
});

test('only this machine reaches the ports, and only the service reaches Redis', (t) => {
  const ports = Object.values(services).flatMap(({ ports: published = [] }) => published);
  t.deepEqual(ports, ['127.0.0.1:8000:8000', '127.0.0.1:3000:3000']);
  const beside = Object.keys(services).filter((name) => services[name]?.networks.includes('state'));
  t.deepEqual(beside, ['classifier', 'redis']);
});

test('Prometheus is configured as without containers, but for the address of the service', (t) => {
  const [alone] = readYaml('deploy/prometheus/prometheus.yaml');
  const [composed] = readYaml('deploy/compose/prometheus.yaml');
  const [
    {
      static_configs: [target],
    },
  ] = PROMETHEUS.parse(composed).scrape_configs;
  t.deepEqual(target.targets, ['classifier:8000']);
  const text = JSON.stringify(composed).replace('classifier:8000', 'localhost:8000');
  t.deepEqual(JSON.parse(text), alone);
});
