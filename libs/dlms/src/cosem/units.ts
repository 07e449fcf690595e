/** A unit of measurement of the Blue Book's enumeration (scaler_unit, Table of units). */
export interface Unit {
  /** The enumeration value. */
  readonly code: number;
  /** What is written behind a number: `Wh`. */
  readonly symbol: string;
  /** What is measured in it. */
  readonly quantity: string;
}

/** Enumeration values with a meaning of their own. */
export const UNIT_OTHER = 254;
export const UNIT_COUNT = 255;

const TABLE: readonly (readonly [code: number, symbol: string, quantity: string])[] = [
  [1, 'a', 'time in years'],
  [2, 'mo', 'time in months'],
  [3, 'wk', 'time in weeks'],
  [4, 'd', 'time in days'],
  [5, 'h', 'time in hours'],
  [6, 'min', 'time in minutes'],
  [7, 's', 'time in seconds'],
  [8, '°', 'phase angle'],
  [9, '°C', 'temperature'],
  [10, 'currency', 'local currency'],
  [11, 'm', 'length'],
  [12, 'm/s', 'speed'],
  [13, 'm³', 'volume'],
  [14, 'm³', 'corrected volume'],
  [15, 'm³/h', 'volume flux'],
  [16, 'm³/h', 'corrected volume flux'],
  [17, 'm³/d', 'volume flux'],
  [18, 'm³/d', 'corrected volume flux'],
  [19, 'l', 'volume'],
  [20, 'kg', 'mass'],
  [21, 'N', 'force'],
  [22, 'Nm', 'energy'],
  [23, 'Pa', 'pressure'],
  [24, 'bar', 'pressure'],
  [25, 'J', 'energy'],
  [26, 'J/h', 'thermal power'],
  [27, 'W', 'active power'],
  [28, 'VA', 'apparent power'],
  [29, 'var', 'reactive power'],
  [30, 'Wh', 'active energy'],
  [31, 'VAh', 'apparent energy'],
  [32, 'varh', 'reactive energy'],
  [33, 'A', 'current'],
  [34, 'C', 'electrical charge'],
  [35, 'V', 'voltage'],
  [36, 'V/m', 'electric field strength'],
  [37, 'F', 'capacitance'],
  [38, 'Ω', 'resistance'],
  [39, 'Ωm²/m', 'resistivity'],
  [40, 'Wb', 'magnetic flux'],
  [41, 'T', 'magnetic flux density'],
  [42, 'A/m', 'magnetic field strength'],
  [43, 'H', 'inductance'],
  [44, 'Hz', 'frequency'],
  [45, '1/(Wh)', 'active energy meter constant'],
  [46, '1/(varh)', 'reactive energy meter constant'],
  [47, '1/(VAh)', 'apparent energy meter constant'],
  [48, 'V²h', 'volt-squared hours'],
  [49, 'A²h', 'ampere-squared hours'],
  [50, 'kg/s', 'mass flux'],
  [51, 'S', 'conductance'],
  [52, 'K', 'temperature'],
  [53, '1/(V²h)', 'volt-squared hour meter constant'],
  [54, '1/(A²h)', 'ampere-squared hour meter constant'],
  [55, '1/m³', 'volume meter constant'],
  [56, '%', 'percentage'],
  [57, 'Ah', 'ampere-hours'],
  [60, 'Wh/m³', 'energy per volume'],
  [61, 'J/m³', 'calorific value'],
  [62, 'Mol %', 'molar fraction of gas composition'],
  [63, 'g/m³', 'mass density'],
  [64, 'Pa s', 'dynamic viscosity'],
  [65, 'J/kg', 'specific energy'],
  [66, 'g/cm²', 'pressure'],
  [67, 'atm', 'pressure'],
  [70, 'dBm', 'signal strength'],
  [71, 'dBµV', 'signal strength'],
  [72, 'dB', 'ratio of two values'],
  [128, 'in', 'length'],
  [129, 'ft', 'length'],
  [130, 'lb', 'mass'],
  [131, '°F', 'temperature'],
  [132, '°R', 'temperature'],
  [133, 'in²', 'area'],
  [134, 'ft²', 'area'],
  [135, 'acre', 'area'],
  [136, 'in³', 'volume'],
  [137, 'ft³', 'volume'],
  [138, 'acre·ft', 'volume'],
  [139, 'gal (imp)', 'volume'],
  [140, 'gal (US)', 'volume'],
  [141, 'lbf', 'force'],
  [142, 'psi', 'pressure'],
  [143, 'lb/ft³', 'density'],
  [144, 'lb/(ft·s)', 'dynamic viscosity'],
  [145, 'ft²/s', 'kinematic viscosity'],
  [146, 'Btu', 'energy'],
  [147, 'thm (EC)', 'energy'],
  [148, 'thm (US)', 'energy'],
  [149, 'Btu/lb', 'calorific value of mass'],
  [150, 'Btu/ft³', 'calorific value of volume'],
  [151, 'ft³', 'corrected volume'],
  [152, 'ft/s', 'speed'],
  [153, 'ft³/s', 'volume flux'],
  [154, 'ft³/min', 'volume flux'],
  [155, 'ft³/h', 'volume flux'],
  [156, 'ft³/d', 'volume flux'],
  [157, 'acre·ft/s', 'volume flux'],
  [158, 'acre·ft/min', 'volume flux'],
  [159, 'acre·ft/h', 'volume flux'],
  [160, 'acre·ft/d', 'volume flux'],
  [161, 'gal (imp)', 'corrected volume'],
  [162, 'gal (imp)/s', 'volume flux'],
  [163, 'gal (imp)/min', 'volume flux'],
  [164, 'gal (imp)/h', 'volume flux'],
  [165, 'gal (imp)/d', 'volume flux'],
  [166, 'gal (US)', 'corrected volume'],
  [167, 'gal (US)/s', 'volume flux'],
  [168, 'gal (US)/min', 'volume flux'],
  [169, 'gal (US)/h', 'volume flux'],
  [170, 'gal (US)/d', 'volume flux'],
  [171, 'Btu/s', 'power'],
  [172, 'Btu/min', 'power'],
  [173, 'Btu/h', 'power'],
  [174, 'Btu/d', 'power'],
  [UNIT_OTHER, 'other', 'a unit outside this table'],
  [UNIT_COUNT, 'count', 'a number without unit'],
];

/** Every unit of the Blue Book, in the order of the enumeration. */
export const UNITS: readonly Unit[] = TABLE.map(([code, symbol, quantity]) => ({
  code,
  symbol,
  quantity,
}));

const BY_CODE = new Map(UNITS.map((unit) => [unit.code, unit]));

/** The unit of an enumeration value, or undefined for a value the Blue Book keeps free. */
export function unitOf(code: number): Unit | undefined {
  return BY_CODE.get(code);
}

/** The symbol of an enumeration value: `Wh`. A free value is named by its number. */
export function unitName(code: number): string {
  return BY_CODE.get(code)?.symbol ?? `unit ${code}`;
}
