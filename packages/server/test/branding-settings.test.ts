import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../src/config/load.ts'
import { brandingOptions } from '../src/config/settings/branding.ts'
import { createApp } from '../src/server.ts'
import { open, secret, temporaryDirectory } from './open.ts'

const load = (site: Record<string, string>, file: string | null = null) =>
  loadSettings(
    {
      ZTOKEN_SECRET: secret,
      ...Object.fromEntries(
        Object.entries(site).map(([name, text]) => [`ZTOKEN_SITE_${name}`, text]),
      ),
    },
    file,
    true,
  )

function faultOf(name: string, text: string): string {
  try {
    load({ [name]: text })
  } catch (error) {
    return (error as Error).message
  }
  throw new Error(`${name}=${text} is taken`)
}

function fileOf(content: string | Buffer, name = 'logo.svg'): string {
  const path = join(temporaryDirectory(), name)
  writeFileSync(path, content)
  return path
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"></svg>'
const both = { 'zh-CN': '示例', en: 'Example' }

describe('the settings of whose the pages are', () => {
  it('are none unless given', () => {
    expect(brandingOptions(load({}))).toEqual({})
  })

  it('are one text for both languages or one for each, as variables and in the file', () => {
    expect(load({ NAME: '示例' }).site_name).toBe('示例')
    expect(load({ NAME: '[beta] Example' }).site_name).toBe('[beta] Example')
    expect(load({ NAME: JSON.stringify(both) }).site_name).toEqual(both)
    const file = fileOf(
      JSON.stringify({
        site_name: both,
        site_accent: ['#3b4fd8', '#8f9dff'],
        site_footer: '© 我们',
      }),
      'ztoken.json',
    )
    expect(brandingOptions(load({}, file))).toEqual({
      name: both,
      accent: { light: '#3b4fd8', dark: '#8f9dff' },
      footer: '© 我们',
    })
  })

  it('take every kind of what they are for', () => {
    const given: readonly (readonly [string, string])[] = [
      ['ACCENT', '#3B4FD8'],
      ['ACCENT', '#00f'],
      ['ICP', '京ICP备12345678号-1'],
      ['ICP', '粤ICP备2021012345号'],
      ['ICP', '沪ICP备12345678号-12A'],
      ['PUBLIC_SECURITY', '京公网安备11010502030143号'],
      ['PUBLIC_SECURITY', '沪公网安备 31010402000001号'],
      ['HOME_URL', 'https://app.example/a?b=c#d'],
      ['HOME_URL', 'http://127.0.0.1:5173/'],
      ['LOGO', fileOf(svg)],
      ['LOGO', fileOf(`\ufeff<?xml version="1.0"?>\n<!-- a > b --><!DOCTYPE svg>\n${svg}`)],
      ['LOGO', fileOf(Buffer.from('89504e470d0a1a0a0000', 'hex'), 'png')],
      ['LOGO', fileOf('RIFF....WEBPVP8 ', 'webp')],
    ]
    for (const [name, text] of given) {
      const setting = `site_${name.toLowerCase()}`
      expect(load({ [name]: text }), text).toMatchObject({ [setting]: text })
    }
  })

  it.each([
    ['NAME', 'a'.repeat(61), 'one line of 1 to 60 characters'],
    ['NAME', 'two\nlines', 'one line'],
    ['NAME', 'evil\u202eexample', 'one line'],
    ['NAME', '{"en":"Example"}', 'one for each language'],
    ['NAME', '{"en":"Example","zh-CN":1}', 'one for each language'],
    ['NAME', '{"en":"Example","zh-CN":" "}', 'one line'],
    ['NAME', '{"en":', 'one for each language'],
    ['NAME', 'null', 'one for each language'],
    ['FOOTER', '["a"]', 'one for each language'],
    ['ACCENT', 'blue', 'has to be a colour'],
    ['ACCENT', '#3b4fd', 'has to be a colour'],
    ['ACCENT', '#3b4fd8;}', 'has to be a colour'],
    ['ACCENT', '#3b4fd8,red', 'has to be a colour'],
    ['ACCENT', '#3b4fd8,#fff,#fff', 'has to be a colour'],
    ['ICP', '12345678', 'has to be written like 京ICP备12345678号-1'],
    ['PUBLIC_SECURITY', '京公网安备1号', 'has to be written like'],
    ['HOME_URL', 'javascript:alert(1)', 'has to be an https URL'],
    ['HOME_URL', 'JaVaScRiPt://app.example/%0aalert(1)', 'has to be an https URL'],
    ['TERMS_URL', 'data:text/html,x', 'has to be an https URL'],
    ['TERMS_URL', '/terms', 'has to be an https URL'],
    ['PRIVACY_URL', 'http://app.example/', 'has to be an https URL'],
    ['PRIVACY_URL', 'https://me:canary@app.example/', 'has to be an https URL'],
    ['PRIVACY_URL', '{"en":"https://a.example","zh-CN":"javascript:x"}', 'has to be an https URL'],
    ['LOGO', '/nowhere/logo.svg', 'names a file that cannot be read'],
  ])('A233 refuse by name what cannot be meant: ZTOKEN_SITE_%s=%s', (name, text, words) => {
    const fault = faultOf(name, text)
    expect(fault).toMatch(
      new RegExp(`^1 problem in the configuration:\n {2}- ZTOKEN_SITE_${name} `),
    )
    expect(fault).toContain(words)
    expect(fault).not.toContain('canary')
  })

  it('A233 refuse what is no picture, told by what it holds, and one that is too large', () => {
    const directory = join(temporaryDirectory(), 'logo.svg')
    mkdirSync(directory)
    const given = {
      [directory]: 'names what is no file',
      [fileOf('', 'logo.png')]: 'no SVG, PNG or WebP',
      [fileOf('GIF89a', 'logo.png')]: 'no SVG, PNG or WebP',
      [fileOf('<html><svg></svg></html>')]: 'no SVG, PNG or WebP',
      [fileOf('<!-- never closed')]: 'no SVG, PNG or WebP',
      [fileOf(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg}`)]: 'no SVG, PNG or WebP',
      [fileOf(svg + ' '.repeat(100_001 - svg.length))]: 'of 100001 bytes; 100000 are the most',
    }
    for (const [path, words] of Object.entries(given)) {
      expect(faultOf('LOGO', path), path).toContain(words)
    }
  })

  it('are known to a program by the same rules', async () => {
    const { core } = await open()
    for (const [branding, words] of [
      [{ accent: '#ffd400' }, 'branding.accent has #ffd400'],
      [{ logo: '/nowhere' }, 'branding.logo names a file'],
      [{ logo: 1 }, 'branding.logo has to be the path'],
      [{ icp: 1 }, 'branding.icp has to be written'],
      [{ colour: '#000' }, 'there is no branding.colour'],
    ] as const) {
      await expect(createApp(core, { pages: true, branding: branding as never })).rejects.toThrow(
        words,
      )
    }
  })
})
