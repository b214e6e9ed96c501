/**
 * Why a token was refused, precisely. For logs, metrics and `token inspect`; outside, every fault
 * but `expired` is answered in one way (RFC 8725 §3.14, attack T195).
 */
export type TokenFault =
  | 'malformed'
  | 'header_unknown'
  | 'not_authentic'
  | 'claims_malformed'
  | 'issuer_mismatch'
  | 'audience_mismatch'
  | 'expired'
  | 'issued_in_future'
  | 'lifetime_too_long'
  | 'not_imported'
  // Of a diagnosis alone: authentic, and its payload names no user in the way that was said.
  | 'payload_unknown'
  // Of a reader never: what a RevocationList knows of a token that holds otherwise.
  | 'revoked'
