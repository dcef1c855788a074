import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the numbers were measured on. */
export function describeMachine() {
  const [cpu] = cpus();
  const cores = availableParallelism();
  const model = cpu?.model.trim() ?? 'unknown processor';
  const memoryGb = Math.round(totalmem() / 1e9);
  return {
    cpu: model,
    cores,
    memoryGb,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    summary: `${model}, ${cores} cores for everything (services, image server, load generator), ${memoryGb} GB, Node.js ${process.version}. Medians of alternating rounds.`,
  };
}
