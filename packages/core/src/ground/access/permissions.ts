export { isPermission, isRoleName } from '@ztoken/contract'
