import { readdirSync, readFileSync } from 'node:fs'
import { auditEvents, codes, eventMeanings, eventTitles, permissions } from '@ztoken/contract'
import { describe, expect, it } from 'vitest'
import en from '../../packages/web/src/locale/en/index.ts'
import { spaced } from '../../packages/web/src/locale/spaced.ts'
import zh from '../../packages/web/src/locale/zh-CN/index.ts'
import { chinese, english, type Word } from '../words.ts'

/** The tutorial's own words, which stay as they are. */
const ofTutorial = new Set(['缺少参数token'])

function textsOf(messages: unknown): string[] {
  if (typeof messages === 'string') return [messages]
  return Object.values(Object(messages)).flatMap(textsOf)
}

const ofContract = [
  ...Object.values(codes).map((one) => one.zh),
  ...Object.values(permissions).map((one) => one.zh),
  ...auditEvents.flatMap((event) => [eventTitles[event].zh, eventMeanings[event].zh]),
].filter((text) => !ofTutorial.has(text))

/** What is said in a document: no code, no address. */
function prose(file: string): string[] {
  const text = readFileSync(file, 'utf8')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`\n]*`/g, '``')
    .replace(/\]\([^)]*\)/g, ']')
  return text.split('\n')
}

const documents = ['.', 'docs', 'docs/guides', 'packages/sdk', 'packages/server']
  .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.zh-CN.md'))

function refused(texts: readonly string[], words: readonly Word[]): string[] {
  return words.flatMap(({ word, not }) =>
    not.flatMap((form) =>
      texts.filter((text) => new RegExp(form, 'u').test(text)).map((text) => `${word}: ${text}`),
    ),
  )
}

const everywhere = chinese.filter(({ onPages }) => onPages !== true)

describe('one word for one idea', () => {
  it.each(['撤销会话', '第一个管理员', '返回状态码', '你的 token', '至少8个字符'])(
    '%s is refused',
    (text) => {
      expect(refused([text], chinese)).toHaveLength(1)
    },
  )

  it.each([
    ['89.8毫秒', '89.8 毫秒'],
    ['5分钟前', '5 分钟前'],
    ['14 ms', '14 ms'],
  ])('what the browser writes as %s is written %s', (given, written) => {
    expect(spaced(given)).toBe(written)
  })

  it('in the Chinese of the pages', () => {
    expect(refused(textsOf(zh), chinese)).toEqual([])
  })

  it('in the English of the pages', () => {
    expect(refused(textsOf(en), english)).toEqual([])
  })

  it('in the Chinese of replies, permissions and events', () => {
    expect(refused(ofContract, everywhere)).toEqual([])
  })

  it.each(documents)('in %s', (file) => {
    expect(refused(prose(file), everywhere)).toEqual([])
  })
})
