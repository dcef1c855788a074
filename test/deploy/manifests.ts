import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** All objects in a folder's YAML files. */
function objectsIn(folder: string): unknown[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => readYaml(`${folder}/${name}`));
}

/** The documents of a YAML file; an error in it is thrown. */
export function readYaml(path: string): unknown[] {
  return [...parseAllDocuments(readFileSync(path, 'utf8'), { uniqueKeys: true })].map(
    (document) => {
      if (document.errors[0] !== undefined) throw document.errors[0];
      return document.toJS() as unknown;
    },
  );
}

/** The only object of a kind in a folder, in the given shape. */
export function manifest<T extends z.ZodType>(folder: string, kind: string, shape: T): z.output<T> {
  const found = objectsIn(folder).filter(
    (object) => z.object({ kind: z.literal(kind) }).safeParse(object).success,
  );
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} of kind ${kind}`);
  return shape.parse(found[0]);
}

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });

const container = z.object({
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })),
  env: z.array(
    z.object({ name: z.string(), value: z.string().optional(), valueFrom: z.unknown().optional() }),
  ),
  resources: z.object({ limits: z.object({ cpu: z.string(), memory: z.string() }) }),
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
  securityContext: z.unknown(),
  volumeMounts: z.array(
    z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean() }),
  ),
});

export const DEPLOYMENT = z.object({
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        automountServiceAccountToken: z.boolean(),
        enableServiceLinks: z.boolean(),
        terminationGracePeriodSeconds: z.number(),
        securityContext: z.unknown(),
        containers: z.tuple([container]),
        volumes: z.array(
          z.object({
            name: z.string(),
            secret: z.object({ items: z.array(z.object({ key: z.string(), path: z.string() })) }),
          }),
        ),
      }),
    }),
  }),
});

export const SERVICE = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.tuple([z.object({ name: z.string(), targetPort: z.string() })]),
  }),
});

const peer = z.object({
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
});

const port = z.object({ protocol: z.enum(['TCP', 'UDP']), port: z.number() });

export const NETWORK_POLICY = z.object({
  spec: z.object({
    podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    policyTypes: z.array(z.string()),
    ingress: z.array(z.object({ ports: z.array(port) })),
    egress: z.array(z.object({ to: z.array(peer), ports: z.array(port).optional() })),
  }),
});

export const SERVICE_MONITOR = z.object({
  spec: z.object({ endpoints: z.tuple([z.object({ port: z.string(), path: z.string() })]) }),
});
