export { CounterFile } from './counter-file.js';
export { SimulateError, simulateErrorAdvice } from './errors.js';
export type { SimulateErrorCode } from './errors.js';
export { simulateEvents } from './events.js';
export type { SimulateEvents } from './events.js';
export { simulatedFleet } from './fleet.js';
export type {
  Fleet,
  FleetFaults,
  FleetInterfaceType,
  FleetOptions,
  FleetPayload,
  FleetSecurityControl,
  FleetUser,
  MeterProtection,
  SimulatedMeter,
} from './fleet.js';
export type { MeterKeys } from './identity.js';
export type {
  Connect,
  CounterStore,
  MeterSocket,
  SimulatorClock,
  SimulatorPorts,
} from './ports.js';
export { REGISTERS } from './registers.js';
export type { RegisterDescription } from './registers.js';
export { sampleReceptors, type SimulatedReceptor } from './sample-receptors.js';
export { propertySection, sampleConfiguration } from './sample-configuration.js';
export type {
  PropertySection,
  ReceptorSection,
  SamplePropertyMap,
  SampleReceptor,
} from './sample-configuration.js';
export { Simulator } from './simulator.js';
export type { SimulatorOptions } from './simulator.js';
export { tcpConnect } from './tcp-connect.js';
export type { TcpConnectOptions } from './tcp-connect.js';
