import type { ObjectIdentifier } from '../codec/object-identifier.js';

/** joint-iso-ccitt, country, Switzerland, DLMS UA, application-context (Green Book 9.4.2.2.2). */
const APPLICATION_CONTEXT = '2.16.756.5.8.1';

/** How objects are referenced in an association, and whether its APDUs may be ciphered. */
export interface ApplicationContext {
  readonly referencing: 'logical-name' | 'short-name';
  readonly ciphering: boolean;
}

const CONTEXTS: readonly ApplicationContext[] = [
  { referencing: 'logical-name', ciphering: false },
  { referencing: 'short-name', ciphering: false },
  { referencing: 'logical-name', ciphering: true },
  { referencing: 'short-name', ciphering: true },
];

/** The application context that a name stands for, or undefined for one that is not of DLMS/COSEM. */
export function applicationContextOf(name: ObjectIdentifier): ApplicationContext | undefined {
  return CONTEXTS.find((_, index) => name === `${APPLICATION_CONTEXT}.${index + 1}`);
}

/** The application-context-name of a context. */
export function applicationContextName(context: ApplicationContext): ObjectIdentifier {
  const id = (context.referencing === 'logical-name' ? 1 : 2) + (context.ciphering ? 2 : 0);
  return `${APPLICATION_CONTEXT}.${id}`;
}
