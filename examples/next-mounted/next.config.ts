import type { NextConfig } from 'next'

const config: NextConfig = {
  output: 'standalone',
  // So that proxy.ts sees what is fetched ahead: Next.js hides its own headers otherwise.
  skipProxyUrlNormalize: true,
  // It finds its threads and files beside itself.
  serverExternalPackages: ['ztoken'],
}

export default config
