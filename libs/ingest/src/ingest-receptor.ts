import type { Receptor } from '@dlms-telemetry/options';
import type { TlsOptions } from './certificates.js';
import type { IngestReceptor } from './ports.js';

/**
 * What of a receptor's options listening depends on.
 *
 * @param sharedAddresses addresses and ranges behind which several meters stand
 */
export function ingestReceptor(
  { name, options }: Receptor,
  sharedAddresses: readonly string[],
): IngestReceptor {
  return {
    name,
    address: options.Address,
    port: options.Port ?? 0,
    interfaceType: options.ConnectionInterfaceType,
    dropDataLength: options.DropDataLength,
    pduQuietTimeMs: options.PduQuietTimeMs,
    processBoundedCapacity: options.ProcessBoundedCapacity,
    maxBoundedPacketMultiplier: options.MaxBoundedPacketMultiplier,
    transports: options.Transport,
    droppedClientDetection: options.DroppedClientDetection,
    droppedClientTimeoutSecs: options.DroppedClientTimeoutSecs,
    noDataTimeout: options.NoDataTimeout,
    maxConnections: options.MaxConnections,
    maxConnectionsPerAddress: options.MaxConnectionsPerAddress,
    proxyProtocolFrom: options.ProxyProtocolFrom ?? [],
    sharedAddresses,
    ...(options.Encryption === 'Tls' && { tls: tlsOptions(options) }),
  };
}

function tlsOptions(options: Receptor['options']): TlsOptions {
  return {
    certificatePath: options.CertificatePath ?? '',
    certificatePassword: () => options.CertificatePassword?.reveal(),
    certificateSubjectName: options.CertificateSubjectName ?? '',
    certificateFolder: options.CertificateFolder,
    validateClientCertificate: options.ValidateClientCertificate,
    clientCertificateAuthorities: options.ClientCertificateAuthorities ?? '',
  };
}
