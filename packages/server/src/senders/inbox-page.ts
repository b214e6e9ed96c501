import {
  type CodePurpose,
  isLoopback,
  type Language,
  languageOf,
  ZtokenError,
} from '@ztoken/contract'
import type { CodeChannel } from '@ztoken/core'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { escaped } from './html.ts'
import type { Inbox, KeptMessage } from './inbox.ts'
import { kindWords } from './notices/words.ts'

/** Where the page stands. */
export const inboxPath = '/dev/inbox'
const stylePath = '/dev/inbox.css'

/** As strict as the pages: no script at all, and no style but ours. */
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const refreshSeconds = 3

/**
 * Serves the inbox of `ztoken dev` as a page without script that renews itself. It is answered to
 * this machine alone: whoever else asks is told that there is nothing.
 */
export function serveInbox(app: FastifyInstance, inbox: Inbox): void {
  app.get(inboxPath, async (request, reply) => {
    requireThisMachine(request)
    const language = languageOf(request.headers['accept-language'])
    return reply
      .headers({ 'content-security-policy': policy, refresh: String(refreshSeconds) })
      .type('text/html; charset=utf-8')
      .send(page(inbox.messages(), language))
  })
  app.get(stylePath, async (request, reply) => {
    requireThisMachine(request)
    return reply.type('text/css; charset=utf-8').send(style)
  })
}

const forwarding = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Nobody that a proxy speaks for, and under no name that leads here from elsewhere. */
function requireThisMachine({ socket, headers }: FastifyRequest): void {
  const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const isNear = address === '::1' || isLoopback(address)
  const url = `http://${headers.host}`
  const isNamed = URL.canParse(url) && isLoopback(new URL(url).hostname)
  const isForwarded = forwarding.some((name) => headers[name] !== undefined)
  if (!isNear || !isNamed || isForwarded) throw new ZtokenError('not_found')
}

interface PageWords {
  readonly title: string
  readonly about: string
  readonly empty: string
  readonly columns: readonly [to: string, code: string, purpose: string, at: string]
  readonly link: string
  readonly channels: Readonly<Record<CodeChannel, string>>
  readonly purposes: Readonly<Record<CodePurpose, string>>
}

const words: Readonly<Record<Language, PageWords>> = {
  'zh-CN': {
    title: '收件箱',
    about: 'ztoken dev 没有真正发送的验证码和通知，最新的在前；只有这台机器能看到，停止后清空。',
    empty: '还没有消息。',
    columns: ['收件人', '验证码或链接', '用途或事件', '时间'],
    link: '这不是我操作的',
    channels: { sms: '短信', email: '邮件' },
    purposes: { login: '登录', password_reset: '重置密码', verify: '验证' },
  },
  en: {
    title: 'Inbox',
    about:
      'Codes and notices that ztoken dev has sent to nobody, the newest first. This machine alone sees them; they are gone when it stops.',
    empty: 'No messages yet.',
    columns: ['To', 'Code or link', 'Purpose or event', 'Time'],
    link: 'This was not me',
    channels: { sms: 'SMS', email: 'E-mail' },
    purposes: { login: 'Sign in', password_reset: 'Password reset', verify: 'Verification' },
  },
}

function page(messages: readonly KeptMessage[], language: Language): string {
  const { title, about, empty, columns } = words[language]
  const heads = columns.map((column) => `<th scope="col">${column}</th>`).join('')
  const rows = messages.map((message) => row(message, language)).join('\n')
  const list =
    messages.length === 0
      ? `<p>${empty}</p>`
      : `<table>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table>`
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · ztoken dev</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main>
<h1>${title}</h1>
<p>${about}</p>
${list}
</main>
</body>
</html>
`
}

function row(message: KeptMessage, language: Language): string {
  const time = new Date(message.at)
  const shown = time.toLocaleTimeString(language, { hour12: false })
  const to = `${escaped(message.to)} <small>${words[language].channels[message.channel]}</small>`
  return `<tr><td>${to}</td>${cells(message, language)}<td><time datetime="${time.toISOString()}">${shown}</time></td></tr>`
}

/** The code and what it is for, or the link and what happened. */
function cells(message: KeptMessage, language: Language): string {
  const { purposes, link: linkWords } = words[language]
  if ('code' in message) {
    const { code, purpose } = message
    return `<td><code>${escaped(code)}</code></td><td>${purposes[purpose]}</td>`
  }
  const { notice, link } = message
  const way = link === null ? '' : `<a href="${escaped(link)}">${linkWords}</a>`
  return `<td>${way}</td><td>${kindWords[notice][language]}</td>`
}

const style = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.5rem; text-align: start; border-bottom: 1px solid #8884; }
code { font: 600 1.25rem/1 ui-monospace, monospace; letter-spacing: 0.1em; }
`
