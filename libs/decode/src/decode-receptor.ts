import type { Configuration, Receptor } from '@dlms-telemetry/options';
import type { DecodeReceptor } from './decode.js';

/** What of a receptor's options decoding depends on. */
export function decodeReceptor(
  { name, options }: Receptor,
  { serviceId }: Pick<Configuration, 'serviceId'>,
): DecodeReceptor {
  return {
    receptor: name,
    output: options.Output,
    deviceType: options.DeviceType,
    groupName: options.GroupName,
    registerAsGateway: options.RegisterAsGateway,
    gatewayId: options.GatewayId ?? serviceId,
    serviceId,
    mostLiveFrames: options.ProcessMaxDegreeOfParallelism,
    mostHistoricFrames: options.BackgroundProcessMaxDegreeOfParallelism,
    abortAfterMs: options.PacketProcessAbortTimeoutMs,
    debug: options.Debug,
  };
}
