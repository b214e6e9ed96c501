import type { Core } from '@ztoken/core'
import { pageLink } from '../config/page-links.ts'
import type { Settings } from '../config/settings.ts'

/**
 * What is said beside the address at the start: where nobody administers, a link with which the
 * first administrator is made; else nothing. It goes to the terminal and into no log.
 */
export async function welcomeFirst(
  core: Core,
  settings: Settings,
): Promise<(address: string) => string> {
  const setup = await core.requestSetup()
  if (setup === null) return () => ''
  const { setupToken, expiresInSeconds } = setup
  return (address) => `

Nobody administers yet. Whoever opens this link first does, once, within ${expiresInSeconds / 3600} hours:
还没有管理员。最先打开此链接的人成为管理员，一次有效，${expiresInSeconds / 3600} 小时内有效：

  ${pageLink(settings, 'welcome', setupToken, address)}
`
}
