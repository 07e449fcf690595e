import { DATA } from './001-data.js';
import { REGISTER } from './003-register.js';
import { EXTENDED_REGISTER } from './004-extended-register.js';
import { DEMAND_REGISTER } from './005-demand-register.js';
import { REGISTER_ACTIVATION } from './006-register-activation.js';
import { PROFILE_GENERIC } from './007-profile-generic.js';
import { CLOCK } from './008-clock.js';
import { SCRIPT_TABLE } from './009-script-table.js';
import { SCHEDULE } from './010-schedule.js';
import { SPECIAL_DAYS_TABLE } from './011-special-days-table.js';
import { ASSOCIATION_SN } from './012-association-sn.js';
import { ASSOCIATION_LN } from './015-association-ln.js';
import { SAP_ASSIGNMENT } from './017-sap-assignment.js';
import { IMAGE_TRANSFER } from './018-image-transfer.js';
import { IEC_LOCAL_PORT_SETUP } from './019-iec-local-port-setup.js';
import { ACTIVITY_CALENDAR } from './020-activity-calendar.js';
import { REGISTER_MONITOR } from './021-register-monitor.js';
import { SINGLE_ACTION_SCHEDULE } from './022-single-action-schedule.js';
import { IEC_HDLC_SETUP } from './023-iec-hdlc-setup.js';
import { IEC_TWISTED_PAIR_1_SETUP } from './024-iec-twisted-pair-1-setup.js';
import { M_BUS_SLAVE_PORT_SETUP } from './025-m-bus-slave-port-setup.js';
import { UTILITY_TABLES } from './026-utility-tables.js';
import { MODEM_CONFIGURATION } from './027-modem-configuration.js';
import { AUTO_ANSWER } from './028-auto-answer.js';
import { AUTO_CONNECT } from './029-auto-connect.js';
import { COSEM_DATA_PROTECTION } from './030-cosem-data-protection.js';
import { PUSH_SETUP } from './040-push-setup.js';
import { TCP_UDP_SETUP } from './041-tcp-udp-setup.js';
import { IPV4_SETUP } from './042-ipv4-setup.js';
import { MAC_ADDRESS_SETUP } from './043-mac-address-setup.js';
import { PPP_SETUP } from './044-ppp-setup.js';
import { GPRS_MODEM_SETUP } from './045-gprs-modem-setup.js';
import { SMTP_SETUP } from './046-smtp-setup.js';
import { GSM_DIAGNOSTIC } from './047-gsm-diagnostic.js';
import { IPV6_SETUP } from './048-ipv6-setup.js';
import { S_FSK_PHY_MAC_SET_UP } from './050-s-fsk-phy-mac-set-up.js';
import { S_FSK_ACTIVE_INITIATOR } from './051-s-fsk-active-initiator.js';
import { S_FSK_MAC_SYNCHRONIZATION_TIMEOUTS } from './052-s-fsk-mac-synchronization-timeouts.js';
import { S_FSK_MAC_COUNTERS } from './053-s-fsk-mac-counters.js';
import { IEC_61334_4_32_LLC_SETUP } from './055-iec-61334-4-32-llc-setup.js';
import { S_FSK_REPORTING_SYSTEM_LIST } from './056-s-fsk-reporting-system-list.js';
import { ISO_IEC_8802_2_LLC_TYPE_1_SETUP } from './057-iso-iec-8802-2-llc-type-1-setup.js';
import { ISO_IEC_8802_2_LLC_TYPE_2_SETUP } from './058-iso-iec-8802-2-llc-type-2-setup.js';
import { ISO_IEC_8802_2_LLC_TYPE_3_SETUP } from './059-iso-iec-8802-2-llc-type-3-setup.js';
import { REGISTER_TABLE } from './061-register-table.js';
import { COMPACT_DATA } from './062-compact-data.js';
import { STATUS_MAPPING } from './063-status-mapping.js';
import { SECURITY_SETUP } from './064-security-setup.js';
import { PARAMETER_MONITOR } from './065-parameter-monitor.js';
import { MEASUREMENT_DATA_MONITORING } from './066-measurement-data-monitoring.js';
import { SENSOR_MANAGER } from './067-sensor-manager.js';
import { ARBITRATOR } from './068-arbitrator.js';
import { DISCONNECT_CONTROL } from './070-disconnect-control.js';
import { LIMITER } from './071-limiter.js';
import { M_BUS_CLIENT } from './072-m-bus-client.js';
import { WIRELESS_MODE_Q_CHANNEL } from './073-wireless-mode-q-channel.js';
import { M_BUS_MASTER_PORT_SETUP } from './074-m-bus-master-port-setup.js';
import { DLMS_SERVER_M_BUS_PORT_SETUP } from './076-dlms-server-m-bus-port-setup.js';
import { M_BUS_DIAGNOSTIC } from './077-m-bus-diagnostic.js';
import { IEC_61334_4_32_LLC_SSCS_SETUP } from './080-61334-4-32-llc-sscs-setup.js';
import { PRIME_NB_OFDM_PLC_PHYSICAL_LAYER_COUNTERS } from './081-prime-nb-ofdm-plc-physical-layer-counters.js';
import { PRIME_NB_OFDM_PLC_MAC_SETUP } from './082-prime-nb-ofdm-plc-mac-setup.js';
import { PRIME_NB_OFDM_PLC_MAC_FUNCTIONAL_PARAMETERS } from './083-prime-nb-ofdm-plc-mac-functional-parameters.js';
import { PRIME_NB_OFDM_PLC_MAC_COUNTERS } from './084-prime-nb-ofdm-plc-mac-counters.js';
import { PRIME_NB_OFDM_PLC_MAC_NETWORK_ADMINISTRATION_DATA } from './085-prime-nb-ofdm-plc-mac-network-administration-data.js';
import { PRIME_NB_OFDM_PLC_APPLICATION_IDENTIFICATION } from './086-prime-nb-ofdm-plc-application-identification.js';
import { G3_PLC_MAC_LAYER_COUNTERS } from './090-g3-plc-mac-layer-counters.js';
import { G3_PLC_MAC_SETUP } from './091-g3-plc-mac-setup.js';
import { G3_PLC_6LOWPAN_ADAPTATION_LAYER_SETUP } from './092-g3-plc-6lowpan-adaptation-layer-setup.js';
import { WI_SUN_SETUP } from './095-wi-sun-setup.js';
import { WI_SUN_DIAGNOSTIC } from './096-wi-sun-diagnostic.js';
import { RPL_DIAGNOSTIC } from './097-rpl-diagnostic.js';
import { MPL_DIAGNOSTIC } from './098-mpl-diagnostic.js';
import { NTP_SETUP } from './100-ntp-setup.js';
import { ZIGBEE_SAS_STARTUP } from './101-zigbee-sas-startup.js';
import { ZIGBEE_SAS_JOIN } from './102-zigbee-sas-join.js';
import { ZIGBEE_SAS_APS_FRAGMENTATION } from './103-zigbee-sas-aps-fragmentation.js';
import { ZIGBEE_NETWORK_CONTROL } from './104-zigbee-network-control.js';
import { ZIGBEE_TUNNEL_SETUP } from './105-zigbee-tunnel-setup.js';
import { ACCOUNT } from './111-account.js';
import { CREDIT } from './112-credit.js';
import { CHARGE } from './113-charge.js';
import { TOKEN_GATEWAY } from './115-token-gateway.js';
import { IEC_62055_41_ATTRIBUTES } from './116-iec-62055-41-attributes.js';
import { FUNCTION_CONTROL } from './122-function-control.js';
import { ARRAY_MANAGER } from './123-array-manager.js';
import { COMMUNICATION_PORT_PROTECTION } from './124-communication-port-protection.js';
import { SCHC_LPWAN_SETUP } from './126-schc-lpwan-setup.js';
import { SCHC_LPWAN_DIAGNOSTIC } from './127-schc-lpwan-diagnostic.js';
import { LORAWAN_SETUP } from './128-lorawan-setup.js';
import { LORAWAN_DIAGNOSTIC } from './129-lorawan-diagnostic.js';
import { ISO_IEC_14908_IDENTIFICATION } from './130-iso-iec-14908-identification.js';
import { ISO_IEC_14908_PROTOCOL_SETUP } from './131-iso-iec-14908-protocol-setup.js';
import { ISO_IEC_14908_PROTOCOL_STATUS } from './132-iso-iec-14908-protocol-status.js';
import { ISO_IEC_14908_DIAGNOSTIC } from './133-iso-iec-14908-diagnostic.js';
import { HS_PLC_ISO_IEC_12139_1_MAC_SETUP } from './140-hs-plc-iso-iec-12139-1-mac-setup.js';
import { HS_PLC_ISO_IEC_12139_1_CPAS_SETUP } from './141-hs-plc-iso-iec-12139-1-cpas-setup.js';
import { HS_PLC_ISO_IEC_12139_1_IP_SSAS_SETUP } from './142-hs-plc-iso-iec-12139-1-ip-ssas-setup.js';
import { HS_PLC_ISO_IEC_12139_1_HDLC_SSAS_SETUP } from './143-hs-plc-iso-iec-12139-1-hdlc-ssas-setup.js';
import { LTE_MONITORING } from './151-lte-monitoring.js';
import { COAP_SETUP } from './152-coap-setup.js';
import { COAP_DIAGNOSTIC } from './153-coap-diagnostic.js';
import { G3_PLC_HYBRID_RF_MAC_LAYER_COUNTERS } from './160-g3-plc-hybrid-rf-mac-layer-counters.js';
import { G3_PLC_HYBRID_RF_MAC_SETUP } from './161-g3-plc-hybrid-rf-mac-setup.js';
import { G3_PLC_HYBRID_6LOWPAN_ADAPTATION_LAYER_SETUP } from './162-g3-plc-hybrid-6lowpan-adaptation-layer-setup.js';
import { ATTESTATION } from './170-attestation.js';
import type { InterfaceClass } from './interface-class.js';

/** Every interface class that is known here, by class id (Blue Book part 2). */
export const INTERFACE_CLASSES: readonly InterfaceClass[] = [
  DATA,
  REGISTER,
  EXTENDED_REGISTER,
  DEMAND_REGISTER,
  REGISTER_ACTIVATION,
  PROFILE_GENERIC,
  CLOCK,
  SCRIPT_TABLE,
  SCHEDULE,
  SPECIAL_DAYS_TABLE,
  ASSOCIATION_SN,
  ASSOCIATION_LN,
  SAP_ASSIGNMENT,
  IMAGE_TRANSFER,
  IEC_LOCAL_PORT_SETUP,
  ACTIVITY_CALENDAR,
  REGISTER_MONITOR,
  SINGLE_ACTION_SCHEDULE,
  IEC_HDLC_SETUP,
  IEC_TWISTED_PAIR_1_SETUP,
  M_BUS_SLAVE_PORT_SETUP,
  UTILITY_TABLES,
  MODEM_CONFIGURATION,
  AUTO_ANSWER,
  AUTO_CONNECT,
  COSEM_DATA_PROTECTION,
  PUSH_SETUP,
  TCP_UDP_SETUP,
  IPV4_SETUP,
  MAC_ADDRESS_SETUP,
  PPP_SETUP,
  GPRS_MODEM_SETUP,
  SMTP_SETUP,
  GSM_DIAGNOSTIC,
  IPV6_SETUP,
  S_FSK_PHY_MAC_SET_UP,
  S_FSK_ACTIVE_INITIATOR,
  S_FSK_MAC_SYNCHRONIZATION_TIMEOUTS,
  S_FSK_MAC_COUNTERS,
  IEC_61334_4_32_LLC_SETUP,
  S_FSK_REPORTING_SYSTEM_LIST,
  ISO_IEC_8802_2_LLC_TYPE_1_SETUP,
  ISO_IEC_8802_2_LLC_TYPE_2_SETUP,
  ISO_IEC_8802_2_LLC_TYPE_3_SETUP,
  REGISTER_TABLE,
  COMPACT_DATA,
  STATUS_MAPPING,
  SECURITY_SETUP,
  PARAMETER_MONITOR,
  MEASUREMENT_DATA_MONITORING,
  SENSOR_MANAGER,
  ARBITRATOR,
  DISCONNECT_CONTROL,
  LIMITER,
  M_BUS_CLIENT,
  WIRELESS_MODE_Q_CHANNEL,
  M_BUS_MASTER_PORT_SETUP,
  DLMS_SERVER_M_BUS_PORT_SETUP,
  M_BUS_DIAGNOSTIC,
  IEC_61334_4_32_LLC_SSCS_SETUP,
  PRIME_NB_OFDM_PLC_PHYSICAL_LAYER_COUNTERS,
  PRIME_NB_OFDM_PLC_MAC_SETUP,
  PRIME_NB_OFDM_PLC_MAC_FUNCTIONAL_PARAMETERS,
  PRIME_NB_OFDM_PLC_MAC_COUNTERS,
  PRIME_NB_OFDM_PLC_MAC_NETWORK_ADMINISTRATION_DATA,
  PRIME_NB_OFDM_PLC_APPLICATION_IDENTIFICATION,
  G3_PLC_MAC_LAYER_COUNTERS,
  G3_PLC_MAC_SETUP,
  G3_PLC_6LOWPAN_ADAPTATION_LAYER_SETUP,
  WI_SUN_SETUP,
  WI_SUN_DIAGNOSTIC,
  RPL_DIAGNOSTIC,
  MPL_DIAGNOSTIC,
  NTP_SETUP,
  ZIGBEE_SAS_STARTUP,
  ZIGBEE_SAS_JOIN,
  ZIGBEE_SAS_APS_FRAGMENTATION,
  ZIGBEE_NETWORK_CONTROL,
  ZIGBEE_TUNNEL_SETUP,
  ACCOUNT,
  CREDIT,
  CHARGE,
  TOKEN_GATEWAY,
  IEC_62055_41_ATTRIBUTES,
  FUNCTION_CONTROL,
  ARRAY_MANAGER,
  COMMUNICATION_PORT_PROTECTION,
  SCHC_LPWAN_SETUP,
  SCHC_LPWAN_DIAGNOSTIC,
  LORAWAN_SETUP,
  LORAWAN_DIAGNOSTIC,
  ISO_IEC_14908_IDENTIFICATION,
  ISO_IEC_14908_PROTOCOL_SETUP,
  ISO_IEC_14908_PROTOCOL_STATUS,
  ISO_IEC_14908_DIAGNOSTIC,
  HS_PLC_ISO_IEC_12139_1_MAC_SETUP,
  HS_PLC_ISO_IEC_12139_1_CPAS_SETUP,
  HS_PLC_ISO_IEC_12139_1_IP_SSAS_SETUP,
  HS_PLC_ISO_IEC_12139_1_HDLC_SSAS_SETUP,
  LTE_MONITORING,
  COAP_SETUP,
  COAP_DIAGNOSTIC,
  G3_PLC_HYBRID_RF_MAC_LAYER_COUNTERS,
  G3_PLC_HYBRID_RF_MAC_SETUP,
  G3_PLC_HYBRID_6LOWPAN_ADAPTATION_LAYER_SETUP,
  ATTESTATION,
];
