import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

// Go's module proxy has what is not in a Python package: the definitions of custom resources, and kube-score.
const KEDA = 'github.com/kedacore/keda/v2@v2.21.0';
const OPERATOR = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';
const KUBE_SCORE = 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0';

/** @throws with one line that says what to install */
export function checkPrograms(): void {
  for (const [name, hint] of [
    ['go', 'Go 1.24 or later (https://go.dev)'],
    ['python3', 'Python 3.11 or later'],
  ] as const)
    if (spawnSync(name, ['--help']).error !== undefined)
      throw new Error(`make manifests lacks ${name}: install ${hint}`);
  kustomize();
}

/** The words of the command that builds an overlay. */
export function kustomize(): readonly [string, ...string[]] {
  if (spawnSync('kustomize', ['version']).error === undefined) return ['kustomize', 'build'];
  if (spawnSync('kubectl', ['kustomize', '--help']).error === undefined)
    return ['kubectl', 'kustomize'];
  throw new Error('make manifests lacks kustomize: install it or kubectl (https://kubernetes.io)');
}

/** The files of the CustomResourceDefinitions that deploy/kubernetes uses. */
export function resourceDefinitions(): string[] {
  const keda = join(moduleFolder(KEDA), 'config/crd/bases');
  const operator = join(moduleFolder(OPERATOR), 'example/prometheus-operator-crd');
  return [
    join(keda, 'keda.sh_scaledobjects.yaml'),
    join(keda, 'keda.sh_triggerauthentications.yaml'),
    join(operator, 'monitoring.coreos.com_servicemonitors.yaml'),
  ];
}

/** Go verifies the checksum. */
function moduleFolder(module: string): string {
  const answer = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

/**
 * @param bin gets the program
 * @returns its path
 */
export function installKubeScore(bin: string): string {
  execFileSync('go', ['install', KUBE_SCORE], {
    env: { ...process.env, GOBIN: bin },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(bin, 'kube-score');
}
