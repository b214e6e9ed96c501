import type { OpenBranding } from './branding.ts'

const icon = '<link rel="icon" href="./icon.svg" type="image/svg+xml" />'

/** The document of the pages with whose they are; as it was where nothing was given. */
export function brandedDocument(html: string, { view, logo, styles }: OpenBranding): string {
  if (Object.values(view).every((one) => one === null) && styles === null) return html
  const name = view.name?.['zh-CN'] ?? null
  const added = [
    `<meta name="branding" content="${escaped(JSON.stringify(view))}" />`,
    // After the pages' own, whose colours it replaces.
    ...(styles === null ? [] : [`<link rel="stylesheet" href="./${styles.name}" />`]),
  ]
  // Functions: what stands in a text, such as $&, means nothing.
  return html
    .replace(/<title>[^<]*<\/title>/, (ours) =>
      name === null ? ours : `<title>${escaped(name)}</title>`,
    )
    .replace(icon, (ours) =>
      logo === null ? ours : `<link rel="icon" href="./${logo.name}" type="${logo.type}" />`,
    )
    .replace('</head>', () => `${added.join('\n')}\n</head>`)
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '')
}
