import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXCUSES } from './excuses.js';
import { OVERLAYS, writeOverlay } from './overlays.js';
import { checkPrograms, installKubeScore, kustomize, resourceDefinitions } from './programs.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const HERE = join(ROOT, 'tools/manifests');
const BUILD = join(ROOT, 'build/manifests');

/**
 * Builds each overlay with kustomize, and holds the objects to the schemas of their kinds and to kube-score.
 *
 * @param manifests the folder with the manifests
 * @param report gets what the checks say
 * @returns the names of the overlays that have faults
 */
export function checkManifests(
  report: (text: string) => void,
  manifests = join(ROOT, 'deploy/kubernetes'),
): string[] {
  checkPrograms();
  const validate = validator();
  const score = installKubeScore(join(BUILD, 'bin'));
  const excused = Object.keys(EXCUSES).flatMap((name) => ['--ignore-test', name]);
  return OVERLAYS.filter((overlay) => {
    report(`${overlay.name}:\n`);
    const folder = writeOverlay(overlay, manifests, join(BUILD, 'overlays'));
    const [command, ...words] = kustomize();
    const built = spawnSync(command, [...words, folder], { encoding: 'utf8' });
    if (built.status !== 0) {
      report(built.stderr);
      return true;
    }
    const faults = [
      validate,
      [score, 'score', '--output-format', 'ci', '--exit-one-on-warning', ...excused, '-'],
    ].filter(([program = '', ...args]) => {
      const { status, stdout, stderr } = spawnSync(program, args, {
        input: built.stdout,
        encoding: 'utf8',
      });
      report(withoutPasses(stdout) + stderr);
      return status !== 0;
    });
    return faults.length > 0;
  }).map(({ name }) => name);
}

/** The command that validates objects on standard input. */
function validator(): string[] {
  const script = join(ROOT, 'tools/make/python-packages.sh');
  const packages = execFileSync('sh', [script, join(HERE, 'requirements.txt'), BUILD], {
    encoding: 'utf8',
  }).trim();
  const python = process.env['PYTHON'] ?? 'python3';
  return [python, join(HERE, 'validate.py'), packages, ...resourceDefinitions()];
}

/** kube-score has a line for each check. */
function withoutPasses(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/^\[(OK|SKIPPED)\]/.test(line))
    .join('\n');
}
