import type { Messages } from '../messages.ts'
import audit from './audit.ts'
import common from './common.ts'
import data from './data.ts'
import devices from './devices.ts'
import keys from './keys.ts'
import metrics from './metrics.ts'
import newPassword from './new-password.ts'
import password from './password.ts'
import profile from './profile.ts'
import register from './register.ts'
import reset from './reset.ts'
import roles from './roles.ts'
import signIn from './sign-in.ts'
import tryIt from './try.ts'
import user from './user.ts'
import users from './users.ts'
import wait from './wait.ts'
import welcome from './welcome.ts'

const messages: Messages = {
  ...common,
  ...signIn,
  ...wait,
  ...tryIt,
  ...register,
  ...reset,
  ...welcome,
  ...newPassword,
  ...profile,
  ...password,
  ...devices,
  ...data,
  ...users,
  ...user,
  ...roles,
  ...audit,
  ...keys,
  ...metrics,
}

export default messages
