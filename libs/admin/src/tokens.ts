/** Under which what is not a class is injected. */
export const EVENTS = Symbol('AdminEvents');
export const OBSERVATION = Symbol('Observation');
export const AUDIT = Symbol('AuditRepository');
export const GATEWAYS = Symbol('Gateways');
