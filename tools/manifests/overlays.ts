import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Folders of deploy/kubernetes that are applied together. */
export interface Overlay {
  readonly name: string;
  readonly resources: readonly string[];
  readonly components?: readonly string[];
}

export const OVERLAYS: readonly Overlay[] = [
  { name: 'service', resources: ['base'] },
  { name: 'service-with-operators', resources: ['base'], components: ['service-monitor', 'keda'] },
  { name: 'workers', resources: ['workers'] },
  { name: 'workers-with-keda', resources: ['workers'], components: ['workers-keda'] },
  { name: 'bulk-jobs', resources: ['bulk-jobs'] },
  { name: 'indexed-job', resources: ['indexed-job'] },
  { name: 'kserve', resources: ['kserve'] },
  {
    name: 'everything-with-redis',
    resources: ['base', 'workers', 'bulk-jobs'],
    components: ['service-monitor', 'keda', 'workers-keda'],
  },
];

/**
 * Writes the overlay that a user would write.
 *
 * @param manifests deploy/kubernetes
 * @param root gets a folder for it
 * @returns that folder
 */
export function writeOverlay(overlay: Overlay, manifests: string, root: string): string {
  const folder = join(root, overlay.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const paths = (names: readonly string[]) =>
    names.map((name) => relative(folder, join(manifests, name)));
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'image-classifier',
    resources: paths(overlay.resources),
    components: paths(overlay.components ?? []),
    images: [
      {
        name: 'classifier-api',
        newName: 'registry.example.com/classifier-api',
        digest: `sha256:${'0'.repeat(64)}`,
      },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'kustomization.yaml'), JSON.stringify(kustomization, undefined, 2));
  return folder;
}
