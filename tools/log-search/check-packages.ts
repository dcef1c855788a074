/** Ends with one line if a program is missing that `make log-search` needs. */
import { missingPackages } from './missing-packages.js';

const missing = missingPackages();
if (missing.length > 0) {
  process.stderr.write(
    `make log-search lacks ${missing.join(', ')}: apt-get install ${missing.join(' ')} (Debian)\n`,
  );
  process.exitCode = 1;
}
