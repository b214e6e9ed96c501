import {
  createIssuer,
  createReader,
  createRefreshTokens,
  encryptedFormat,
  type Format,
  importSecrets,
  itsdangerousFormat,
  publicFormat,
  type ReaderOptions,
  signedFormat,
  type TokenReader,
} from '../src/index.ts'

/** 2026-01-01, in seconds. */
export const now = 1_767_225_600
export const secretText = 'kZ2rQ8vN5xT1mW7yB4cF9hJ6pL3sD0gA-test'
export const secrets = importSecrets(secretText)
export const parties = { issuer: 'ztoken', audience: 'ztoken' }
export const subject = { sub: '17', sid: '0190c2a4-7d3c-7a41-9c11-1234567890ab' }

/** Every format of access tokens under one secret. */
export const formats: Readonly<Record<string, Format>> = {
  encrypted: encryptedFormat(secrets),
  'signed HS256': signedFormat(secrets, 'HS256'),
  'signed HS512': signedFormat(secrets, 'HS512'),
  public: publicFormat(secrets),
  itsdangerous: itsdangerousFormat({ secrets: [secretText] }),
}

export const refreshTokens = createRefreshTokens(secrets)

export function readerOf(format: Format, options: Partial<ReaderOptions> = {}): TokenReader {
  return createReader({ ...parties, formats: [format], clock: () => now * 1000, ...options })
}

export function issue(format: Format, at = now, accessTokenSeconds = 3600): string {
  const clock = (): number => at * 1000
  return createIssuer({ ...parties, format, clock, accessTokenSeconds }).issue(subject).token
}

/** Every kind of token: how one is made, and whether a text is accepted as one. */
export const kinds: Readonly<Record<string, { genuine: string; accepts(text: unknown): boolean }>> =
  {
    ...Object.fromEntries(
      Object.entries(formats).map(([name, format]) => {
        const reader = readerOf(format)
        return [
          name,
          {
            genuine: issue(format),
            accepts: (text: unknown) => typeof reader.read(text) !== 'string',
          },
        ]
      }),
    ),
    refresh: {
      genuine: refreshTokens.issue({ sid: subject.sid, counter: 3 }),
      accepts: (text) => refreshTokens.read(text) !== null,
    },
  }
