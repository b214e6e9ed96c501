export default {
  roles: {
    title: '角色',
  },
} as const
