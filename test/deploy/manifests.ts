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
  const [found, ...others] = manifests(folder, kind, shape);
  if (found === undefined || others.length > 0)
    throw new Error(`${folder} has none or several of kind ${kind}`);
  return found;
}

/** All objects of a kind in a folder, in the given shape. */
export function manifests<T extends z.ZodType>(
  folder: string,
  kind: string,
  shape: T,
): z.output<T>[] {
  return objectsIn(folder)
    .filter((object) => z.object({ kind: z.literal(kind) }).safeParse(object).success)
    .map((object) => shape.parse(object));
}

const labels = z.record(z.string(), z.string());

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) });

const resources = z.object({
  requests: z.object({ cpu: z.string(), memory: z.string() }),
  limits: z.object({ cpu: z.string(), memory: z.string() }),
});

const mount = z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean() });

const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.unknown().optional(),
});

/** What every pod has, whatever it is for. */
export const POD = z.object({
  automountServiceAccountToken: z.boolean(),
  enableServiceLinks: z.boolean(),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z.unknown(),
  containers: z.tuple([
    z.object({
      image: z.string(),
      command: z.array(z.string()).optional(),
      args: z.array(z.string()).optional(),
      env: z.array(variable).optional(),
      resources,
      securityContext: z.unknown(),
      volumeMounts: z.array(mount.partial({ readOnly: true })).optional(),
    }),
  ]),
});

const template = z.object({ metadata: z.object({ labels }), spec: POD });

/** A Deployment or a Job. */
export const WORKLOAD = z.object({
  spec: z.object({ selector: z.object({ matchLabels: labels }).optional(), template }),
});

const container = z.object({
  ports: z.array(
    z.object({
      name: z.string(),
      containerPort: z.number(),
      protocol: z.literal('TCP').optional(),
    }),
  ),
  env: z.array(variable),
  resources,
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
  volumeMounts: z.array(mount),
});

/** The pod of the service, as a Deployment or an InferenceService has it. */
const servicePod = z.object({
  terminationGracePeriodSeconds: z.number(),
  containers: z.tuple([container]),
  volumes: z.array(
    z.object({
      name: z.string(),
      secret: z.object({ items: z.array(z.object({ key: z.string(), path: z.string() })) }),
    }),
  ),
});

export const DEPLOYMENT = z.object({
  spec: z.object({
    template: z.object({ metadata: z.object({ labels }), spec: servicePod }),
  }),
});

export const INFERENCE_SERVICE = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ predictor: servicePod.extend(POD.omit({ containers: true }).shape) }),
});

export const SERVICE = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: labels,
    ports: z.tuple([z.object({ name: z.string(), targetPort: z.string() })]),
  }),
});

const peer = z.object({
  podSelector: z.object({ matchLabels: labels }).optional(),
  namespaceSelector: z.object({ matchLabels: labels }).optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).optional() }).optional(),
});

const port = z.object({ protocol: z.enum(['TCP', 'UDP']), port: z.number() });

export const NETWORK_POLICY = z.object({
  spec: z.object({
    podSelector: z.object({ matchLabels: labels }),
    policyTypes: z.array(z.string()),
    ingress: z.array(z.object({ ports: z.array(port) })).default([]),
    egress: z.array(z.object({ to: z.array(peer), ports: z.array(port).optional() })),
  }),
});

export const SERVICE_MONITOR = z.object({
  spec: z.object({ endpoints: z.tuple([z.object({ port: z.string(), path: z.string() })]) }),
});
