import test from 'ava';
import { totalmem } from 'node:os';
import { memoryLimit } from '../../src/settings/memory-limit.js';

const GIB = 2 ** 30;

/** A machine with only these files. */
function machine(files: Record<string, string>) {
  return (path: string) => files[path];
}

test('a container with a namespace of its own has its limit at the mount', (t) => {
  const read = machine({
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/memory.max': `${2 * GIB}\n`,
  });
  t.is(memoryLimit(read, 64 * GIB), 2 * GIB);
});

test('the smallest limit of the groups around the process counts', (t) => {
  const read = machine({
    '/proc/self/cgroup': '0::/kubepods.slice/pod1.slice/container\n',
    '/sys/fs/cgroup/kubepods.slice/pod1.slice/container/memory.max': 'max\n',
    '/sys/fs/cgroup/kubepods.slice/pod1.slice/memory.max': `${3 * GIB}\n`,
    '/sys/fs/cgroup/kubepods.slice/memory.max': `${8 * GIB}\n`,
  });
  t.is(memoryLimit(read, 64 * GIB), 3 * GIB);
});

test('version 1 counts its memory controller, also at the mount when the path is the host’s', (t) => {
  const list = '9:cpuset:/\n4:cpu,cpuacct:/docker/1\n2:memory:/docker/1\n0::/docker/1\n';
  const own = (folder: string, bytes: number | string) =>
    machine({ '/proc/self/cgroup': list, [`${folder}/memory.limit_in_bytes`]: `${bytes}\n` });
  t.is(memoryLimit(own('/sys/fs/cgroup/memory/docker/1', GIB), 64 * GIB), GIB);
  t.is(memoryLimit(own('/sys/fs/cgroup/memory', GIB), 64 * GIB), GIB);
  t.is(memoryLimit(own('/sys/fs/cgroup/cpu', GIB), 64 * GIB), 64 * GIB);
  t.is(memoryLimit(own('/sys/fs/cgroup/memory', '9223372036854771712'), 64 * GIB), 64 * GIB);
  t.is(memoryLimit(own('/sys/fs/cgroup/memory', '-1'), 64 * GIB), 64 * GIB);
});

test('without a limit it is the memory of the machine', (t) => {
  const files = { '/proc/self/cgroup': '0::/a\n', '/sys/fs/cgroup/a/memory.max': 'max\n' };
  t.is(memoryLimit(machine(files), 4 * GIB), 4 * GIB);
  t.is(memoryLimit(machine({}), 4 * GIB), 4 * GIB);
  t.true(memoryLimit() <= totalmem());
});
