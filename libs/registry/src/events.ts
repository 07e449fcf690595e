import { event, type EventsOf } from '@dlms-telemetry/observe';

/** What the registry of users reports. */
export const registryEvents = {
  usersLoaded: event<{ readonly users: number; readonly version: number }>({
    message: 'users of the store were loaded, or those that have changed',
    level: 'info',
    counter: 'registry_users_loaded_total',
    amount: 'users',
  }),
  usersUnavailable: event<{ readonly error: unknown }>({
    message: 'users cannot be read from the store; those known before are kept',
    level: 'warn',
    counter: 'registry_users_unavailable_total',
  }),
  userUnreadable: event<{
    readonly userId: string;
    readonly device: string;
    readonly code: string;
    readonly error: unknown;
  }>({
    message: 'a key of a user does not open',
    level: 'error',
    counter: 'registry_users_unreadable_total',
    labels: ['code'],
  }),
  addressesPublished: event<{ readonly version: number }>({
    message: 'the addresses of the users were published for the gateways',
    level: 'debug',
    counter: 'registry_addresses_published_total',
  }),
  addressesNotPublished: event<{ readonly error: unknown }>({
    message:
      'the addresses of the users could not be published for the gateways; it is tried again each second',
    level: 'warn',
    counter: 'registry_addresses_not_published_total',
  }),
  addressesTaken: event<{ readonly version: number; readonly devices: number }>({
    message: 'the addresses of users were read anew',
    level: 'info',
    counter: 'registry_addresses_taken_total',
  }),
  addressesUnavailable: event<{ readonly error: unknown }>({
    message: 'the addresses of users cannot be read; those known before are kept',
    level: 'warn',
    counter: 'registry_addresses_unavailable_total',
  }),
  keysPromoted: event<{ readonly userId: string }>({
    message: 'a meter has begun to use its next key, which is now its active one',
    level: 'info',
    counter: 'registry_keys_promoted_total',
  }),
  promotionFailed: event<{ readonly userId: string; readonly error: unknown }>({
    message: 'a next key could not be made the active one; the next frame tries again',
    level: 'warn',
    counter: 'registry_promotions_failed_total',
  }),
  keysResealed: event<{ readonly resealed: number; readonly unreadable: number }>({
    message: 'stored keys were sealed anew under the first key-encryption key',
    level: 'info',
    counter: 'registry_keys_resealed_total',
    amount: 'resealed',
  }),
  maintenanceFailed: event<{ readonly error: unknown }>({
    message: 'stored keys could not be sealed anew or forgotten; the next run goes on',
    level: 'warn',
  }),
};

/** The functions by which the registry reports. */
export type RegistryEvents = EventsOf<typeof registryEvents>;
