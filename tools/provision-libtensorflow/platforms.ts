import { join } from 'node:path';
import { ProvisionError } from './provision-error.js';

/** Where a platform's libtensorflow comes from. */
export interface Wheel {
  /** The name of its requirements file and, after the version, of its folder. */
  readonly platform: string;
  readonly version: string;
  /** pip's tag of the platform. */
  readonly pipPlatform: string;
  /** The size of the download, in megabytes. */
  readonly megabytes: number;
}

/** The Python the wheels are built for. It only names the file: none of its Python is used. */
export const WHEEL_PYTHON = '3.12';

const VERSION = '2.21.0';

const WHEELS: readonly Wheel[] = [
  {
    platform: 'linux-x64',
    version: VERSION,
    pipPlatform: 'manylinux_2_27_x86_64',
    megabytes: 274,
  },
  {
    platform: 'linux-arm64',
    version: VERSION,
    pipPlatform: 'manylinux_2_27_aarch64',
    megabytes: 282,
  },
  {
    platform: 'darwin-arm64',
    version: VERSION,
    pipPlatform: 'macosx_12_0_arm64',
    megabytes: 223,
  },
];

/** @throws ProvisionError for a platform that no wheel is pinned for. */
export function wheelFor(platform: string, arch: string): Wheel {
  const wheel = WHEELS.find((candidate) => candidate.platform === `${platform}-${arch}`);
  if (wheel === undefined)
    throw new ProvisionError(
      `there is no libtensorflow to download for ${platform}-${arch} (only for ` +
        `${WHEELS.map((known) => known.platform).join(', ')}): set LIBTENSORFLOW_DIR to a folder with lib/ and include/`,
    );
  return wheel;
}

export function requirementsFile(root: string, wheel: Wheel): string {
  return join(root, 'tools/provision-libtensorflow/requirements', `${wheel.platform}.txt`);
}

/** File names of the two libraries, and those that tfjs-node's binding.gyp links against. */
export interface LibraryNames {
  /** The C++ library (a wheel's) and the C library (the official archive's) both have the C API. */
  readonly main: readonly string[];
  readonly framework: readonly string[];
  readonly linkedMain: string;
  readonly linkedFramework: string;
}

const LINUX: LibraryNames = {
  main: ['libtensorflow_cc.so.2', 'libtensorflow.so.2'],
  framework: ['libtensorflow_framework.so.2'],
  linkedMain: 'libtensorflow.so',
  linkedFramework: 'libtensorflow_framework.so',
};

const MACOS: LibraryNames = {
  main: ['libtensorflow_cc.2.dylib', 'libtensorflow.2.dylib'],
  framework: ['libtensorflow_framework.2.dylib'],
  linkedMain: 'libtensorflow.2.dylib',
  linkedFramework: 'libtensorflow_framework.2.dylib',
};

export function libraryNames(platform: string = process.platform): LibraryNames {
  return platform === 'darwin' ? MACOS : LINUX;
}
