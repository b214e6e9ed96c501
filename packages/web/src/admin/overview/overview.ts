import { type DayView, listUsers, readOverview, type UsersView } from '@ztoken/contract'
import { call } from '@ztoken/sdk/call'
import { useZtoken } from '@ztoken/sdk/vue'
import { type ComputedRef, computed, type Ref, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { type Action, useAction } from '../../client/failure.ts'
import { may } from '../../client/permissions.ts'
import { type Days, placed, type Span, spans, usualSpan } from './days.ts'

export interface OverviewShown extends Action<[]> {
  /** How many days are shown, as the address says. */
  readonly span: ComputedRef<Span>
  /** Null until they have come. */
  readonly shown: ComputedRef<Days | null>
  /** How many are banned at this moment; null where that is not known, or may not be seen. */
  readonly banned: Ref<UsersView['total']>
}

/** The figures by the day, and how many are banned now. */
export function useOverview(): OverviewShown {
  const client = useZtoken()
  const route = useRoute()
  const { name } = route
  const known = shallowRef<{ readonly days: readonly DayView[]; readonly at: number } | null>(null)
  const banned = shallowRef<UsersView['total']>(null)
  const span = computed(() => spans.find((one) => String(one) === route.query.days) ?? usualSpan)

  // Once, for the longest span and as many days before it: the choice only shows more or fewer.
  const longest = String(Math.max(...spans) * 2)
  const action = useAction(async () => {
    const { days } = await call(client, readOverview, { days: longest })
    known.value = { days, at: Date.now() }
  })
  void action.run()

  watch(
    () => may('user:read'),
    async (isAllowed) => {
      if (!isAllowed || route.name !== name) return
      const query = { banned: 'true', limit: '1' } as const
      // Beside the figures: where it cannot be had, it is not shown.
      const { total } = await call(client, listUsers, query).catch(() => ({ total: null }))
      banned.value = total
    },
    { immediate: true },
  )

  const shown = computed(() => {
    const { value } = known
    return value === null ? null : placed(value.days, span.value, value.at)
  })
  return { ...action, span, shown, banned }
}
