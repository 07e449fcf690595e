import type { Fleet, FleetInterfaceType, FleetUser } from './fleet.js';
import { SERIAL_NUMBER } from './push-payload.js';
import { REGISTERS } from './registers.js';

/** A receptor for one fleet. */
export interface SampleReceptor {
  /** Name of its section. */
  readonly name: string;
  /** TCP port to listen on, on the loopback address only. */
  readonly port: number;
  readonly fleet: Fleet;
}

/** Section of a receptor, as far as simulated meters need it (`DlmsPushServer`). */
export interface ReceptorSection {
  readonly DeviceType: 'DlmsPushServer';
  readonly GroupName: string;
  readonly PropertiesDeviceName: string;
  readonly DeviceGatewayIdProperty: string;
  readonly ConnectionInterfaceType: FleetInterfaceType;
  readonly Address: string;
  readonly Port: number;
  readonly DroppedClientDetection: string;
  readonly Users: readonly FleetUser[];
}

/** A property map for simulated meters. */
export interface SamplePropertyMap {
  readonly ObisCode: string;
  readonly PropertyName: string;
  readonly DlmsObjectType: 'Data' | 'Register';
  readonly Scaler?: number;
  readonly Unit?: string;
}

/** Section of property maps (`PushDefaultProperties`). */
export interface PropertySection {
  readonly DeviceType: 'PushDefaultProperties';
  readonly PropertyMaps: Readonly<Record<string, SamplePropertyMap>>;
}

const SERIAL_PROPERTY = 'SerialNumber';

/**
 * A whole configuration file, as an object, with a receptor for each fleet: its meters are the `Users`, and property
 * maps name their registers. Written as JSON it loads as it is.
 */
export function sampleConfiguration(
  receptors: readonly SampleReceptor[],
): Record<string, ReceptorSection | PropertySection> {
  const sections: Record<string, ReceptorSection | PropertySection> = {};
  for (const { name, port, fleet } of receptors) {
    const properties = `${name}Properties`;
    sections[name] = {
      DeviceType: 'DlmsPushServer',
      GroupName: 'Simulated',
      PropertiesDeviceName: properties,
      DeviceGatewayIdProperty: SERIAL_PROPERTY,
      ConnectionInterfaceType: fleet.interfaceType,
      Address: '127.0.0.1',
      Port: port,
      // All meters dial from one address.
      DroppedClientDetection: 'ReadTimeout',
      Users: fleet.users,
    };
    sections[properties] = propertySection(fleet);
  }
  return sections;
}

/** The maps of a fleet's payload. Behind a push object list the payload has no scalers and units: the maps have them. */
export function propertySection({ payload }: Pick<Fleet, 'payload'>): PropertySection {
  const maps: Record<string, SamplePropertyMap> = {
    [SERIAL_PROPERTY]: {
      ObisCode: SERIAL_NUMBER,
      PropertyName: SERIAL_PROPERTY,
      DlmsObjectType: 'Data',
    },
  };
  for (const { name, obis, scaler, symbol } of REGISTERS)
    maps[name] = {
      ObisCode: obis,
      PropertyName: name,
      DlmsObjectType: 'Register',
      ...(payload === 'push-object-list' ? { Scaler: scaler, Unit: symbol } : {}),
    };
  return { DeviceType: 'PushDefaultProperties', PropertyMaps: maps };
}
