/** What came of writing a group: `refused` judges its contents, `given-up` means that attempts were ended. */
export type GroupOutcome = 'written' | 'refused' | 'given-up';

/** What becomes of the messages of a group; `set-aside` is followed by an ack once the poison queue has them. */
export type GroupSettlement = 'ack' | 'release' | 'write-one-by-one' | 'set-aside';

/** What becomes of a group's messages after a write: only what is stored, or kept elsewhere, leaves its queue. */
export function groupSettlementOf(outcome: GroupOutcome, messages: number): GroupSettlement {
  if (outcome === 'written') return 'ack';
  if (outcome === 'given-up') return 'release';
  return messages > 1 ? 'write-one-by-one' : 'set-aside';
}
