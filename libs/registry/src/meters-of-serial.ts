import { toHex } from '@dlms-telemetry/dlms';
import type { Configuration } from '@dlms-telemetry/options';
import type { MeterIdentity, UsersRepository } from '@dlms-telemetry/store';
import { canonicalAddress } from './users/user-shape.js';

/** Where users with a serial are looked for. */
export interface UsersWithSerials {
  /** Left out where the file is not known. */
  readonly configuration?: Pick<Configuration, 'receptors'> | undefined;
  readonly users: Pick<UsersRepository, 'withSerial'>;
}

/**
 * By what the meters that are registered with a serial are known, those of the file first. One that has only a range
 * of addresses is not known by it.
 */
export async function metersOfSerial(
  serial: string,
  { configuration, users }: UsersWithSerials,
): Promise<readonly MeterIdentity[]> {
  const ofFile = (configuration?.receptors ?? []).flatMap(({ name, options }) =>
    options.Users.filter((user) => user.Serial === serial).map(({ Ip, SystemTitle }) => ({
      receptor: name,
      systemTitle: SystemTitle === undefined ? null : toHex(SystemTitle).toUpperCase(),
      remoteAddress: addressOf(Ip),
    })),
  );
  const ofStore = (await users.withSerial(serial)).map(({ device, ip, systemTitle }) => ({
    receptor: device,
    systemTitle,
    remoteAddress: addressOf(ip),
  }));
  return [...ofFile, ...ofStore].filter(
    ({ systemTitle, remoteAddress }) => systemTitle !== null || remoteAddress !== null,
  );
}

/** In the spelling of a socket; null for a range. */
function addressOf(ip: string | null | undefined): string | null {
  return ip === null || ip === undefined || ip.includes('/') ? null : canonicalAddress(ip);
}
