import { AppWindow, Laptop, MessageCircle, MonitorSmartphone, Smartphone } from '@lucide/vue'
import type { SessionView } from '@ztoken/contract'
import type { Component } from 'vue'

const icons: Readonly<Record<string, Component>> = {
  web: AppWindow,
  app: Smartphone,
  mini_program: MessageCircle,
  desktop: Laptop,
}

/** The kinds of device there are words for. */
export const kinds = ['web', 'app', 'mini_program', 'desktop', 'other'] as const

export function kindOf({ device_kind }: SessionView): (typeof kinds)[number] {
  return kinds.find((kind) => kind === device_kind) ?? 'other'
}

/** What a kind of device looks like. */
export function iconOf(session: SessionView): Component {
  return icons[kindOf(session)] ?? MonitorSmartphone
}

/** This device first, then those that were there last. */
export function inOrder(sessions: readonly SessionView[]): SessionView[] {
  return [...sessions].sort(
    (one, other) =>
      Number(other.current) - Number(one.current) ||
      Date.parse(other.used_at) - Date.parse(one.used_at),
  )
}
