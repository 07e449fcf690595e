import type { AuditRepository } from '@dlms-telemetry/store';
import type { Caller } from '../access/caller.js';
import type { AdminEvents } from '../events.js';
import { problemOf } from '../http/problem.js';

/** The audit log, for what was not done. */
export class AuditTrail {
  readonly #audit: Pick<AuditRepository, 'add'>;
  readonly #events: AdminEvents;

  constructor(audit: Pick<AuditRepository, 'add'>, events: AdminEvents) {
    this.#audit = audit;
    this.#events = events;
  }

  /** Writes down what a caller was refused, or what has failed. Never rejects. */
  async failure(
    { keyId, label, address }: Caller,
    action: string,
    object: string | null,
    error: unknown,
  ): Promise<void> {
    const { status, code } = problemOf(error);
    try {
      await this.#audit.add({
        ...{ keyId, keyLabel: label, action, object, address },
        ...{ outcome: status < 500 ? 'refused' : 'failed', code, detail: {} },
      });
    } catch (failure) {
      this.#events.auditFailed({ action, error: failure });
    }
  }
}
