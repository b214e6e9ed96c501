export default {
  loading: {
    unreachable: 'The page could not be loaded: the server does not answer.',
    missing: 'The page could not be loaded. The server has probably been upgraded meanwhile.',
    anew: 'Reload the page',
    permissions: 'What you may do here could not be found out, so some pages may be missing.',
    language: 'The texts in this language could not be loaded. Try again.',
    part: 'A part of this page could not be loaded. Reload the page.',
  },
} as const
