/** ES256, EdDSA and RS256 (RFC 9053, RFC 8812): what authenticators have. The first is preferred. */
export const algorithms: readonly number[] = [-7, -8, -257]
