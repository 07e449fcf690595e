import { describe, expect, it } from 'vitest';
import { problemLine } from './index.js';
import { parse } from './test-configuration.js';

/** The specification's own samples (spec: Device configuration options), masked values replaced. */
const SCHEDULED_SAMPLE = `
  "LG_Office": {
    "Enabled": false, "ActionDelay": 20000, "GroupName": "DLMS", "GatewayId": "Landis",
    "DeviceType": "ScheduledDlms", "HostName": "172.16.0.22", "Port": 4059, "ConnTimeout": 8000,
    "MediaTimeout": 10000, "PropertiesDeviceName": "DefaultProperties", "Debug": true,
    "ClientAddress": 16, "ServerAddress": 1, "Priority": "High", "UseLogicalNameReferencing": false,
    "StartProtocol": "Idis", "ConnectionInterfaceType": "HDLC", "TxMaxFrameSize": 128,
    "RxMaxFrameSize": 128, "SecurityLevel": "None", "Password": null, "Authentication": "None",
    "SecureClient": false
  },
  "DefaultProperties": {
    "DeviceType": "DefaultProperties", "GroupName": "DLMS",
    "PropertyMaps": {
      "P3PF": { "ObisCode": "1.0.73.7.0.255", "PropertyName": "P3PF", "AttributeIndex": 2 },
      "FREQUENCY": { "ObisCode": "1.0.14.7.0.255", "PropertyName": "FREQUENCY", "TransformSetId": "Set0" }
    }
  }`;

const PUSH_SAMPLE = `
  "ServerDevice": {
    "Enabled": true, "DeviceType": "DlmsPushServer", "Debug": true,

    "GroupName": "PushServer", "GatewayId": "something",

    "DeviceGatewayIdProperty": "SerialNumber", "EnableIpLookup": true, "DeviceAuthorization": false,
    "RegisterAsGateway": false, "PropertiesDeviceName": "PushProperties",

    "ClientAddress": -1, "ServerAddress": -1, "Priority": "High", "UseLogicalNameReferencing": true,
    "StartProtocol": "DLMS", "ConnectionInterfaceType": "WRAPPER", "TxMaxFrameSize": 256,
    "RxMaxFrameSize": 256, "SecurityLevel": "None", "Password": 12345, "Authentication": "HighGmac",
    "SecureClient": true, "BlockCipherKey": "000102030405060700010A0B0C0D0E0F",
    "SystemTitle": "400000E5B13F0000", "AuthenticationKey": "000102030405060708090A0B0C0D0E0F",
    "SecuritySuite": "Suite0", "SecureClientSecurity": "AuthenticationEncryption",

    "Address": "Any", "Port": 9052, "Encryption": "None",
    "DroppedClientDetection": "ReadTimeout,DisconnectOtherConnections",
    "DroppedClientTimeoutSecs": 15, "CertificatePath": "/etc/ssl/certs/public.rsa.pfx",
    "CertificatePassword": "",

    "HandleHistoricRecordInterval": 30000, "HistoricRecordBatchingSize": 100,
    "ProcessBoundedCapacity": 150, "ProcessMaxDegreeOfParallelism": 750,
    "BackgroundProcessBoundedCapacity": 500, "BackgroundProcessMaxDegreeOfParallelism": 500,
    "MaxBoundedPacketMultiplier": 4,

    "DropDataLength": 120
  },
  "PushProperties": {
    "DeviceType": "PushDefaultProperties", "GroupName": "Driver",
    "PropertyMaps": {
      "TotalPositiveActiveEnergy": {
        "ObisCode": "1.0.1.8.0.255", "PropertyName": "TotalPositiveActiveEnergy", "AttributeIndex": 2,
        "DlmsObjectType": "Register", "DataIndex": 0, "PushProfileSequenceId": 2
      },
      "SerialNumber": {
        "ObisCode": "0.0.96.1.0.255", "PropertyName": "SerialNumber", "AttributeIndex": 2,
        "DlmsObjectType": "GXData", "DataIndex": 0, "PushProfileSequenceId": 1, "DataType": "string"
      }
    }
  },`;

describe('the samples of the specification', () => {
  it('load as they stand, with the trailing comma that one of them has', () => {
    const { configuration, warnings } = parse(`{ ${SCHEDULED_SAMPLE}, ${PUSH_SAMPLE} }`);
    expect(warnings.map(problemLine)).toEqual([
      expect.stringContaining(
        'FREQUENCY.TransformSetId: names transform set "Set0", but the file has no',
      ),
    ]);
    expect(configuration.scheduled.map(({ name }) => name)).toEqual(['LG_Office']);
    const [server] = configuration.receptors;
    expect(server).toMatchObject({
      name: 'ServerDevice',
      options: {
        EnableIpLookup: true,
        Port: 9052,
        DropDataLength: 120,
        NoDataTimeout: 5000,
        DroppedClientDetection: ['ReadTimeout', 'DisconnectOtherConnections'],
      },
    });
    expect(server?.options.Password?.reveal()).toBe('12345');
    expect(server?.options.BlockCipherKey?.reveal()).toHaveLength(16);
    expect(configuration.propertyMaps.get('PushProperties')?.maps.SerialNumber).toMatchObject({
      DlmsObjectType: 'Data',
      PushProfileSequenceId: 1,
      DataType: 'string',
    });
  });
});
