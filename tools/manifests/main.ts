// Builds and checks the manifests of deploy/kubernetes: `make manifests`. Exits with code 1 if there are faults.
import { checkManifests } from './check-manifests.js';

try {
  const faulty = checkManifests((text) => process.stdout.write(text));
  process.stdout.write(
    faulty.length === 0 ? 'no faults\n' : `faults in ${faulty.join(', ')}: see above\n`,
  );
  process.exitCode = faulty.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
