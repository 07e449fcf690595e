import type { DecodeErrorCode } from '@dlms-telemetry/dlms';

/**
 * How a body that is not what it should be can show: a reader stumbles over what it makes of the octets that stand where
 * others belong, so the first wrong tag, length, count or end of octets decides.
 */
const BROKEN_BODY: readonly DecodeErrorCode[] = [
  'apdu.truncated',
  'apdu.trailing',
  'apdu.unknown-type',
  'apdu.count',
  'apdu.length',
  'apdu.depth',
  'apdu.compact-array',
  'apdu.date-time',
];

/**
 * What the vectors call a refusal (`layer/code`), and the codes of ours that mean it. Most are one to one. Where one
 * fault can only show in different ways, by what came before and after it, more than one stands and the line above says
 * why.
 */
export const REFUSALS: Readonly<Record<string, readonly DecodeErrorCode[]>> = {
  // A changed length field fails the header's own check sequence before the frame's.
  'link/hdlc-fcs': ['link.fcs', 'link.hcs'],
  'link/hdlc-hcs': ['link.hcs'],
  'link/hdlc-format': ['link.format'],
  // An address without an end mark in its fourth octet: a header that is not formed as it should be.
  'link/hdlc-address': ['link.format'],
  // The length field runs past what came: a true one waits until the sender closes, a changed one fails the header check.
  'link/hdlc-truncated': ['link.incomplete', 'link.hcs'],
  // I frames are numbered. UI frames are not: a lost one shows only where the joined APDU does not read on.
  'link/hdlc-segment-missing': ['link.segment-missing', ...BROKEN_BODY],
  // The last segment never comes: it shows when the next APDU begins, or when the sender closes.
  'link/hdlc-segment-incomplete': ['link.segment-missing', 'link.incomplete'],
  'link/no-llc': ['link.llc'],
  'link/wrapper-version': ['link.version'],
  'link/wrapper-truncated': ['link.incomplete'],
  'link/frame-too-long': ['link.too-long'],
  'link/apdu-empty': ['link.empty'],
  'link/mbus-checksum': ['link.checksum'],
  'link/mbus-length': ['link.length'],
  'link/mbus-stop': ['link.stop'],
  // A first telegram whose next never comes is half an APDU when the sender closes; a next one without a first, or behind a
  // lost one, shows at once by its number.
  'link/mbus-segment-missing': ['link.segment-missing', 'link.incomplete'],
  'apdu/apdu-empty': ['apdu.empty'],
  'apdu/apdu-truncated': ['apdu.truncated'],
  'apdu/apdu-trailing': ['apdu.trailing'],
  'apdu/apdu-malformed': ['apdu.malformed'],
  'apdu/unknown-apdu-tag': ['apdu.unknown-tag'],
  'apdu/datetime-length': ['apdu.date-time'],
  'apdu/gbt-block-missing': ['apdu.block-missing'],
  // Blocks are joined where frames are: what never ends is incomplete, frame, segments and blocks alike.
  'apdu/gbt-incomplete': ['link.incomplete'],
  'apdu/gbt-length': ['apdu.block-length'],
  'apdu/gbt-nested': ['apdu.block-nested'],
  'apdu/ber-length': ['apdu.ber-length'],
  'apdu/axdr-unknown-type': ['apdu.unknown-type'],
  'apdu/axdr-depth': ['apdu.depth'],
  'apdu/axdr-count': ['apdu.count'],
  'apdu/axdr-length': ['apdu.length'],
  'apdu/axdr-compact': ['apdu.compact-array'],
  // Octets run out in the header or the tag, before anything is decrypted: the layer that the vectors name.
  'security/apdu-truncated': ['security.truncated'],
  'security/no-key': ['security.no-key'],
  'security/key-config': ['security.key-config'],
  'security/wrong-key': ['security.wrong-key'],
  'security/auth-tag': ['security.tag'],
  // Less protection than asked for; a code of its own tells the operator that there was none at all.
  'security/security-policy': ['security.policy', 'security.plain'],
  'security/unsupported-suite': ['security.unsupported-suite'],
  'security/unsupported-compression': ['security.unsupported-compression'],
  'security/system-title-length': ['security.system-title'],
  'security/nested-ciphering': ['security.nested'],
  'security/key-unwrap': ['security.key-unwrap'],
  'security/signature': ['security.signature'],
};

/** What the vectors call an `outcome`, and how it shows: the code of the refusal, and whether it comes from inside a protected APDU. */
export const OUTCOMES: Readonly<
  Record<string, { readonly codes: readonly DecodeErrorCode[]; readonly inside: boolean }>
> = {
  'no-key': { codes: ['security.no-key'], inside: false },
  'not-dlms': { codes: ['apdu.unknown-tag'], inside: false },
  'not-dlms-inside': { codes: ['apdu.unknown-tag'], inside: true },
  // Only a profile of the maker's could read it; a strict reader stumbles somewhere in the body.
  'vendor-layout': { codes: BROKEN_BODY, inside: false },
};
