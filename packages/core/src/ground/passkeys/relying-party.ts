import { isIP } from 'node:net'

/** Where passkeys are made and shown. */
export interface PasskeyOptions {
  /** The address of the pages as browsers see it, e.g. `https://login.example.com`. */
  readonly url: string
  /**
   * For which domain they are made: the host of the address unless given. A domain above it, so that
   * they hold on its other hosts as well; or the one from before the address moved.
   */
  readonly rpId?: string
  /** Other origins on which they may be shown, e.g. `https://shop.example` or that of an app. */
  readonly origins?: readonly string[]
  /** Who their owners are told that they are for; else `totpIssuer`. */
  readonly name?: string
}

/** The relying party, in WebAuthn's words: for whom passkeys are made. */
export interface RelyingParty {
  readonly id: string
  readonly name: string
  /** All on which a passkey may be shown, that of the address first. */
  readonly origins: readonly string[]
}

const hostForm = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
/** Apps show the hash of the key that signed them. */
const appForm =
  /^(android:apk-key-hash(-sha256)?:[A-Za-z0-9_-]{27,43}|ios:bundle-id:[A-Za-z0-9.-]{1,155})$/

/** True where browsers can make passkeys for an address: none for an IP address, or without TLS. */
export function canHavePasskeys(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  if (!isPasskeyDomain(hostname)) return false
  return protocol === 'https:' || (protocol === 'http:' && isLocal(hostname))
}

/** Throws TypeError for an address, a domain or an origin that can be none. */
export function relyingPartyOf(options: PasskeyOptions, name: string): RelyingParty {
  const { url, origins = [] } = options
  if (!canHavePasskeys(url)) {
    throw new TypeError('passkeys: url is an https address with a domain, or http://localhost')
  }
  const { hostname, origin } = new URL(url)
  const id = options.rpId ?? hostname
  if (!isPasskeyDomain(id)) throw new TypeError('passkeys: rpId is a domain, e.g. example.com')
  if (!origins.every(isPasskeyOrigin)) {
    throw new TypeError('passkeys: origins are such as https://shop.example')
  }
  return { id, name: options.name ?? name, origins: [...new Set([origin, ...origins])] }
}

/** True for a domain, as a relying party is called: no IP address, in small letters. */
export function isPasskeyDomain(host: string): boolean {
  return hostForm.test(host) && isIP(host) === 0 && !/(^|\.)\d+$/.test(host)
}

/** True for an origin on which a passkey can be shown: of a site, or of an app. */
export function isPasskeyOrigin(text: string): boolean {
  return appForm.test(text) || (canHavePasskeys(text) && new URL(text).origin === text)
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}
