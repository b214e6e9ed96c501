import { describe, expect, it } from 'vitest'
import { kinds } from './kinds.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const others = ['.', '=', '+', '/', ' ', '\n', '\0', 'Ł']
const characters = [...alphabet, ...others]

function* edits(token: string): Generator<string> {
  for (let at = 0; at <= token.length; at += 1) {
    const before = token.slice(0, at)
    const after = token.slice(at + 1)
    for (const character of characters) {
      if (at < token.length && character !== token[at]) yield before + character + after
      yield before + character + token.slice(at)
    }
    if (at < token.length) yield before + after
    const pair = `${token[at + 1] ?? ''}${token[at] ?? ''}`
    if (pair.length === 2 && pair[0] !== pair[1]) yield before + pair + token.slice(at + 2)
  }
}

describe('no edit of a genuine token is accepted', () => {
  for (const [name, { genuine, accepts }] of Object.entries(kinds)) {
    it(`T010 T011 ${name}: every character replaced, inserted, deleted, swapped`, () => {
      const accepted: string[] = []
      let tried = 0
      for (const edit of edits(genuine)) {
        tried += 1
        if (edit !== genuine && accepts(edit)) accepted.push(edit)
      }
      expect(tried).toBeGreaterThan(genuine.length * 130)
      expect(accepted).toEqual([])
      expect(accepts(genuine)).toBe(true)
    }, 120_000)
  }
})

describe('the shape of a token', () => {
  for (const [name, { genuine: G, accepts }] of Object.entries(kinds)) {
    const parts = G.split('.')
    const rows: Readonly<Record<string, readonly unknown[]>> = {
      'T001 what is no text': [
        '',
        null,
        undefined,
        0,
        {},
        [G],
        Buffer.from(G),
        Object(G),
        Symbol('G'),
        { toString: () => G },
      ],
      'T002 empty parts': [
        '.',
        '..',
        '...',
        '....',
        `${parts[0]}..`,
        `.${parts[1]}.`,
        `..${parts.at(-1)}`,
      ],
      'T003 too few parts': [parts[0], parts.slice(0, 2).join('.'), parts.slice(0, -1).join('.')],
      'T004 too many parts': [`${G}.x`, `${G}.`, `.${G}`, `${G}.x.y`, `${G}.${G}`],
      'T005 T006 JSON serializations': [
        JSON.stringify({ payload: parts[1], protected: parts[0], signature: parts[2] }),
        JSON.stringify({
          payload: parts[1],
          signatures: [{ protected: parts[0], signature: parts[2] }],
        }),
        JSON.stringify({ [`${parts[0]}.e30.`]: '', protected: parts[0], payload: parts[1] }),
      ],
      'T007 what a header may wrap it in': [
        `Bearer ${G}`,
        `bearer ${G}`,
        `"${G}"`,
        `${G},${G}`,
        `${G} ${G}`,
      ],
      'T008 white space around it': [
        ' ',
        '\t',
        '\r',
        '\n',
        '\0',
        '\u00a0',
        '\ufeff',
        '\u200b',
      ].flatMap((space) => [space + G, G + space]),
      'T009 look-alikes': [
        G.replaceAll('.', '%2E'),
        G.replaceAll('.', '&#46;'),
        G.replaceAll('.', '．'),
        G.replace(/e/, 'е').replace(/z/, 'ᴢ'),
      ],
      'T012 T013 T014 a MAC cut short, made longer or empty': [63, 32, 16, 8, 1]
        .map((cut) => G.slice(0, -cut))
        .concat([
          `${G}AA`,
          G + 'A'.repeat(43),
          G + String(parts.at(-1)),
          G.replace(/[^.]+$/, (mac) => 'A'.repeat(mac.length)),
          G.replace(/[^.]+$/, (mac) => '_'.repeat(mac.length)),
        ]),
      'T250 T251 size': [
        `${G}${'A'.repeat(8192)}`,
        'A'.repeat(16 * 1024 * 1024),
        '.'.repeat(1_000_000),
        `${'A'.repeat(1024 * 1024)}.${parts[1]}.${parts[2]}`,
      ],
    }
    for (const [title, texts] of Object.entries(rows)) {
      it(`${title}: refused (${name})`, () => {
        for (const text of texts) expect(accepts(text)).toBe(false)
        expect(accepts(G)).toBe(true)
      })
    }
  }

  it('T150 T159 T160 T240 each kind is accepted as itself and as no other', () => {
    for (const [name, { genuine }] of Object.entries(kinds)) {
      const accepting = Object.entries(kinds).filter(([, kind]) => kind.accepts(genuine))
      expect(accepting.map(([as]) => as)).toEqual([name])
    }
  })
})
