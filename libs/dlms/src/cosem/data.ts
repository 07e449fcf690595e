/**
 * The common data type `Data` (Green Book 9.5, A-XDR): a tree of tagged values. Octet strings are views into the
 * octets that were read. 64-bit integers are bigint, so no digit is lost.
 */
export type Data =
  | { readonly type: 'null-data'; readonly value: null }
  | { readonly type: 'array'; readonly value: readonly Data[] }
  | { readonly type: 'structure'; readonly value: readonly Data[] }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** A text of `0` and `1`, first bit first. */
  | { readonly type: 'bit-string'; readonly value: string }
  | {
      readonly type:
        | 'double-long'
        | 'double-long-unsigned'
        | 'integer'
        | 'long'
        | 'unsigned'
        | 'long-unsigned'
        | 'enum'
        | 'float32'
        | 'float64'
        | 'delta-integer'
        | 'delta-long'
        | 'delta-double-long'
        | 'delta-unsigned'
        | 'delta-long-unsigned'
        | 'delta-double-long-unsigned';
      readonly value: number;
    }
  | { readonly type: 'long64' | 'long64-unsigned'; readonly value: bigint }
  /** `bcd` is one octet: two digits. date-time, date and time are 12, 5 and 4 octets. */
  | {
      readonly type: 'octet-string' | 'bcd' | 'date-time' | 'date' | 'time';
      readonly value: Uint8Array;
    }
  | { readonly type: 'visible-string' | 'utf8-string'; readonly value: string }
  | {
      readonly type: 'compact-array';
      readonly description: TypeDescription;
      readonly value: readonly Data[];
    }
  /** The sender leaves the value out (tag 255). */
  | { readonly type: 'dont-care'; readonly value: null };

export type DataType = Data['type'];

/** TypeDescription of a compact-array: what each of its elements looks like. */
export type TypeDescription =
  | { readonly type: Exclude<DataType, 'array' | 'structure' | 'compact-array'> }
  | { readonly type: 'array'; readonly count: number; readonly element: TypeDescription }
  | { readonly type: 'structure'; readonly elements: readonly TypeDescription[] };
