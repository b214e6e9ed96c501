import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { auditEvents, codes, eventMeanings, permissions } from '@ztoken/contract'
import { readings } from '../packages/server/src/config/settings.ts'
import { attacksTested } from './attacks.ts'
import { brokenLinks } from './links.ts'
import { openApiDocument } from './openapi.ts'

/**
 * Writes the documents that follow from the code. With --check it writes nothing and fails where
 * one differs from what it would write, where a link leads nowhere, and where an attack is neither
 * tested nor explained.
 */
const attacks = attacksTested()
const documents: Readonly<Record<string, string>> = {
  'docs/attacks-tested.md': attacks.page,
  'docs/codes.md': codesPage(),
  'docs/configuration.md': configurationPage(),
  'docs/events.md': eventsPage(),
  'docs/permissions.md': permissionsPage(),
  'packages/server/openapi.json': openApiDocument(),
}

function codesPage(): string {
  const rows = Object.entries(codes)
    .sort(([, one], [, other]) => one.number - other.number)
    .map(
      ([name, { number, status, zh, en }]) =>
        `| ${number} | \`${name}\` | ${status} | ${zh} | ${en} |`,
    )
  return `# Codes / 状态码

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
