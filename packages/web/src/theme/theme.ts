import { type Ref, ref, watchEffect } from 'vue'
import { keep, readKept } from '../browser/kept.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const keptAs = 'ztoken.theme'
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')

/** What was chosen; `system` follows the device. Kept on this device, it is nothing personal. */
export const theme: Ref<Theme> = ref(
  themes.find((one) => one === readKept('localStorage', keptAs)) ?? 'system',
)

const isDarkDevice = ref(prefersDark.matches)
prefersDark.addEventListener('change', ({ matches }) => {
  isDarkDevice.value = matches
})

/** Shows the pages in the theme of the moment, and keeps what is chosen. */
export function followTheme(): void {
  watchEffect(() => {
    const isDark = theme.value === 'system' ? isDarkDevice.value : theme.value === 'dark'
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
    keep('localStorage', keptAs, theme.value)
  })
}
