import test from 'ava';
import { cpuQuota, parseCfsQuota, parseCpuMax } from '../../src/settings/cpu-quota.js';
import { defaultProcesses } from '../../src/settings/default-processes.js';

/** A machine with only these files. */
function machine(files: Record<string, string>) {
  return (path: string) => files[path];
}

test('cpu.max is a quota and a period', (t) => {
  t.is(parseCpuMax('200000 100000\n'), 2);
  t.is(parseCpuMax('150000 100000\n'), 1.5);
  t.is(parseCpuMax('25000 50000\n'), 0.5);
});

test('cpu.max without a quota, or unreadable, says nothing', (t) => {
  for (const text of ['max 100000\n', '', 'max', '100000', '1 0', '0 100000', '-1 100000', 'a b'])
    t.is(parseCpuMax(text), undefined, text);
});

test('the files of version 1 are a quota and a period, and -1 is no quota', (t) => {
  t.is(parseCfsQuota('400000\n', '100000\n'), 4);
  t.is(parseCfsQuota('-1\n', '100000\n'), undefined);
  t.is(parseCfsQuota('', '100000\n'), undefined);
  t.is(parseCfsQuota('400000\n', ''), undefined);
});

test('a container with a namespace of its own has its quota at the mount', (t) => {
  const read = machine({
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.max': '200000 100000\n',
  });
  t.is(cpuQuota(read), 2);
});

test('the smallest quota of the groups around the process counts', (t) => {
  const read = machine({
    '/proc/self/cgroup': '0::/system.slice/a.service/b\n',
    '/sys/fs/cgroup/system.slice/a.service/b/cpu.max': '400000 100000\n',
    '/sys/fs/cgroup/system.slice/a.service/cpu.max': '300000 100000\n',
    '/sys/fs/cgroup/system.slice/cpu.max': 'max 100000\n',
  });
  t.is(cpuQuota(read), 3);
});

test('version 1 counts its cpu controller, also at the mount when the path is the host’s', (t) => {
  const list =
    '9:cpuset:/other\n4:cpu,cpuacct:/docker/0123\n1:name=systemd:/other\n0::/docker/0123\n';
  const own = (folder: string) =>
    machine({
      '/proc/self/cgroup': list,
      [`${folder}/cpu.cfs_quota_us`]: '250000\n',
      [`${folder}/cpu.cfs_period_us`]: '100000\n',
    });
  t.is(cpuQuota(own('/sys/fs/cgroup/cpu/docker/0123')), 2.5);
  t.is(cpuQuota(own('/sys/fs/cgroup/cpu')), 2.5);
  t.is(cpuQuota(own('/sys/fs/cgroup/cpuset')), undefined);
  t.is(cpuQuota(own('/sys/fs/cgroup/cpu/other')), undefined);
});

test('no control groups, no quota', (t) => {
  t.is(cpuQuota(machine({})), undefined);
  t.is(cpuQuota(machine({ '/proc/self/cgroup': '0::/\n' })), undefined);
});

test('there are as many processes as whole CPUs may be used, at least one', (t) => {
  const limited = (cpuMax: string) =>
    machine({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': cpuMax });
  t.is(defaultProcesses(32, limited('200000 100000')), 2);
  t.is(defaultProcesses(32, limited('290000 100000')), 2);
  t.is(defaultProcesses(32, limited('50000 100000')), 1);
  t.is(defaultProcesses(2, limited('800000 100000')), 2);
  t.is(defaultProcesses(32, limited('max 100000')), 32);
});
