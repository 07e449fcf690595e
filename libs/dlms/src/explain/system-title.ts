import { toHex } from '../codec/hex.js';
import { isPrintable, readLatin1 } from '../codec/text.js';

const MAKER_OCTETS = 3;

/** Makers by their FLAG identification, the first three octets of a system title (Green Book 4.3.4). */
const MAKERS: Readonly<Record<string, string>> = {
  ABB: 'ABB',
  ACE: 'Actaris',
  ADD: 'ADD Production',
  ADN: 'Aidon',
  ADX: 'ADD Production',
  APA: 'Apator',
  APT: 'Apator',
  AUX: 'Ningbo Sanxing',
  CIR: 'Circutor',
  DME: 'Diehl Metering',
  DZG: 'DZG Metering',
  ECH: 'Networked Energy Services',
  EFR: 'EFR',
  EGM: 'Elgama Elektronika',
  ELR: 'Elster',
  ELS: 'Elster',
  EMH: 'EMH Metering',
  EMO: 'Enermet',
  EMU: 'EMU Elektronik',
  ESY: 'EasyMeter',
  FLO: 'Flonidan',
  HAG: 'Hager',
  HLY: 'Holley',
  HXE: 'Hexing',
  HYD: 'Diehl Metering',
  INC: 'Incotex',
  ISK: 'Iskraemeco',
  ITR: 'Itron',
  ITU: 'Itron',
  ITZ: 'Itron',
  KAM: 'Kamstrup',
  KAW: 'Kamstrup',
  KFM: 'Kaifa',
  LGB: 'Landis+Gyr',
  LGD: 'Landis+Gyr',
  LGZ: 'Landis+Gyr',
  LUN: 'Luna',
  NIK: 'NIK Elektronika',
  NZR: 'NZR',
  ORB: 'Orbis',
  PAF: 'Pafal',
  POZ: 'Pozyton',
  PPC: 'Power Plus Communications',
  QDS: 'Qundis',
  SAG: 'Sagemcom',
  SEN: 'Sensus',
  SIE: 'Siemens',
  SLB: 'Schlumberger',
  SON: 'Sontex',
  TCH: 'Techem',
  WSD: 'Wisdom',
  XMX: 'Xemex',
  ZIV: 'ZIV',
  ZRI: 'Zenner',
};

/** The maker of a device, by its FLAG identification `LGZ`; undefined for one that is not known here. */
export function makerName(flag: string): string | undefined {
  return Object.hasOwn(MAKERS, flag) ? MAKERS[flag] : undefined;
}

/** A system title for a person: `KFM 1020 0000 0001, Kaifa`. */
export function systemTitleText(title: Uint8Array): string {
  if (title.length === 0) return 'none';
  const flag = title.subarray(0, MAKER_OCTETS);
  const hex = toHex(title).toUpperCase();
  if (!isPrintable(flag)) return hex;
  const letters = readLatin1(flag);
  const maker = makerName(letters);
  const serial = toHex(title.subarray(MAKER_OCTETS)).toUpperCase();
  return maker === undefined ? `${letters} ${serial}` : `${letters} ${serial}, ${maker}`;
}
