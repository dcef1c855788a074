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
    z.looseObject({
      environment: z.record(z.string(), z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      networks: z.array(z.string()),
      ports: z.array(z.string()).optional(),
      profiles: z.array(z.string()).optional(),
      command: z.array(z.string()).optional(),
      stop_grace_period: z.string().optional(),
    }),
  ),
});

const { services } = COMPOSE.parse(readYaml('deploy/compose.yaml')[0]);
const own = ['classifier', 'worker'].map((name) => services[name]);

test('every variable of service and worker is a setting whose value is allowed', (t) => {
  for (const { environment: given = {} } of own.map((service) => service ?? t.fail())) {
    for (const name of Object.keys(given)) t.true(SETTING_NAMES.includes(name), name);
    t.notThrows(() => readSettings(given));
    t.true(new URL(given['REDIS_URL'] ?? '').hostname in services);
  }
});

test('service and worker have no rights, the same bounds, and time to finish', (t) => {
  for (const service of own) {
    t.like(service, {
      image: 'classifier-api',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      cpus: 2,
      mem_limit: '2560m',
    });
    const grace = Number(/^(\d+)s$/.exec(service?.stop_grace_period ?? '')?.[1]);
    t.true(grace >= readSettings({}).server.shutdownTimeout + 5);
  }
});

test('a worker is only there when it is asked for', (t) => {
  const { profiles, command } = services['worker'] ?? {};
  t.deepEqual(profiles, ['bulk']);
  // The port that the image's health check asks by default.
  const port = String(readSettings({}).server.port);
  t.deepEqual(command, ['image-classifier', 'bulk', 'work', '--port', port]);
});

test('Redis evicts nothing and keeps everything on its disk', (t) => {
  const command = services['redis']?.command?.join(' ') ?? '';
  t.is(command, '--appendonly yes --maxmemory-policy noeviction');
});

test('every file that is mounted is there', (t) => {
  const files = Object.values(services)
    .flatMap(({ volumes = [] }) => volumes)
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => source.startsWith('.'));
  t.true(files.length > 0);
  for (const file of files) t.true(existsSync(`deploy/${file}`), file);
});

test('only this machine reaches the ports, and only service and workers reach Redis', (t) => {
  const ports = Object.values(services).flatMap(({ ports: published = [] }) => published);
  t.deepEqual(ports, ['127.0.0.1:8000:8000', '127.0.0.1:3000:3000']);
  const beside = Object.keys(services).filter((name) => services[name]?.networks.includes('state'));
  t.deepEqual(beside, ['classifier', 'worker', 'redis']);
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
