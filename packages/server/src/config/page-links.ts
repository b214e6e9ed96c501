import { isSocketPath } from './hosts.ts'
import type { Settings } from './settings.ts'

/** Pages that take a token from the fragment of their address, which no server and no log sees. */
type Page = 'reset-password' | 'welcome' | 'not-me'

/**
 * The address of a page with a token in its fragment.
 * In: where the server listens, where that is known better than from the settings.
 */
export function pageLink(
  settings: Pick<Settings, 'public_url' | 'host' | 'port'>,
  page: Page,
  token: string,
  address: string = addressOf(settings),
): string {
  return `${settings.public_url ?? address}/app/${page}#${token}`
}

/** No browser goes to the address that stands for all of a machine's. */
const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

function addressOf({ host: given, port }: Pick<Settings, 'host' | 'port'>): string {
  if (isSocketPath(given)) return 'http://localhost'
  const host = everywhere[given] ?? given
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
