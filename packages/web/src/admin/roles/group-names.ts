import { useI18n } from 'vue-i18n'

/** Names a group of permissions; one that has no text of its own by the word it begins with. */
export function useGroupName(): (group: string) => string {
  const { t, te } = useI18n()
  return (group) => (te(`roles.groups.${group}`) ? t(`roles.groups.${group}`) : group)
}
