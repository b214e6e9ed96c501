import { setImmediate as turn } from 'node:timers/promises'

/** What people in China choose, and words of computing, that the list of the field leaves out. */
const further =
  `admin888 admin666 adminadmin root1234 rootroot toor1234 guestguest user1234 word1234 zxcvzxcv
  aa12345678 qq12345678 w123456789 xx123456 wang1234 zhang123 woaini woaini520 woaini1314 woaini521
  5201314520 52013145 1314520520 13145200 5201314a 520131400 5211314a 7758521a 77585210 nihaonihao
  mima1234 mima123456 wodemima caonima weixin123 wechat123 taobao123 huawei xiaomi alibaba tencent
  beijing shanghai shenzhen guangzhou zhongguo china123 linkedin instagram youtube fortnite roblox
  godblessyou ztoken ztokenztoken superuser oracle mysql postgres server windows linux ubuntu debian
  openssame supersecret lovers lovely snoopy scooby eminem yamaha toyota iphone android nopass`.split(
    /\s+/,
  )

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** Answers whether a password, in lower case, is a common one. */
export type CommonCheck = (password: string) => boolean

let check: Promise<CommonCheck> | undefined

/**
 * The check for common passwords (NIST SP 800-63B-4 §3.1.1.2): some 50,000 that leaks have in
 * common, with or without a few digits and signs after them; one character or a short piece
 * repeated; a run along the alphabet or the keyboard. Loaded when first needed: a server that only
 * signs people in never reads the list.
 */
export function commonCheck(): Promise<CommonCheck> {
  // What could not be loaded once is tried again.
  check ??= load().catch((error: unknown) => {
    check = undefined
    throw error
  })
  return check
}

async function load(): Promise<CommonCheck> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  const words = new Set(further)
  const listed = dictionary['passwords-common']
  for (let at = 0; at < listed.length; at += 10_000) {
    // Requests come in between: the whole list at once would keep them waiting.
    await turn()
    for (const word of listed.slice(at, at + 10_000)) words.add(String(word).toLowerCase())
  }

  return (password) => {
    if (words.has(password) || /^(.{1,3})\1+.{0,2}$/u.test(password)) return true
    if (rows.some((row) => row.repeat(2).includes(password) || reversed(row).includes(password))) {
      return true
    }
    const stem = password.replace(/[0-9!@#$%.*?_-]{1,4}$/, '')
    return stem.length >= 5 && words.has(stem)
  }
}

function reversed(row: string): string {
  return [...row].reverse().join('').repeat(2)
}
