export { createRegistry, isRegistryRefusal } from './registry.js';
export type { Query, Registry } from './registry.js';
export { MOST_CANDIDATES } from './device.js';
export type { Candidate, Minimum } from './candidate.js';
export { TitleTable } from './title-table.js';
export { registryRefusalAdvice } from './errors.js';
export type { RegistryRefusal, RegistryRefusalCode } from './errors.js';
export { KnownMeters, type Sender } from './known-meters.js';
export type { KeyEncryption, Place } from './sealing/key-encryption.js';
export { KeyRing } from './sealing/key-ring.js';
export { KEY_FILE, loadGivenKeyRing, loadKeyRing, type KeySources } from './sealing/key-file.js';
export { reseal, type ResealResult } from './sealing/reseal.js';
export { KeyRingError, keyRingErrorAdvice, type KeyRingErrorCode } from './sealing/errors.js';
export type { StoredKey, StoredUser, UserMatch } from './users/stored-user.js';
export { unsealUsers, type UnreadableUser, type UnsealedUsers } from './users/unseal-users.js';
export {
  UserDirectory,
  type UserDirectoryPorts,
  type UsersListener,
} from './users/user-directory.js';
export {
  addressLists,
  readAddressList,
  writeAddressList,
  type AddressList,
  type AtAddressCount,
} from './addresses/address-list.js';
export {
  AddressPublisher,
  type AddressBoard,
  type AddressPublisherPorts,
  type HintGiver,
} from './addresses/address-publisher.js';
export type { SenderOptions } from './addresses/device-senders.js';
export {
  SenderAddresses,
  type AddressSource,
  type SenderAddressesPorts,
  type SenderDevice,
} from './addresses/sender-addresses.js';
export { SharedAddresses } from './shared-addresses.js';
export { UsersDesk } from './users/users-desk.js';
export { UsersUpkeep, type UsersUpkeepPorts } from './users/users-upkeep.js';
export type {
  DeletedUsers,
  ImportResult,
  ListedUsers,
  Note,
  TakenUsers,
  UsersDeskPorts,
} from './users/users-desk.js';
export type { ListedKey, ListedUser } from './users/listed-user.js';
export type { ChangedUser } from './users/import-plan.js';
export type { UsersToDelete } from './users/deletion.js';
export { UserRegistryError, usersErrorAdvice, type UsersErrorCode } from './users/errors.js';
export { registryEvents, type RegistryEvents } from './events.js';
export { metersOfSerial, type UsersWithSerials } from './meters-of-serial.js';
