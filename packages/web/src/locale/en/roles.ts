export default {
  roles: {
    title: 'Roles',
  },
} as const
