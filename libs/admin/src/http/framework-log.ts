import type { LoggerService } from '@nestjs/common';
import type { AdminEvents } from '../events.js';

/** What the framework says: its warnings and errors as events, all else unheard. Addresses with passwords stay out. */
export class FrameworkLog implements LoggerService {
  readonly #events: AdminEvents;

  constructor(events: AdminEvents) {
    this.#events = events;
  }

  log(): void {
    // Every route that is found: nobody reads it.
  }

  warn(message: unknown): void {
    this.#events.framework({ says: textOf(message) });
  }

  error(message: unknown): void {
    this.#events.framework({ says: textOf(message) });
  }
}

const CREDENTIALS = /\/\/[^/@\s]*@/gu;

function textOf(message: unknown): string {
  return reasonIn(message).replaceAll(CREDENTIALS, '//');
}

function reasonIn(message: unknown): string {
  if (typeof message === 'string') return message;
  if (message instanceof Error) return message.message;
  if (typeof message === 'object' && message !== null && 'err' in message)
    return reasonIn(message.err);
  return 'something without words';
}
