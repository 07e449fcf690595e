/** Interface classes of the Blue Book by the names that Gurux gives their objects. */
const CLASS_IDS: Readonly<Record<string, number>> = {
  Data: 1,
  Register: 3,
  ExtendedRegister: 4,
  DemandRegister: 5,
  RegisterActivation: 6,
  ProfileGeneric: 7,
  Clock: 8,
  ScriptTable: 9,
  Schedule: 10,
  SpecialDaysTable: 11,
  AssociationShortName: 12,
  AssociationLogicalName: 15,
  SapAssignment: 17,
  ImageTransfer: 18,
  IecLocalPortSetup: 19,
  ActivityCalendar: 20,
  RegisterMonitor: 21,
  ActionSchedule: 22,
  IecHdlcSetup: 23,
  IecTwistedPairSetup: 24,
  MBusSlavePortSetup: 25,
  UtilityTables: 26,
  ModemConfiguration: 27,
  AutoAnswer: 28,
  AutoConnect: 29,
  DataProtection: 30,
  PushSetup: 40,
  TcpUdpSetup: 41,
  Ip4Setup: 42,
  MacAddressSetup: 43,
  PppSetup: 44,
  GprsSetup: 45,
  SmtpSetup: 46,
  GsmDiagnostic: 47,
  Ip6Setup: 48,
  CompactData: 62,
  StatusMapping: 63,
  SecuritySetup: 64,
  ParameterMonitor: 65,
  SensorManager: 67,
  Arbitrator: 68,
  DisconnectControl: 70,
  Limiter: 71,
  MBusClient: 72,
  WirelessModeQChannel: 73,
  MBusMasterPortSetup: 74,
  Account: 111,
  Credit: 112,
  Charge: 113,
  TokenGateway: 115,
};

/** Shapes rather than classes, which the specification lists beside them (`GXStructure`). */
const SHAPES = ['Structure', 'Array'];

/** Every name that `DlmsObjectType` may have, without the prefixes `GX` and `GXDLMS`. */
export const OBJECT_TYPES: readonly string[] = [...Object.keys(CLASS_IDS), ...SHAPES];

const BY_LOWER_CASE = new Map(OBJECT_TYPES.map((name) => [name.toLowerCase(), name]));

/** The canonical name of a `DlmsObjectType`, in any case, with or without `GX` or `GXDLMS`; undefined when there is none. */
export function objectTypeName(text: string): string | undefined {
  return BY_LOWER_CASE.get(text.replace(/^GX(?:DLMS)?/iu, '').toLowerCase());
}

/** The class id behind a canonical name; undefined for `Structure` and `Array`. */
export function classIdOf(name: string): number | undefined {
  return CLASS_IDS[name];
}
