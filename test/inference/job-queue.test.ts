import test, { type ExecutionContext } from 'ava';
import { type Job, JobQueue } from '../../src/inference/job-queue.js';

function createJob(t: ExecutionContext, signal = new AbortController().signal) {
  const errors: Error[] = [];
  const job: Job = {
    work: () => {
      t.fail();
      return Promise.resolve();
    },
    signal,
    reject: (error) => errors.push(error),
    ended: [],
  };
  return { job, errors };
}

test('first come, first served; a job whose process ended goes first', (t) => {
  const queue = new JobQueue();
  const [first, second, again] = [createJob(t).job, createJob(t).job, createJob(t).job];
  queue.add(first);
  queue.add(second);
  queue.addFirst(again);
  const served: (Job | undefined)[] = [];
  while (queue.first !== undefined) {
    served.push(queue.first);
    queue.remove(queue.first);
  }
  t.deepEqual(served, [again, first, second]);
  t.is(queue.size, 0);
});

test('a job whose client gives up leaves, with the client’s reason', (t) => {
  for (const add of ['add', 'addFirst'] as const) {
    const queue = new JobQueue();
    const controller = new AbortController();
    const { job, errors } = createJob(t, controller.signal);
    queue[add](job);
    queue.add(createJob(t).job);
    const reason = new Error('gone');
    controller.abort(reason);
    t.deepEqual(errors, [reason]);
    t.is(queue.size, 1);
  }
});

test('a job that has left the queue ignores its signal', (t) => {
  const queue = new JobQueue();
  const controller = new AbortController();
  const { job, errors } = createJob(t, controller.signal);
  queue.add(job);
  queue.remove(job);
  controller.abort();
  t.deepEqual(errors, []);
});

test('rejectAll rejects each job with its own error', (t) => {
  const queue = new JobQueue();
  const jobs = [createJob(t), createJob(t)];
  for (const { job } of jobs) queue.add(job);
  queue.rejectAll(() => new Error('closed'));
  t.is(queue.size, 0);
  const [[first], [second]] = jobs.map(({ errors }) => errors) as [Error[], Error[]];
  t.is(first?.message, 'closed');
  t.not(first, second);
});
