import type { CodeChannel, CodeSender } from '@ztoken/core'
import { type HookPlace, signedPost } from './signed-post.ts'
import { smsText } from './texts.ts'

export interface HookOptions extends HookPlace {
  readonly channel: CodeChannel
}

/**
 * Hands one-time codes to a program of one's own, signed in the form of Standard Webhooks and, unlike
 * a webhook, once. Any 2xx is taken for sent. Rejects with SendError.
 * Throws TypeError for a URL or a secret that cannot be used.
 */
export function hookSender({ channel, ...place }: HookOptions): CodeSender {
  const post = signedPost(place)
  return (message) =>
    post('code.send', {
      channel,
      to: message.to,
      code: message.code,
      purpose: message.purpose,
      valid_minutes: message.validMinutes,
      language: message.language,
      site: message.site,
      text: smsText(message),
    })
}
