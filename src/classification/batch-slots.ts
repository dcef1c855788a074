import { inject, injectable } from 'tsyringe';
import { Admission } from './admission.js';
import { BATCH_LIMITS, type BatchLimits } from './batch-limits.js';
import { Slots } from './slots.js';

/** The places that all batches have together, of images by URL, of uploads and of tensors. */
@injectable()
export class BatchSlots extends Slots {
  constructor(
    @inject(Admission) { status }: Admission,
    @inject(BATCH_LIMITS) { share }: BatchLimits,
  ) {
    super(Math.max(1, Math.floor(status.maxImages * share)));
  }
}
