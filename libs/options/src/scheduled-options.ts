import { z } from 'zod';
import { addressing, facts } from './connection-options.js';
import { option, whole } from './option.js';
import { sectionShape } from './section-options.js';

/** `DeviceType` of a scheduled receptor. */
export const SCHEDULED = 'ScheduledDlms';

const DAY_MS = 86_400_000;

/** A receptor that dials a meter on a schedule: `DeviceType` ScheduledDlms (FEATURES 3). Checked, not read in this version. */
export const scheduledOptions = z.strictObject({
  DeviceType: option(z.literal(SCHEDULED), {
    description: 'What the section is.',
    example: SCHEDULED,
  }),
  ...sectionShape,
  RegisterAsGateway: option(z.boolean().default(false), {
    description:
      'true: routing keys begin with the serial and end in the name of the section; false: they begin with GatewayId and end in the serial.',
    example: false,
  }),
  PropertiesDeviceName: option(z.string().default('DefaultProperties'), {
    description: 'Section of property maps that say what is read.',
    example: 'DefaultProperties',
  }),
  ConnectionInterfaceType: option(
    addressing.ConnectionInterfaceType.default('HDLC'),
    facts.ConnectionInterfaceType,
  ),
  ClientAddress: option(addressing.ClientAddress.default(-1), {
    ...facts.ClientAddress,
    description: 'Client address; -1: 16 without authentication, 17 with Low, 18 with High.',
  }),
  ServerAddress: option(addressing.ServerAddress.default(-1), {
    ...facts.ServerAddress,
    description:
      'Server address; with HDLC logical x 128 + physical while both are under 128, else logical x 16384 + physical; -1: 1.',
  }),
  HostName: option(z.string().optional(), {
    description: 'IP address or name of the meter.',
    example: '10.20.30.40',
  }),
  Port: option(whole(1, 65535).optional(), {
    description: 'TCP port of the meter.',
    example: 4059,
  }),
  ActionDelay: option(whole(0, DAY_MS * 31).default(20_000), {
    description: 'Milliseconds between the end of one read and the start of the next.',
    example: 20_000,
  }),
  Schedule: option(z.string().optional(), {
    description: 'Cron expression with time zone and spread, instead of ActionDelay.',
    example: '5 * * * *',
    extension: true,
  }),
  ConnTimeout: option(whole(1, DAY_MS).default(10_000), {
    description: 'Milliseconds to wait for the connection.',
    example: 8000,
  }),
  MediaTimeout: option(whole(1, DAY_MS).default(5000), {
    description: 'Milliseconds to wait for a reply.',
    example: 10_000,
  }),
  Meters: option(z.boolean().default(false), {
    description: 'The section is a template; its meters come from the registry.',
    example: true,
    extension: true,
  }),
  Backfill: option(z.boolean().default(false), {
    description: 'Missing intervals of load profiles are read again.',
    example: true,
    extension: true,
  }),
  Profiles: option(z.array(z.string()).default([]), {
    description: 'OBIS codes of the load profiles to read and to keep without gaps.',
    example: ['1.0.99.1.0.255'],
    extension: true,
  }),
  NetworkSegment: option(z.string().optional(), {
    description: 'Network segment whose limits the reads obey.',
    example: 'feeder-7',
    extension: true,
  }),
});
export type ScheduledOptions = z.infer<typeof scheduledOptions>;
