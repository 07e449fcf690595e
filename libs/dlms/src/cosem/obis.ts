/** An OBIS code, value groups A to F (Blue Book, OBIS), as text `1.0.1.8.0.255`. */
export type Obis = string;
