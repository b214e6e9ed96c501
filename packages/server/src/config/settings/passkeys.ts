import { isLoopback } from '@ztoken/contract'
import { type CoreOptions, canHavePasskeys, isPasskeyDomain, isPasskeyOrigin } from '@ztoken/core'
import { isSocketPath } from '../hosts.ts'
import { listWhere, textWhere, truth } from '../readers.ts'
import type { ReadingsOf } from './reading.ts'

/** For which site passkeys are made, and where they may be shown. */
export interface PasskeySettings {
  readonly passkeys: boolean
  readonly passkey_rp_id: string | null
  readonly passkey_origins: readonly string[]
}

export const passkeyReadings: ReadingsOf<PasskeySettings> = {
  passkeys: {
    fallback: true,
    about:
      'whether people may have [passkeys](guides/passkeys.md): for `ZTOKEN_PUBLIC_URL`, which has to be https with a domain, or for `http://localhost`',
    read: truth,
  },
  passkey_rp_id: {
    fallback: null,
    about:
      'for which domain passkeys are made: by default the host of `ZTOKEN_PUBLIC_URL`; a domain above it, or the one from before it moved',
    read: textWhere(isPasskeyDomain, 'has to be a domain, e.g. example.com'),
  },
  passkey_origins: {
    fallback: [],
    about:
      'other origins on which passkeys may be shown, comma-separated: `https://shop.example`, `android:apk-key-hash:…`',
    read: listWhere(isPasskeyOrigin, 'has to list origins: https://shop.example'),
  },
}

interface Place extends PasskeySettings {
  readonly public_url: string | null
  readonly host: string
  readonly port: number
}

/** As the core takes them; nothing where there can be no passkeys. */
export function passkeyOptions(settings: Place): Pick<CoreOptions, 'passkeys'> {
  const { passkeys, passkey_rp_id: rpId, passkey_origins: origins } = settings
  const url = addressOf(settings)
  if (!passkeys || url === null || !canHavePasskeys(url)) return {}
  return { passkeys: { url, origins, ...(rpId !== null && { rpId }) } }
}

/** What an operator is told at the start where passkeys are wanted and cannot be; else null. */
export function passkeysMissing(settings: Place): string | null {
  const { passkeys, public_url: url } = settings
  if (!passkeys || passkeyOptions(settings).passkeys !== undefined) return null
  const cause =
    url === null
      ? 'ZTOKEN_PUBLIC_URL is not set'
      : 'browsers have them for https with a domain alone, not for an IP address or http'
  return `there are no passkeys: ${cause} (ZTOKEN_PASSKEYS=off says that none are wanted)`
}

/** Where this machine alone listens, browsers take its name for safe without TLS. */
function addressOf({ public_url: url, host, port }: Place): string | null {
  if (url !== null) return url
  const isHere = !isSocketPath(host) && isLoopback(host.includes(':') ? `[${host}]` : host)
  return isHere && port !== 0 ? `http://localhost:${port}` : null
}
