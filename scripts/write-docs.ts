import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { auditEvents, codes, eventMeanings, permissions } from '@ztoken/contract'
import { readings } from '../packages/server/src/config/settings.ts'
import { attacksTested } from './attacks.ts'
import { browsersOf } from './browsers/list.ts'
import { triedEngines } from './browsers/tried.ts'
import { brokenLinks } from './links.ts'
import { openApiDocument } from './openapi.ts'
import { publicTokenVectors } from './vectors.ts'
import { chinese, english, type Word } from './words.ts'

/**
 * Writes the documents that follow from the code. With --check it writes nothing and fails where
 * one differs from what it would write, where a link leads nowhere, and where an attack is neither
 * tested nor explained.
 */
const attacks = attacksTested()
const documents: Readonly<Record<string, string>> = {
  'docs/attacks-tested.md': attacks.page,
  'docs/browsers.md': browsersPage(),
  'docs/codes.md': codesPage(),
  'docs/configuration.md': configurationPage(),
  'docs/events.md': eventsPage(),
  'docs/permissions.md': permissionsPage(),
  'docs/vectors/public-tokens.json': publicTokenVectors(),
  'docs/words.md': wordsPage(),
  'packages/server/openapi.json': openApiDocument(),
}

function browsersPage(): string {
  const lists = { pages: browsersOf('web'), sdk: browsersOf('sdk') }
  const row = (...cells: string[]) => `| ${cells.join(' | ')} |`
  const versions = (list: typeof lists.pages) => list.map(({ version }) => version)
  return `# Browsers / 浏览器

The oldest versions that are meant, on a computer and on Android alike; on iOS every browser is
Safari. In older ones nobody looks whether anything works.

支持的最低版本，桌面与 Android 相同；iOS 上所有浏览器都按 Safari 计。更旧的版本不作保证。

${row('', ...lists.pages.map(({ title }) => title))}
${row('---', ...lists.pages.map(() => '---'))}
${row('[pages](guides/pages.md) / [页面](guides/pages.zh-CN.md)', ...versions(lists.pages))}
${row('[sdk](guides/sdk.md) / [sdk](guides/sdk.zh-CN.md)', ...versions(lists.sdk))}

Both are built for these lists. \`npm run check:packages\` looks through what was built for syntax,
APIs and styles that one of these browsers lacks, and a test uses the pages in a browser from which
all of that was taken. The list of the sdk begins where a bundler rewrites nothing of it, which would
make it larger. Written from \`browserslist\` in \`packages/web/package.json\` and
\`packages/sdk/package.json\`.

两者都按上表构建：\`npm run check:packages\` 检查构建产物里有没有这些浏览器缺少的语法、API 和样式，另有测试在去掉这些
功能的浏览器里使用页面。sdk 的列表从打包工具不必改写它的版本算起，改写会增大体积。本表由上述两个文件的 \`browserslist\` 生成。

${triedEngines}`
}

function codesPage(): string {
  const rows = Object.entries(codes)
    .sort(([, one], [, other]) => one.number - other.number)
    .map(
      ([name, { number, status, zh, en }]) =>
        `| ${number} | \`${name}\` | ${status} | ${zh} | ${en} |`,
    )
  return `# Codes / 错误码

Every outcome a reply can name. Under /v1 a failure carries the HTTP status and the name as
\`reason\`; on the tutorial's routes the status is always 200 and only the number and the Chinese
message are sent. Written from the features in \`packages/contract/src\`.

| code | reason | HTTP status | 中文 | English |
|---|---|---|---|---|
${rows.join('\n')}
`
}

function configurationPage(): string {
  const rows = Object.entries(readings).map(([name, { fallback, about }]) => {
    const shown = Array.isArray(fallback) || fallback === null ? '' : `\`${String(fallback)}\``
    return `| \`ZTOKEN_${name.toUpperCase()}\` | \`${name}\` | ${shown} | ${about} |`
  })
  return `# Configuration / 配置

A setting is a variable or a member of one JSON file (\`--config FILE\`, else \`ztoken.json\` where
there is one); a variable wins. Lists are comma-separated in a variable and may be JSON lists in the
file. Every fault is reported at once, and nothing starts.

Every variable may be given as a file instead: \`ZTOKEN_SECRET_FILE=/run/secrets/ztoken\` is the one
line of that file, and so for each below and for \`AWS_ACCESS_KEY_ID\`, \`AWS_SECRET_ACCESS_KEY\` and
\`AWS_SESSION_TOKEN\`. Secrets belong in files: whoever may look at a process sees its variables.
Written from \`packages/server/src/config/settings\`.

| variable | in the file | default | what it is |
|---|---|---|---|
${rows.join('\n')}
`
}

function eventsPage(): string {
  const rows = auditEvents.map((event) => {
    const { zh, en } = eventMeanings[event]
    return `| \`${event}\` | ${zh} | ${en} |`
  })
  return `# Events / 事件

What can happen: for \`auth.on\`, for webhooks and in the audit, under one name. How to listen and to
receive: [events and webhooks](guides/events.md) / [事件与 webhook](guides/events.zh-CN.md). Written
from the features in \`packages/contract/src\`.

| event | 中文 | English |
|---|---|---|
${rows.join('\n')}
`
}

function permissionsPage(): string {
  const rows = Object.entries(permissions).map(
    ([name, { zh, en }]) => `| \`${name}\` | ${zh} | ${en} |`,
  )
  return `# Permissions / 权限

What our own administrative routes ask for. A role holds permissions: one by its name, \`user:*\` for
all that begin so, \`*\` for all there are. The role \`admin\` holds \`*\`. An application names others
of its own in the same form: small letters, joined by colons. Written from
the features in \`packages/contract/src\`; how they are used: [sessions](guides/sessions.md).

| permission | 中文 | English |
|---|---|---|
${rows.join('\n')}
`
}

function wordsPage(): string {
  const row = ({ word, idea, not, onPages }: Word) =>
    `| ${word} | ${idea} | ${not.map((form) => `\`${form.replaceAll('|', '\\|')}\``).join(', ')} | ${onPages === true ? 'pages' : 'everywhere'} |`
  const table = (words: readonly Word[]) => words.map(row).join('\n')
  return `# Words / 用词

One word for one idea, in texts that people read. A test refuses what stands under “not” (regular
expressions). Written from \`scripts/words.ts\`.

每个概念一个词；“not”一列（正则表达式）由测试拒绝。

| 中文 | idea | not | where |
|---|---|---|---|
${table(chinese)}

| English | idea | not | where |
|---|---|---|---|
${table(english)}
`
}

let stale = 0
for (const [file, text] of Object.entries(documents)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
    continue
  }
  if (readOrEmpty(file) === text) continue
  console.error(`${file} does not match the code: npm run docs`)
  stale += 1
}
if (process.argv.includes('--check')) {
  for (const id of attacks.unanswered) {
    console.error(`${id} is tested nowhere and not explained in docs/security.md`)
    stale += 1
  }
  for (const file of markdownFiles()) {
    for (const target of brokenLinks(file)) {
      console.error(`${file} links to ${target}, which is not there`)
      stale += 1
    }
  }
}
if (stale > 0) process.exitCode = 1

function markdownFiles(): string[] {
  return ['.', 'docs', 'docs/decisions', 'docs/guides'].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  )
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
