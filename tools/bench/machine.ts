import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

export function describeMachine() {
  const [cpu] = cpus();
  const cores = availableParallelism();
  const model = cpu?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  const [load = 0] = loadavg();
  // Other programs take cores from a service that uses them all.
  const busy = load > 0.5 ? ` Others were at work: load average ${load.toFixed(1)} before.` : '';
  return {
    cpu: model,
    cores,
    memoryGb,
    loadAverageBefore: load,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    summary: `${model}, ${cores} cores for everything (services, image server, load generator), ${memoryGb} GB, Node.js ${process.version}.${busy}`,
  };
}
