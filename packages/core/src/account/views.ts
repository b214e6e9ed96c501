import type { SessionView, UserDetailView, UserView } from '@ztoken/contract'
import type { Session } from '../session/session.ts'
import type { User } from './user.ts'

/** What of an account leaves, and nothing else does. */
export interface Views {
  user(user: User): UserView
  /** The tutorial's five fields, the phone as the tutorial shows it. */
  userDetail(user: User): UserDetailView
  session(session: Session): SessionView
}

export function createViews(tutorialPhone: (phone: string) => string): Views {
  return {
    user: (user) => ({
      id: user.id,
      phone: user.phone,
      name: user.name,
      head_portrait: user.headPortrait,
      intro: user.intro,
      level: user.level,
      created_at: new Date(user.createdAt).toISOString(),
    }),
    userDetail: (user) => ({
      head_portrait: user.headPortrait,
      intro: user.intro,
      level: user.level,
      name: user.name,
      phone: tutorialPhone(user.phone),
    }),
    session: (session) => ({
      id: session.id,
      device: session.device,
      created_at: new Date(session.createdAt).toISOString(),
    }),
  }
}
