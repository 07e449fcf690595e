/** Every reason for which users cannot be listed or imported; the first comes as `UsersError` of the options. */
export type UsersErrorCode =
  | 'users.invalid' // users that cannot be taken, each with its problems
  | 'users.unknown-device' // no receptor of the configuration has that name
  | 'users.unknown-user' // the receptor has no user with that id
  | 'users.busy'; // others keep changing users

/** What to do about each code, for docs/errors.md. */
export const usersErrorAdvice: Readonly<Record<UsersErrorCode, string>> = {
  'users.invalid':
    'Correct the users at the places that are named, and import all of them again: nothing was taken.',
  'users.unknown-device':
    'Name a section of DeviceType DlmsPushServer that stands in the configuration.',
  'users.unknown-user':
    'Look the user up in the list of its receptor: it may have been deleted. Users of the configuration file have no id.',
  'users.busy':
    'Others were changing users at the same time, again and again. Nothing was taken; try once more.',
};

/** Users that cannot be listed or imported. */
export class UserRegistryError extends Error {
  override readonly name = 'UserRegistryError';
  readonly code: Exclude<UsersErrorCode, 'users.invalid'>;

  constructor(code: Exclude<UsersErrorCode, 'users.invalid'>, message: string) {
    super(message);
    this.code = code;
  }
}
