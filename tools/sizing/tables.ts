import { formatNumber, table } from '../bench/table.js';
import type { BulkCost } from './bulk.js';
import type { ModelSize } from './models.js';
import type { OperationCost } from './operations.js';
import type { RequestCost } from './requests.js';

export function modelTable(sizes: readonly ModelSize[]): string {
  return table(
    [
      ...['model', 'processes', 'images/s', 'ms of a core: main', 'children', 'sum'],
      ...['MB: main', 'children', 'sum'],
    ],
    sizes.map(({ model, processes, imagesPerSecond, cpu, memory }) => [
      ...[model, String(processes), formatNumber(imagesPerSecond)],
      ...[cpu?.main, cpu?.children, cpu && cpu.main + cpu.children].map(formatNumber),
      ...[memory?.main, memory?.children, memory && memory.main + memory.children].map(
        formatNumber,
      ),
    ]),
  );
}

export function requestTable(costs: readonly RequestCost[]): string {
  return table(
    ['request', 'answers/s', 'commands', 'µs of Redis', 'bytes to and from Redis', 'ms of main'],
    costs.map(({ what, answersPerSecond, commands, redisMicroseconds, bytes, main }) => [
      what,
      ...[answersPerSecond, commands, redisMicroseconds, bytes, main].map(formatNumber),
    ]),
  );
}

export function operationTable(costs: readonly OperationCost[]): string {
  return table(
    ['operation', 'a second, one client', 'µs of Redis', 'a second at most', 'bytes kept'],
    costs.map(({ what, perSecond, redisMicroseconds, memory }) => [
      what,
      ...[perSecond, redisMicroseconds, 1e6 / redisMicroseconds, memory].map(formatNumber),
    ]),
  );
}

export function bulkTable({ added, done }: BulkCost): string {
  return table(
    ['a URL of a bulk list', 'µs of Redis', 'bytes to and from Redis', 'bytes kept'],
    [
      ['added', ...[added.cpu, added.network, added.memory].map(formatNumber)],
      ['classified', ...[done.cpu, done.network, done.memory].map(formatNumber)],
    ],
  );
}
