export { type Claims, defaultParties, isId, isParty, type Parties } from './claims.ts'
export { createDeviceTokens, type DeviceToken, type DeviceTokens } from './device.ts'
export {
  createFactorTickets,
  type FactorTicket,
  type FactorTickets,
} from './factor-ticket.ts'
export type { TokenFault } from './fault.ts'
export { encryptedFormat } from './formats/encrypted.ts'
export type { ForeignFormat, Format, FormatKey, FormatName, OwnFormat } from './formats/format.ts'
export {
  type ItsdangerousAlgorithm,
  type ItsdangerousFormat,
  type ItsdangerousOptions,
  type ItsdangerousToken,
  itsdangerousFormat,
} from './formats/itsdangerous.ts'
export { isPayloadPlace } from './formats/payload-shape.ts'
export {
  type Jwks,
  type PublicFormat,
  type PublicRingFormat,
  type PublishedJwk,
  publicFormat,
  publicFormatFromJwks,
  publicHeaderOf,
  publicRingFormat,
} from './formats/public.ts'
export { type SignedAlgorithm, signedFormat } from './formats/signed.ts'
export { type AuthenticationClaims, nameableMethods } from './further-claims.ts'
export {
  createIssuer,
  type IssuedToken,
  type IssuerOptions,
  type TokenIssuer,
  type TokenSubject,
} from './issuer.ts'
export { parseStrictJson } from './json.ts'
export type { Ed25519PrivateJwk, Ed25519PublicJwk } from './keys/ed25519.ts'
export { KeyError, type KeyFault } from './keys/key-error.ts'
export {
  checkBearerTokens,
  importSecrets,
  type Purpose,
  purposes,
  type Secret,
} from './keys/secret.ts'
export { createSigningKey, importSigningKey, type SigningKey } from './keys/signing-key.ts'
export { createNoticeTokens, type NoticeTokens } from './notice.ts'
export { createOneTimeCodes, type OneTimeCodes } from './one-time-code.ts'
export { checkedOwnClaims, noClaims, type OwnClaims } from './own-claims.ts'
export { type AccessToken, createReader, type ReaderOptions, type TokenReader } from './reader.ts'
export { createRecoveryCodes, type RecoveryCodes } from './recovery-codes.ts'
export { createRefreshTokens, type RefreshToken, type RefreshTokens } from './refresh.ts'
export { createResetTokens, type ResetToken, type ResetTokens } from './reset.ts'
export { type AnswerMemory, type KeptAnswers, keepAnswers } from './revocation/kept-answers.ts'
export type { RevocationKey } from './revocation/key.ts'
export { RevocationList } from './revocation/list.ts'
export { sharedQuestion } from './revocation/shared-question.ts'
export type { StalePolicy } from './revocation/stale.ts'
export { createSealedTexts, type SealedTexts } from './sealed-text.ts'
export { createSetupTokens, type SetupToken, type SetupTokens } from './setup.ts'
