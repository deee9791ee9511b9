import type { HeldItem, StoredItem } from './queue-item.ts';

/**
 * How long another relay may take to publish a message that it has begun to approve, in milliseconds. It is longer than any
 * append takes, and allows for clocks that differ. Until then, nobody else decides about the message.
 */
const approvalTime = 30_000;

/** An item that this relay is about to publish. */
export function approved(item: HeldItem, self: string): HeldItem {
  return { ...item, approval: { by: self, time: Date.now() } };
}

/** Whether another relay is publishing an item. One relay itself makes one decision at a time. */
export function isApprovedElsewhere(item: StoredItem, self: string): boolean {
  if (item.type !== 'held' || !item.approval) return false;
  const { by, time } = item.approval;
  return by !== self && Date.now() - time < approvalTime;
}

export function withoutApproval(item: StoredItem | undefined): StoredItem | undefined {
  if (item?.type !== 'held') return item;
  const { approval: _, ...held } = item;
  return held;
}
